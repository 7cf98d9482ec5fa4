// The `docent` object: usable at once, complete when the module is there.
//
// Until then calls and gestures wait here with the page and the time they belong to, and if the
// page is left before, on disk. Nothing in here decides anything: names and arguments are passed
// on, notices are handed out, and nothing ever throws into the page.
import { type Core, type Host, connect, optedOut } from "./edge";
import type { Inside, Tools } from "./debug/inside";
import { watchDead } from "./dead";
import { type Gesture, describe, isIgnored, within } from "./gestures";
import { type Glue, load } from "./module";
import { type Options, understood } from "./options";
import { type PageFacts, here, pageFacts } from "./page";
import { watchRoutes } from "./routes";
import { decided, eraseStored, put, read } from "./storage";
import type { Place, Stub } from "./stub";
import { keepKeys } from "./ui/keys";
import { createStage } from "./ui/stage";

type Listener = (payload: unknown, name: string) => void;
type Status = "idle" | "loading" | "ready" | "blocked" | "failed" | "destroyed";

type Called = { call: string; args: unknown[]; time: number; page: PageFacts; ticket: number };

/** Something that waits for the module; without its element and promise it also fits on disk. */
type Waiting =
  | Called
  | { gesture: Gesture; time: number; page: PageFacts; element?: Element }
  | { route: true; time: number; page: PageFacts };

const CALLS = "identify group set setOnce add append remove alias reset show end suppress unsuppress erase flush".split(" ");
/** Calls that answer with the id of what they recorded. */
const RECORDS = ["track", "page"];
/** What can be listened to. */
const EVENTS = ["ready", "event", "segment", "experience", "answer", "exposure", "goal", "navigate", "error", "*"];
// Taken before the page can change it.
const { now } = Date;
/** Nobody waits for more than this many gestures. */
const MOST_WAITING = 500;
/** What a call may say: characters of JSON, as much as sinks take of one message (Segment), and levels. */
const LARGEST = 32 << 10;
const DEEPEST = 64;

/** `module` is where the module is unless `init` says otherwise; `tools` loads those for developers. */
export function create(module: () => URL, tools: () => Promise<Tools>) {
  let status: Status = "idle";
  let options: Options = {};
  let glue: Glue | undefined;
  let core: Core | undefined;
  let started: Promise<Status> | undefined;
  let finishStart: (status: Status) => void = () => {};
  let session = new AbortController();
  let life = new AbortController();
  let listening = false;
  const waiting: Waiting[] = [];
  const tickets = new Map<number, (id: unknown) => void>();
  let lastTicket = 0;
  /** Whether the page wants nothing shown; no other page knows. */
  let hushed = false;
  /** By name; whether each hears it only once. */
  const listeners = new Map<string, Map<Listener, boolean>>();
  /** What the developer was told since the start. */
  const said = new Set<string>();
  const functions = new Map<string, (...args: unknown[]) => unknown>();

  const prefix = () => options.storage?.prefix ?? "docent";
  const memoryOnly = () => options.storage?.kind === "memory";

  /** Runs code of the host; what it throws is the host's to see, not to suffer. */
  function hostly<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      reportError(error);
      return undefined;
    }
  }

  function emit(name: string, payload: unknown): void {
    for (const key of [name, "*"]) {
      const heard = listeners.get(key);
      for (const [listener, once] of [...(heard ?? [])]) {
        // Those before it may have taken it off.
        if (!heard?.has(listener)) continue;
        if (once) heard.delete(listener);
        hostly(() => listener(payload, name));
      }
    }
  }

  /** Tells the developer, once. */
  function warn(message: string): void {
    if (said.has(message)) return;
    said.add(message);
    console.error(`Docent: ${message}`);
    emit("error", { message });
  }

  /** Takes everything off the page without entering the module again. */
  function leavePage(as: Status): void {
    status = as;
    hushed = false;
    glue = core = undefined;
    session.abort();
    life.abort();
    finishStart("failed");
    for (const settle of tickets.values()) settle(null);
    tickets.clear();
  }

  /** The module is gone for good, or was never there. */
  function failed(error: unknown, how = "stopped after an internal error and left the page; what was recorded is kept"): void {
    if (status === "failed") return;
    document.querySelectorAll("docent-ui").forEach((host) => host.remove());
    leavePage("failed");
    warn(`${how}. ${error}`);
  }

  /** Makes a function that the page may call: what it throws ends Docent, and stays in here. */
  const safe = <A extends unknown[]>(act: (...args: A) => void) => (...args: A): void => {
    try {
      act(...args);
    } catch (error) {
      failed(error);
    }
  };

  const host: Host = {
    emit(name, payload) {
      if (name === "ready") ready();
      emit(name, payload);
    },
    warn,
    navigate(url, newTab) {
      emit("navigate", { url });
      const go = options.navigate;
      hostly(() => {
        if (newTab) open(url, "_blank", "noopener");
        else if (go && new URL(url, location.href).origin === location.origin) go(url);
        else location.assign(url);
      });
    },
    call(name, args) {
      const registered = functions.get(name);
      if (registered) hostly(() => registered(...args));
      else warn(`an action calls "${name}", but nothing was registered under that name`);
    },
    settle(ticket, id) {
      tickets.get(ticket)?.(id ?? null);
      tickets.delete(ticket);
    },
  };

  const question = (name: string, argument?: string) => glue?.ask(JSON.stringify([name, argument, now()]));

  const allowed = () => (question("consent") ?? {}) as { analytics?: string; personalization?: string };

  /** What consent makes of it is as it is now. */
  function present(): Status {
    const { analytics, personalization } = allowed();
    return status === "ready" && analytics === "denied" && personalization === "denied" ? "blocked" : status;
  }

  function ready(): void {
    status = "ready";
    passOn(waiting.splice(0));
    finishStart(present());
  }

  /** Passes something on, or keeps it until it can be: what was done with an element, until the guidebook names it. */
  function pass(item: Waiting, page?: PageFacts, time?: number): void {
    if (!core || ("element" in item && status === "loading")) {
      if (!("gesture" in item) || waiting.length < MOST_WAITING) waiting.push(item);
    } else if ("call" in item) core.tell(time, "called", item.ticket, item.call, item.args, page);
    else if (!("gesture" in item)) core.tell(time, "routed", item.page);
    // The options may have come after it.
    else if (isCaptured(item.element)) core.tell(time, "captured", { ...item.gesture, matches: matching(item.element) }, page);
  }

  const passOn = (items: Waiting[]) => items.forEach((item) => pass(item, item.page, item.time));

  const isCaptured = (element?: Element) =>
    options.capture !== false && !(element && isIgnored(element, capturing()));

  /** The selectors of the guidebook that match an element or one around it. */
  function matching(element?: Element): string[] {
    const selectors = element && (question("selectors") as string[] | undefined);
    return (selectors ?? []).filter((selector) => element && within(element, [selector]));
  }

  function call(name: string, args: unknown[], time = now(), place = here()): Promise<unknown> {
    const then = core ? undefined : pageFacts(place);
    return new Promise((settle) => {
      const gone = status === "destroyed" || status === "failed";
      if (gone && name !== "consent") return settle(name === "erase" ? forget() : null);
      let plain: unknown[];
      try {
        // As they are now: the page may change them while they wait.
        const text = JSON.stringify(args);
        plain = JSON.parse(text) as unknown[];
        if (text.length > LARGEST || nested(plain) > DEEPEST) throw "larger than 32 KB or deeper than 64 levels";
      } catch (error) {
        warn(`docent.${name} was called wrongly: its arguments cannot be kept. ${error}`);
        return settle(null);
      }
      lastTicket += 1;
      tickets.set(lastTicket, settle);
      pass({ call: name, args: plain, time, page: then ?? pageFacts(place), ticket: lastTicket });
      if (name.endsWith("suppress") && args.length === 0) hushed = name === "suppress";
      // For the next start, here or on another page.
      if (gone) keepQueue();
    });
  }

  function gesture(event: Event, target: unknown, time = now(), place = here()): Gesture | undefined {
    if (options.capture === false) return;
    const described = describe(event, target, capturing());
    if (described) pass({ gesture: described, time, page: pageFacts(place), element: target as Element });
    return described;
  }

  const capturing = () => (typeof options.capture === "object" ? options.capture : {});

  /** Begins to listen to the page, unless it does. */
  function listen(): void {
    if (life.signal.aborted) life = new AbortController();
    else if (listening) return;
    listening = true;
    const { signal } = life;
    // At once: of listeners at the window, the first ones hear first.
    keepKeys(safe, signal);
    for (const name of ["click", "change", "submit"]) {
      addEventListener(name, (event) => {
        const target = event.composedPath()[0];
        const described = gesture(event, target);
        if (name !== "click" || !described || capturing().frustration === false) return;
        const page = pageFacts(here());
        watchDead(target as Element, signal, safe(() => pass({ gesture: { ...described, kind: "dead" }, time: now(), page })));
      }, { capture: true, passive: true, signal });
    }
    watchRoutes((referrer) => {
      pass({ route: true, time: now(), page: pageFacts(here(referrer)) });
    }, signal);
    document.addEventListener("visibilitychange", () => core?.visibility(document.hidden), { signal });
    // Told as soon as the page is to be left: most answers still reach it before it is.
    (window as { navigation?: EventTarget }).navigation?.addEventListener("navigate", (event) => {
      if ((event as unknown as { destination: { sameDocument: boolean } }).destination.sameDocument) return;
      core?.visibility(true);
      core?.visibility(document.hidden);
    }, { signal });
    addEventListener("pagehide", leave, { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && begin(), { signal });
  }

  /** The page is left, or put aside whole: nothing may keep it from being put aside. */
  function leave(event: PageTransitionEvent): void {
    keepQueue();
    core?.visibility(true);
    try {
      if (core) sessionStorage.setItem(tabKey(), tab);
    } catch {
      // Storage is denied here; the next page is another tab then.
    }
    if (!glue || !event.persisted) return;
    // What is not stored only this page knows.
    if (core && (memoryOnly() || allowed().analytics !== "granted")) return core.aside();
    stop();
    status = "loading";
    if (hushed) void call("suppress", []);
  }

  /** What the tools may use of the inside, as it is now. */
  const inside = (): Inside => ({ docent, glue, options, signal: life.signal, safe, warn, createStage });
  const tool = (name: keyof Tools) => (given?: unknown) =>
    tools().then((part): unknown => part[name](inside, given as never)).catch((error: unknown) => {
      warn(`docent.${name} (docent-debug.mjs): ${error}`);
      return null;
    });
  const debug = tool("debug");

  // --- before the module ---------------------------------------------------------------------

  const queueKey = () => `${prefix()}.queue`;

  const called = (items: Waiting[], ...names: string[]) =>
    items.filter((item): item is Called => "call" in item && names.includes(item.call));

  /** What may go to disk: without consent to analytics, as far as that is known here, only what is said of that. */
  function lasting(items: Waiting[]): Waiting[] {
    const answers = called(items, "consent");
    let analytics = optedOut() ? "denied" : "granted";
    for (const consent of [options["consent"], decided(prefix()), ...answers.map(({ args }) => args[0])]) {
      if (consent === undefined) continue;
      // What cannot be read is no consent.
      analytics = (typeof consent === "object" && consent ? (consent as { analytics?: string }).analytics : String(consent)) ?? analytics;
    }
    return analytics === "granted" ? items : called(items, "consent", "erase");
  }

  function keepQueue(): void {
    // A page that has not started Docent may wait for consent.
    if (waiting.length === 0 || memoryOnly() || status === "idle") return;
    // Tickets and elements are this page's; what an earlier page left is kept with it.
    const all = lasting([...takeQueue(), ...waiting]).map((item) => ({ ...item, element: undefined, ticket: 0 }));
    if (all.length === 0) return;
    waiting.length = 0;
    put(queueKey(), all.slice(-MOST_WAITING));
  }

  function takeQueue(): Waiting[] {
    if (memoryOnly()) return [];
    const kept = read(queueKey());
    put(queueKey());
    return (Array.isArray(kept) ? kept.filter((item) => item instanceof Object) : []) as Waiting[];
  }

  /** Deletes what is stored where there is no core to do it; answers about consent are not forgotten. */
  async function forget(): Promise<void> {
    waiting.push(...called([...takeQueue(), ...waiting.splice(0)], "consent"));
    keepQueue();
    if (!memoryOnly()) await eraseStored(prefix());
  }

  // --- start ---------------------------------------------------------------------------------

  const tabKey = () => `${prefix()}.tab`;
  let tab = "";

  /** A reload keeps the tab's id; a duplicated tab, whose original still lives, gets a new one. */
  function takeTab(): string {
    let kept: string | null = null;
    try {
      kept = sessionStorage.getItem(tabKey());
      sessionStorage.removeItem(tabKey());
    } catch {
      // Storage is denied here; a new id does no harm.
    }
    return kept ?? tab;
  }

  function begin(): void {
    if (!glue) return;
    if (core) {
      core.back();
      // Not every engine tells.
      core.visibility(document.hidden);
      return;
    }
    if (session.signal.aborted) session = new AbortController();
    tab = takeTab() || newId();
    const { wasm: _, ...plain } = options;
    const { signal } = session;
    connect(glue, plain, tab, host, signal, safe, (connected) => {
      core = connected;
      if (document.hidden) core.visibility(true);
      passOn([...takeQueue(), ...waiting.splice(0)]);
      // Last, so that the page on the screen is the one that counts.
      core.tell(undefined, "routed", pageFacts(here()));
    });
  }

  function init(given: Options = {}): Promise<Status> {
    if (started && status !== "destroyed") return started;
    listen();
    said.clear();
    status = "loading";
    const answer = (started = new Promise<Status>((finish) => (finishStart = finish)));
    session = new AbortController();
    const { signal } = session;
    options = understood(given, warn);
    // Whoever heard what is wrong with the options may have ended it.
    if (signal.aborted) return answer;
    if (/[?&]docent_debug\b/.test(location.search)) void debug();
    void start(signal);
    return answer;
  }

  /** Loads the module and begins, unless this start was given up meanwhile. */
  async function start(signal: AbortSignal): Promise<void> {
    try {
      const loaded = await load(options.wasm ?? module(), failed);
      // Nobody may ever see it.
      if ((document as { prerendering?: boolean }).prerendering) {
        await new Promise((shown) => document.addEventListener("prerenderingchange", shown, { once: true, signal }));
      }
      if (signal.aborted) return;
      glue = loaded;
      begin();
    } catch (error) {
      if (signal.aborted) return;
      keepQueue();
      failed(error, "the module could not be loaded, so nothing is captured or shown; init({ wasm }) says where docent.wasm is");
    }
  }

  function destroy(): void {
    if (status === "destroyed") return;
    stop();
    leavePage("destroyed");
  }

  function stop(): void {
    core = undefined;
    glue?.stop();
    session.abort();
  }

  function on(name: string, listener: Listener, once = false): () => void {
    if (typeof listener !== "function") {
      warn(`docent.on("${name}", …) expects a function`);
      return () => {};
    }
    if (!EVENTS.includes(name)) warn(`docent.on("${name}", …): there is no such event; there are ${EVENTS.join(", ")}`);
    const known = listeners.get(name) ?? new Map<Listener, boolean>();
    // Who hears it always hears it once, too.
    listeners.set(name, known.set(listener, once && known.get(listener) !== false));
    // Who comes late need not ask first.
    if (name === "ready" && status === "ready") queueMicrotask(() => known.has(listener) && hostly(() => {
      if (known.get(listener)) known.delete(listener);
      listener({}, name);
    }));
    return () => void known.delete(listener);
  }

  const ask = <T>(name: string, nothing: T, argument?: string): T =>
    (status === "ready" ? (question(name, argument) as T) : undefined) ?? nothing;

  const docent: Record<string, unknown> = {
    version: __DOCENT_VERSION__,
    get status() {
      return present();
    },
    init,
    destroy,
    on,
    once: (name: string, listener: Listener) => on(name, listener, true),
    off: (name: string, listener: Listener) => void listeners.get(name)?.delete(listener),
    register(name: string, act: (...args: unknown[]) => unknown) {
      if (typeof act === "function") functions.set(name, act);
      else warn(`docent.register("${name}", …) expects a function`);
    },
    segments: () => ask<string[]>("segments", []),
    isIn: (segment: string) => ask("isIn", false, String(segment)),
    variant(experiment: string, options?: { peek?: boolean }) {
      const variant = ask<string | undefined>("variant", undefined, String(experiment));
      if (variant !== undefined && !options?.peek) void call("expose", [experiment]);
      return variant;
    },
    explain: (id?: string) => ask<unknown>("explain", null, id),
    facts: () => ask("facts", {}),
    debug,
    preview: tool("preview"),
    export: () => ask<unknown>("export", null),
    consent(state?: unknown) {
      if (state !== undefined) void call("consent", [state]);
      return ask<unknown>("consent", null);
    },
  };
  for (const name of [...CALLS, ...RECORDS]) {
    docent[name] = (...args: unknown[]) => {
      const done = call(name, args);
      return RECORDS.includes(name) ? done : done.then(() => undefined);
    };
  }

  /** Takes over what the snippet kept. */
  function adopt(stub: Stub): void {
    stub.stop.abort();
    for (const [what, args, time, place, settle] of stub.queue as [unknown, unknown, number, Place, unknown][]) {
      if (typeof what !== "string") {
        gesture(what as Event, args, time, place);
        continue;
      }
      const held = [...CALLS, ...RECORDS, "consent"].includes(what);
      const method = docent[what] as (...args: unknown[]) => unknown;
      const answer = held ? call(what, args as unknown[], time, place) : method(...(args as unknown[]));
      (settle as (value: unknown) => void)(answer);
    }
  }

  return { docent, adopt, listen };
}

/** How many levels a value has. */
const nested = (value: unknown): number =>
  (value instanceof Object ? 1 + Math.max(0, ...Object.values(value).map(nested)) : 0);

function newId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return [...words].map((word) => word.toString(36)).join("");
}
