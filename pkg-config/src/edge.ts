// The edge between the page and the core: what happens goes in, what is to be done comes out and
// is performed here. Nothing is decided.
//
// An input is a name and plain values; the module answers with a list of effects, performed when
// it has returned. So a function of the host that an effect calls may call back into Docent: such
// a call waits in the queue until the present one is done.
import type { Change } from "./database";
import { hold, watch } from "./locks";
import type { Glue } from "./module";
import { probe } from "./probe";
import { type Storage, decide, openStorage } from "./storage";
import { type Sink, fetchGuidebook, send } from "./transport";
import type { Ui } from "./ui/host";
import { createStage } from "./ui/stage";
import type { View } from "./ui/view";
import { createWatchers } from "./watchers";

/** What the parts of the edge need of it. */
export interface Edge {
  /** Aborted when Docent leaves the page, in order or not: everything is detached then. */
  signal: AbortSignal;
  /** Makes a function that the page may call: what it throws ends Docent, and never reaches the page. */
  safe<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void;
  /** Tells the core what happened. */
  hear(name: string, ...parts: unknown[]): void;
  /** Tells the developer. */
  warn(message: string): void;
  /** Goes to a harmless URL, by the page's router where it has one. */
  navigate(url: string): void;
}

/** What only the `docent` object can do. */
export interface Host {
  /** Tells those who listen. */
  emit(name: string, payload: unknown): void;
  warn(message: string): void;
  /** Goes to a URL the core found harmless. */
  navigate(url: string, newTab?: boolean): void;
  /** Calls a function the host registered. */
  call(name: string, args: unknown[]): void;
  /** A call is done. */
  settle(ticket: number, id?: string | null): void;
}

export interface Settings {
  sinks?: Sink[];
  storage?: { kind?: string; prefix?: string };
  ui?: Ui;
  [name: string]: unknown;
}

type Effects = [name: string, ...parts: never[]][];

export interface Core {
  /** As `hear` of the edge, for what happened at a time. */
  tell(time: number | undefined, name: string, ...parts: unknown[]): void;
  /** The page is hidden or left, or visible again. */
  visibility(leaving: boolean): void;
  /** The page is put aside whole: what happens from here on waits until it is back. */
  aside(): void;
  back(): void;
}

/** Whether the browser signals Global Privacy Control. */
export const optedOut = () => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/** A guidebook that does not answer is waited for so long, in milliseconds. */
const PATIENCE = 10_000;

/** A value as JSON; nothing where it has none, as what others put into the page's storage and channels may. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * Starts the core in a tab and connects it with the page until the signal. `opened` gets it as soon
 * as what was stored is there: until then all that happens can still be kept for another page. It is
 * told what it answered last here: which queue it has taken.
 */
export function connect(
  glue: Glue, settings: Settings, tab: string, host: Host, signal: AbortSignal, safe: Edge["safe"], opened: (core: Core, known: unknown) => unknown,
): void {
  const { prefix = "docent", kind } = settings.storage ?? {};
  const { warn, emit } = host;
  /** What has happened, as JSON: the time where it was earlier, a name, and its parts. */
  const queue: string[] = [];
  let busy = false;
  let changes: Change[] = [];
  let done: [ticket: number, id: string | null][] = [];
  let storage: Storage | undefined;
  /** What a page that is put aside must not hold hangs on this: the database, the channel, locks. */
  let outside = new AbortController();
  signal.addEventListener("abort", () => outside.abort());
  /** Other tabs whose end is waited for. */
  const watched = new Set<string>();
  const follow = (other: string) => watch(`${prefix}:tab:${other}`, outside.signal, () => hear("gone", other));

  /** Sinks of this page, and the tab that sends to one. */
  const led = new Set<string>();
  const elect = (sink: string) => {
    const leads = () => hear("leads", sink);
    // What only this page knows, no other tab can send.
    if (kind === "memory") leads();
    else hold(`${prefix}:deliver:${sink}`, outside.signal, leads);
  };

  function tell(time: number | undefined, name: string, ...parts: unknown[]): void {
    if (signal.aborted) return;
    const input = written([time, name, ...parts]);
    if (input) queue.push(input);
    if (!busy) run();
  }
  const hear: Edge["hear"] = (name, ...parts) => tell(undefined, name, ...parts);
  const edge: Edge = { signal, safe, hear, warn, navigate: host.navigate };
  const stage = createStage(edge, settings.ui);

  const run = safe(() => {
    busy = true;
    for (let input; !signal.aborted && (input = queue.shift());) perform(glue.input(input) as Effects);
    busy = false;
  });

  /** What is to be kept comes first: whoever is told of the rest may end Docent. */
  function perform(effects: Effects): void {
    for (const [name, ...parts] of effects) keepers[name]?.(...parts);
    finish();
    for (const [name, ...parts] of effects) if (!signal.aborted) performers[name]?.(...parts);
  }

  /** Stores what has changed; who waits for it is told when that is done. */
  function finish(): void {
    const [written, waiting] = [changes, done];
    [changes, done] = [[], []];
    const settle = (kept: boolean) => waiting.forEach(([ticket, id]) => host.settle(ticket, kept ? id : null));
    if (storage) storage.write(written, settle);
    else settle(false);
  }

  const keepers: Record<string, (...parts: never[]) => void> = {
    persist(...change: Change) {
      const [key, value] = change;
      if (key === "consent" && kind !== "memory") {
        changes.push(["decided", decide(prefix, value as object)]);
        // What pages that are gone left to the next one would outlive the withdrawal.
        if ((value as { analytics: string }).analytics === "denied") storage?.dropLeft();
      }
      changes.push(change);
    },
    erase() {
      changes = [];
      storage?.erase();
    },
    settle: (ticket: number, id: string | null) => done.push([ticket, id]),
    claim: (run: string, key: string, value: unknown) => storage?.claim(run, key, value),
  };

  const performers: Record<string, (...parts: never[]) => void> = {
    lead(sink: string) {
      led.add(sink);
      elect(sink);
    },
    watch(other: string) {
      watched.add(other);
      follow(other);
    },
    fetch(url: string, tag: string | null) {
      // Nothing waits for it any longer; it is still taken when it comes.
      const timer = setTimeout(() => hear("fetched", { status: 0 }), PATIENCE);
      const end = () => clearTimeout(timer);
      signal.addEventListener("abort", end);
      void fetchGuidebook(url, tag).then((answer) => {
        end();
        hear("fetched", answer);
      });
    },
    async send(batch: string, at: number, body: object, keepalive: boolean) {
      hear("answered", batch, await send(settings.sinks?.[at] ?? {}, body, keepalive, warn));
    },
    await: createWatchers(edge),
    show: (view: View) => stage.show(view),
    hide: (run: string) => stage.hide(run),
    emit,
    navigate: host.navigate,
    call: host.call,
    warn,
  };

  async function open(): Promise<void> {
    const { signal: own } = outside;
    const found = await openStorage({ ...edge, signal: own }, prefix, kind === "memory", tab);
    if (own.aborted) return;
    // Before anything is decided.
    if (!storage) {
      const taken = opened(core, found.stored.find(([key]) => key === "queue")?.[1]);
      if (taken) changes.push(["queue", taken]);
    }
    // What others wrote and deleted meanwhile, where this is not the first time.
    const gone = [...(found.durable && storage?.keys) || []].filter((key) => !found.keys.has(key)).map((key): Change => [key]);
    const texts = [...gone, ...found.stored].map(written).filter(Boolean);
    queue.unshift(`[null,"${storage ? "foreign" : "restored"}",[${texts}]]`);
    storage = found;
    hold(`${prefix}:tab:${tab}`, own, () => {});
    run();
  }

  const core: Core = {
    tell,
    visibility(leaving) {
      hear(leaving ? "hiding" : "shown");
      if (leaving) storage?.journal();
    },
    aside() {
      outside.abort();
      busy = true;
    },
    back() {
      outside = new AbortController();
      begin();
      watched.forEach(follow);
      led.forEach(elect);
    },
  };

  // In a microtask, so that the module is not entered again from its own timer.
  const wake = () => queueMicrotask(() => hear("woke"));
  safe(() => perform(glue.start(JSON.stringify([settings, tab, optedOut()]), wake) as Effects))();
  const begin = () => void open().catch(safe((error) => {
    throw error;
  }));
  begin();
  // What has failed meanwhile need not wait for its next attempt.
  addEventListener("online", () => hear("called", 0, "flush", []), { signal });
  probe((facts) => hear("probed", facts), signal);
}
