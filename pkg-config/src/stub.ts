// What the snippet leaves for the loader to take over.

/** Where something happened: URL, title, referrer. */
export type Place = readonly [string, string, string];

/** A call: name, arguments, time, place, and what settles its promise. */
export type QueuedCall = [string, unknown[], number, Place, (value: unknown) => void];

/** A gesture: the event, its innermost target, time, place. */
export type QueuedGesture = [Event, EventTarget | undefined, number, Place];

/** The object the snippet puts at `window.docent`. */
export interface Stub {
  queue: (QueuedCall | QueuedGesture)[];
  stop: AbortController;
  [method: string]: unknown;
}

/** Whether what stands at `window.docent` was left by the snippet. */
export function isStub(value: unknown): value is Stub {
  return typeof value === "object" && value !== null && Array.isArray((value as Stub).queue);
}
