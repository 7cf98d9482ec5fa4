// The methods of `docent` as pages call them: what they are called and given, what they answer, and
// that none of them throws anything into the page.

/** What is told, and answered by nothing but that it is done. */
const TELLS = "identify group set setOnce add append remove alias reset show end suppress unsuppress erase flush".split(" ");
/** What is told and answered with the id of what was recorded. */
const RECORDS = ["track", "page"];
/** What may wait for the module, with its answer. */
export const CALLS = [...TELLS, ...RECORDS, "consent"];

/** What a call may say: bytes of JSON, as much as sinks take of one message (Segment), and levels. */
const LARGEST = 32 << 10;
const DEEPEST = 64;

/** How many levels a value has. */
const nested = (value: unknown): number =>
  (value instanceof Object ? 1 + Math.max(0, ...Object.values(value).map(nested)) : 0);

/** What a call was given, as it is now: the page may change it while it waits. Throws where it cannot be kept. */
export function copyOf(args: unknown[]): unknown[] {
  const text = JSON.stringify(args);
  const copy = JSON.parse(text) as unknown[];
  if (new Blob([text]).size > LARGEST || nested(copy) > DEEPEST) throw "larger than 32 KB or deeper than 64 levels";
  return copy;
}

/** What the methods need. */
interface Inner {
  /** Tells the core something; the answer comes when that is kept. */
  call(name: string, args: unknown[]): Promise<unknown>;
  /** Asks the core; `nothing` until it is ready. */
  ask<T>(name: string, nothing: T, argument?: string): T;
  warn(message: string): void;
}

/** Adds what is told and asked to the methods of an object, and makes all of them safe to call. */
export function complete(docent: Record<string, unknown>, { call, ask, warn }: Inner): void {
  /** While nothing changes it is the same, which stores of frameworks live by. */
  let segments: string[] = [];
  Object.assign(docent, {
    segments() {
      const now = ask<string[]>("segments", []);
      return (segments = `${now}` === `${segments}` ? segments : now);
    },
    isIn: (segment: string) => ask("isIn", false, String(segment)),
    variant(experiment: string, options?: { peek?: boolean }) {
      const variant = ask<string | undefined>("variant", undefined, String(experiment));
      if (variant !== undefined && !options?.peek) void call("expose", [experiment]);
      return variant;
    },
    explain: (id?: string) => ask<unknown>("explain", null, id),
    facts: () => ask("facts", {}),
    export: () => ask<unknown>("export", null),
    consent(state?: unknown) {
      if (state !== undefined) void call("consent", [state]);
      return ask<unknown>("consent", null);
    },
  });
  for (const name of TELLS) docent[name] = (...args: unknown[]) => call(name, args).then(() => undefined);
  for (const name of RECORDS) docent[name] = (...args: unknown[]) => call(name, args);
  for (const [name, method] of Object.entries(docent)) {
    if (typeof method === "function") docent[name] = (...args: unknown[]): unknown => {
      try {
        return method(...args);
      } catch (error) {
        return warn(`docent.${name} was called wrongly. ${error}`);
      }
    };
  }
}
