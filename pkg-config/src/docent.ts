// The `docent` object: usable at once, complete when the module is there.
//
// Until then calls and gestures wait (queue.ts). Nothing in here decides anything: names and
// arguments are passed on, notices are handed out, and nothing ever throws into the page.
import { createCapture } from "./capture";
import { type Core, type Host, connect } from "./edge";
import type { Inside, Tools } from "./debug/inside";
import { type Listener, createListeners, hostly } from "./listeners";
import { CALLS, complete, copyOf } from "./methods";
import { type Glue, load } from "./module";
import { type Options, understood } from "./options";
import { type PageFacts, here, now, pageFacts } from "./page";
import { type Waiting, createQueue } from "./queue";
import { watchRoutes } from "./routes";
import type { Place, Stub } from "./stub";
import { isElsewhere, keepTab, newTab, takeTab } from "./tab";
import { keepOurs } from "./ui/keep";
import { createStage } from "./ui/stage";

/** Whether the page is rendered ahead: nobody may ever see it. */
const isAhead = () => !!(document as { prerendering?: boolean }).prerendering;

type Status = "idle" | "loading" | "ready" | "blocked" | "failed" | "destroyed";

/**
 * `module` is where the module is unless `init` says otherwise; `tools` loads those for developers; `defaults` is
 * what holds where `init` says nothing.
 */
export function create(module: () => URL, tools: () => Promise<Tools>, defaults: Options = {}) {
  let status: Status = "idle";
  let options: Options = {};
  let glue: Glue | undefined;
  let core: Core | undefined;
  let started: Promise<Status> | undefined;
  let finishStart: (status: Status) => void = () => {};
  let session = new AbortController();
  let life = new AbortController();
  let listening = false;
  const tickets = new Map<number, (id: unknown) => void>();
  let lastTicket = 0;
  /** Whether the page wants nothing shown; no other page knows. */
  let suppressed = false;
  const functions = new Map<string, (...args: unknown[]) => unknown>();

  const { emit, warn, on, off, sayAgain } = createListeners(() => status === "ready");
  const queue = createQueue(() => options);
  const capture = createCapture(() => options, pass, warn);
  /** Tells the route that still waits for its title. */
  let tellRoute = () => {};

  const prefix = () => options.storage?.prefix ?? "docent";

  /** Takes everything off the page without entering the module again. */
  function leavePage(as: Status): void {
    status = as;
    suppressed = false;
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
        const { origin, pathname, search, hash } = new URL(url, document.baseURI);
        if (newTab) open(url, "_blank", "noopener");
        else if (!go || origin !== location.origin) location.assign(url);
        // Routers know paths.
        else go(/^(\w+:)?\/\//.test(url) ? pathname + search + hash : url);
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

  const asked = (name: string, argument?: string): unknown => glue?.ask(JSON.stringify([name, argument, now()]));

  function question(name: string, argument?: string): unknown {
    tellRoute();
    return asked(name, argument);
  }

  const allowed = () => (asked("consent") ?? {}) as { analytics?: string; personalization?: string };

  /** What consent makes of it is as it is now. */
  function present(): Status {
    const { analytics, personalization } = status === "ready" ? allowed() : {};
    return analytics === "denied" && personalization === "denied" ? "blocked" : status;
  }

  function ready(): void {
    status = "ready";
    passOn(queue.take());
    finishStart(present());
  }

  /** Passes something on, or keeps it until it can be: what was done with an element, until the guidebook names it. */
  function pass(item: Waiting, page?: PageFacts, time?: number): void {
    if (!("route" in item)) tellRoute();
    if (!core || ("element" in item && status === "loading")) {
      queue.add(item);
    } else if ("call" in item) core.tell(time, "called", item.ticket, item.call, item.args, page);
    else if (!("gesture" in item)) core.tell(time, "routed", item.page);
    // The options may have come after it.
    else if (!capture.isIgnored(item.element)) {
      const { element, gesture } = item;
      const selectors = element ? (question("selectors") ?? []) as string[] : [];
      // What was called after it may have been told before it.
      const ago = element && time && now() - time;
      core.tell(ago ? undefined : time, "captured", { ...gesture, matches: capture.matching(selectors, element) }, page, ago);
    }
  }

  const passOn = (items: Waiting[]) => items.forEach((item) => pass(item, item.page, item.time));

  function call(name: string, args: unknown[], time = now(), place = here()): Promise<unknown> {
    const then = core ? undefined : pageFacts(place);
    return new Promise((settle) => {
      const gone = status === "destroyed" || status === "failed";
      // Where the page is left, what was said of consent goes along.
      if (status === "idle" && name === "consent") listen();
      if (gone && name !== "consent") return settle(name === "erase" ? queue.forget() : null);
      let plain: unknown[];
      try {
        plain = copyOf(args);
      } catch (error) {
        warn(`docent.${name} was called wrongly: its arguments cannot be kept. ${error}`);
        return settle(null);
      }
      lastTicket += 1;
      tickets.set(lastTicket, settle);
      pass({ call: name, args: plain, time, page: then ?? pageFacts(place), ticket: lastTicket });
      if (name.endsWith("suppress") && args.length === 0) suppressed = name === "suppress";
      if (gone) queue.keep();
    });
  }

  /** Begins to listen to the page, unless it does. */
  function listen(): void {
    if (life.signal.aborted) life = new AbortController();
    else if (listening) return;
    listening = true;
    const { signal } = life;
    // At once: of listeners at the window, the first ones hear first.
    keepOurs(safe, signal);
    capture.listen(signal);
    tellRoute = watchRoutes((place, time) => isAhead() || pass({ route: true, time, page: pageFacts(place) }), signal);
    addEventListener("visibilitychange", () => core?.visibility(document.hidden), { signal });
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
    tellRoute();
    queue.keep(status === "idle");
    core?.visibility(true);
    if (tab) keepTab(prefix(), tab);
    if (!glue || !event.persisted) return;
    // What is not stored only this page knows.
    if (core && (options.storage?.kind === "memory" || allowed().analytics !== "granted")) return core.aside();
    stop();
    status = "loading";
    if (suppressed) void call("suppress", []);
  }

  /** What the tools may use of the inside, as it is now. */
  const inside = (): Inside => ({ docent, glue, options, signal: life.signal, safe, warn, createStage });
  const tool = (name: keyof Tools) => (given?: unknown) =>
    tools().then((part): unknown => part[name](inside, given as never)).catch((error: unknown) => {
      warn(`docent.${name} (docent-debug.mjs): ${error}`);
      return null;
    });
  const debug = tool("debug");

  // --- start ---------------------------------------------------------------------------------

  let tab = "";

  function begin(): void {
    if (!glue) return;
    // Also where it is known: no window that is opened from here is to have it.
    const kept = takeTab(prefix());
    if (core) {
      core.back();
      // Not every engine tells.
      core.visibility(document.hidden);
      return;
    }
    if (session.signal.aborted) session = new AbortController();
    tab = kept || tab || newTab();
    const { wasm: _, ...plain } = options;
    const { signal } = session;
    connect(glue, plain, tab, host, signal, safe, (connected, known) => {
      core = connected;
      if (document.hidden) core.visibility(true);
      const items = [...queue.kept(known), ...queue.take()];
      // By now it may have its title.
      for (const item of items) if ("route" in item && item.page.url === location.href) item.page.title = document.title;
      passOn(items);
      // Last, so that the page on the screen is the one that counts.
      core.tell(undefined, "routed", pageFacts(here()));
      return queue.taken();
    });
  }

  function init(given: Options = {}): Promise<Status> {
    if (started && status !== "destroyed") return started;
    listen();
    sayAgain();
    status = "loading";
    const answer = (started = new Promise<Status>((finish) => (finishStart = finish)));
    session = new AbortController();
    const { signal } = session;
    try {
      options = { ...defaults, ...understood(given, warn) };
    } catch (error) {
      failed(error, "its options cannot be read");
    }
    queue.sift(capture.sift);
    // Whoever heard what is wrong with the options may have ended it.
    if (signal.aborted) return answer;
    if (/[?&]docent_debug\b/.test(location.search)) void debug();
    void start(signal);
    return answer;
  }

  /** Loads the module and begins, unless this start was given up meanwhile. */
  async function start(signal: AbortSignal): Promise<void> {
    let loaded: Glue | undefined;
    try {
      loaded = await load(options.wasm ?? module(), failed);
      if (isAhead()) {
        await new Promise((shown) => document.addEventListener("prerenderingchange", shown, { once: true, signal }));
      }
    } catch (error) {
      if (signal.aborted) return;
      queue.keep();
      failed(error, "the module could not be loaded, so nothing is captured or shown; init({ wasm }) says where docent.wasm is, and a Content-Security-Policy has to allow it by 'wasm-unsafe-eval'");
    }
    tab = takeTab(prefix()) || tab;
    if (tab && await isElsewhere(prefix(), tab)) tab = "";
    if (signal.aborted) return;
    glue = loaded;
    safe(begin)();
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
    off,
    register(name: string, act: (...args: unknown[]) => unknown) {
      if (typeof act === "function") functions.set(name, act);
      else warn(`docent.register("${name}", …) expects a function`);
    },
    debug,
    preview: tool("preview"),
  };
  complete(docent, { call, ask, warn });

  /** Takes over what the snippet kept. */
  function adopt(stub: Stub): void {
    stub.stop.abort();
    for (const [what, args, time, place, settle] of stub.queue as [unknown, unknown, number, Place, unknown][]) {
      if (typeof what !== "string") {
        capture.take(what as Event, args, time, place);
        continue;
      }
      const held = CALLS.includes(what);
      const method = docent[what] as (...args: unknown[]) => unknown;
      const answer = held ? call(what, args as unknown[], time, place) : method(...(args as unknown[]));
      (settle as (value: unknown) => void)(answer);
    }
  }

  return { docent, adopt, listen };
}
