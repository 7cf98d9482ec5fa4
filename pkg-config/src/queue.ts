// What waits for the module: calls, gestures and routes, each with the page and the time it belongs
// to. When the page is left before, they wait on disk for the next one, as far as consent lets them.
import { optedOut } from "./edge";
import type { Gesture } from "./gestures";
import { put, read } from "./local";
import type { Options } from "./options";
import type { PageFacts } from "./page";
import { decided, eraseStored } from "./storage";

type Called = { call: string; args: unknown[]; time: number; page: PageFacts; ticket: number };

/** Something that waits; without its element and promise it also fits on disk. */
export type Waiting =
  | Called
  | { gesture: Gesture; time: number; page: PageFacts; element?: Element }
  | { route: true; time: number; page: PageFacts };

/** Nobody waits for more than this many gestures. */
const MOST_WAITING = 500;

const called = (items: Waiting[], ...names: string[]) =>
  items.filter((item): item is Called => "call" in item && names.includes(item.call));

/** What may go to disk: without consent to analytics, as far as that is known here, only what is said of that. */
function lasting(items: Waiting[], consents: unknown[]): Waiting[] {
  const answers = called(items, "consent");
  let analytics = optedOut() ? "denied" : "granted";
  for (const consent of [...consents, ...answers.map(({ args }) => args[0])]) {
    if (consent === undefined) continue;
    // What cannot be read is no consent.
    analytics = (typeof consent === "object" && consent ? (consent as { analytics?: string }).analytics : String(consent)) ?? analytics;
  }
  return analytics === "granted" ? items : called(items, "consent", "erase");
}

/** `options` are those of the present start. */
export function createQueue(options: () => Options) {
  const waiting: Waiting[] = [];
  /** What was taken last. */
  let taken: number | undefined;
  const prefix = () => options().storage?.prefix ?? "docent";
  const key = () => `${prefix()}.queue`;
  const memoryOnly = () => options().storage?.kind === "memory";

  function add(item: Waiting): void {
    if (!("gesture" in item) || waiting.length < MOST_WAITING) waiting.push(item);
  }

  /**
   * Leaves what waits to the next start, here or on another page; of what happened before the first start
   * only what was said of consent, for the page may wait for that.
   */
  function keep(idle?: boolean): void {
    // What is not to be captured is for this page alone.
    const passes = (item: Waiting) => !("gesture" in item) || options()["capture"] !== false;
    const items = idle ? called(waiting, "consent", "erase") : waiting.filter(passes);
    if (items.length === 0 || memoryOnly()) return;
    // Tickets and elements are this page's; what an earlier page left is kept with it.
    const all = lasting([...kept(), ...items], [options()["consent"], decided(prefix())])
      .map((item) => ({ ...item, element: undefined, ticket: 0 }));
    if (all.length === 0) return;
    // The page may come back, and start.
    if (!idle) waiting.length = 0;
    put(key(), { id: Math.random(), items: all.slice(-MOST_WAITING) });
  }

  /** Takes what an earlier page has left, unless it is `known`: a browser that dies brings back what was taken. */
  function kept(known?: unknown): Waiting[] {
    if (memoryOnly()) return [];
    const { id, items } = Object(read(key())) as { id?: number; items?: unknown };
    put(key());
    taken = id;
    return (Array.isArray(items) && id !== known ? items.filter((item) => item instanceof Object) : []) as Waiting[];
  }

  /** Deletes what is stored where there is no core to do it; answers about consent are not forgotten. */
  async function forget(): Promise<void> {
    waiting.push(...called([...kept(), ...waiting.splice(0)], "consent"));
    keep();
    if (!memoryOnly()) await eraseStored(prefix());
  }

  /** Drops what does not pass. */
  function sift(passes: (item: Waiting) => boolean): void {
    waiting.push(...waiting.splice(0).filter(passes));
  }

  return { add, keep, sift, kept, forget, take: () => waiting.splice(0), taken: () => taken };
}
