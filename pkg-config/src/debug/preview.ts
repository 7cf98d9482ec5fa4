// `docent.preview`: a sample person with a clock of their own, decided by a second state of the
// same module.
//
// A preview is a script and a clock. The script is what the person did, in the order of its times;
// what lies after the clock has not happened yet. Moving the clock on tells the core what came due
// on the way; moving it back starts anew and tells the script up to there. Effects that would store
// or send something are not performed: there is nothing here that could.
import type { Edge } from "../edge";
import type { Glue } from "../module";
import { here, pageFacts } from "../page";
import type { Stage } from "../ui/stage";
import type { View } from "../ui/view";
import { createWatchers } from "../watchers";
import { type Inside, askOf, docentOf, guidebookOf } from "./inside";

export type Properties = Record<string, unknown>;
export type Time = string | number | Date;

/** What the real Docent and a preview can both be asked. */
export interface Subject {
  segments(): string[];
  facts(): Properties;
  explain(id?: string): unknown;
  show(id: string): unknown;
  end(id?: string): unknown;
}

export interface PreviewOptions {
  user?: string;
  traits?: Properties;
  company?: Properties & { id?: string };
  facts?: Properties;
  events?: { name: string; time?: Time; properties?: Properties }[];
  profile?: object;
  variants?: Properties;
  guidebook?: object;
  now?: Time;
  live?: boolean;
}

export interface Preview extends Subject {
  readonly now: number;
  setTime(time: Time): void;
  on(name: string, listener: (payload: never, name: string) => void): () => void;
  destroy(): void;
  [method: string]: unknown;
}

/** What happens to the person at a time. */
interface Call {
  time: number;
  name: string;
  args: unknown[];
}

type Effects = [name: string, ...parts: never[]][];
type Listener = (payload: never, name: string) => void;

/** Where the module keeps a preview's state (src/api.rs). */
export const OF = 1;
/** What belongs to the person, and is told again when the clock is set back. */
const DEEDS = ["identify", "group", "set", "setOnce", "add", "append", "remove", "track", "page", "alias", "reset"];
/** What belongs to the screen. */
const ORDERS = ["show", "end", "suppress", "unsuppress"];
/** Families of facts that the person of the preview has of their own. */
const PERSONAL = ["user", "company", "session", "page", "nps", "answers"];

/** The one preview there can be, and what keeps the real Docent quiet meanwhile. */
let present: Preview | undefined;
let quiet: AbortController | undefined;

/** The preview that is on. */
export const current = (): Preview | undefined => present;
/** Called when a preview begins or ends, whoever asked for it. */
export const onChange = new Set<() => void>();

/** Starts a preview as soon as Docent is ready; null where it will not be. */
export async function preview(inside: () => Inside, options: PreviewOptions = {}): Promise<Preview | null> {
  await ready(inside);
  const { glue, signal } = inside();
  return glue && !signal.aborted ? begin(inside(), glue, options ?? {}) : null;
}

/** Waits until Docent decides, or has left. */
function ready(inside: () => Inside): Promise<void> {
  const docent = docentOf(inside);
  return new Promise((done) => {
    const look = () => ["ready", "blocked", "failed", "destroyed"].includes(docent.status);
    if (look()) return done();
    inside().signal.addEventListener("abort", () => done());
    const off = docent.on("*", () => {
      if (!look()) return;
      off();
      done();
    });
  });
}

/** Keeps the real Docent off the screen until the signal; one the page had silenced stays silent. */
function hush(inside: Inside, signal: AbortSignal): void {
  const docent = docentOf(() => inside);
  const before = askOf(inside, "suppressed");
  void docent.suppress();
  // The page may still show something by hand: no notice tells of it, but it comes into the document.
  const arrivals = new MutationObserver(() => {
    if ((askOf(inside, "showing") as string[] | undefined)?.length) void docent.suppress();
  });
  arrivals.observe(document, { childList: true, subtree: true });
  signal.addEventListener("abort", () => {
    arrivals.disconnect();
    if (!before) void docent.unsuppress();
  });
}

function timeOf(time: Time | undefined, otherwise: number): number {
  const at = time === undefined ? otherwise : new Date(time).getTime();
  return Number.isNaN(at) ? otherwise : at;
}

/** The options of `init` for a sample person: the facts of this device, and what is known of them. */
function settingsOf(inside: Inside, { guidebook, facts, profile, variants }: PreviewOptions): object {
  const known = Object.entries(docentOf(() => inside).facts()).filter(([family]) => !PERSONAL.includes(family));
  return {
    guidebook: guidebook ?? guidebookOf(inside) ?? undefined,
    ui: inside.options["ui"],
    facts: { ...Object.fromEntries(known), ...facts },
    profile,
    variants,
    consent: "granted",
  };
}

function begin(inside: Inside, glue: Glue, options: PreviewOptions): Preview {
  const settings = settingsOf(inside, options);
  // The preview before ends, and what keeps the real one quiet is handed on.
  const handed = quiet;
  quiet = undefined;
  present?.destroy();
  const life = new AbortController();
  const { signal } = life;
  quiet = handed ?? new AbortController();
  if (!handed) hush(inside, quiet.signal);

  const { safe, warn } = inside;
  const began = Date.now();
  const script: Call[] = (options.events ?? [])
    .map(({ name, time, properties }) => ({ time: timeOf(time, began), name: "track", args: [name, properties] }))
    .sort((one, other) => one.time - other.time);
  const listeners = new Map<string, Set<Listener>>();
  const queue: string[] = [];
  let busy = false;
  /** While the person's past is told, nobody is told of it. */
  let building = false;
  /** How much of the script has happened. */
  let told = 0;
  /** The preview's time less that of the page's own clock, which runs evenly. */
  let ahead = 0;
  let screen = new AbortController();
  let stage: Stage;
  let watchers: ReturnType<typeof createWatchers>;
  let page = "";

  const now = () => Math.round(ahead + performance.now());
  const hear: Edge["hear"] = (name, ...parts) => tell(now(), name, ...parts);

  function emit(name: string, payload: unknown): void {
    if (building) return;
    for (const key of [name, "*"]) {
      for (const listener of [...(listeners.get(key) ?? [])]) {
        try {
          listener(payload as never, name);
        } catch (error) {
          reportError(error);
        }
      }
    }
  }

  const performers: Record<string, (...parts: never[]) => void> = {
    claim: (run: string) => hear("claimed", run, true),
    await: (opened: number, wanted: never[]) => watchers(opened, wanted),
    show: (view: View) => stage.show(view),
    hide: (run: string) => stage.hide(run),
    emit,
    // What would leave the preview is only said.
    navigate: (url: string) => emit("navigate", { url }),
    call: (name: string, args: unknown[]) => emit("call", { name, args }),
    warn(message: string) {
      emit("error", { message });
      // What is wrong with the guidebook in force has been said.
      if (options.guidebook || !message.startsWith("the guidebook")) warn(`preview: ${message}`);
    },
  };

  const run = safe(() => {
    busy = true;
    for (let input; (input = queue.shift());) perform(glue.input(input, OF));
    busy = false;
  });

  function perform(effects: unknown): void {
    for (const [name, ...parts] of effects as Effects) performers[name]?.(...parts);
  }

  function tell(time: number, name: string, ...parts: unknown[]): void {
    if (signal.aborted) return;
    queue.push(JSON.stringify([time, name, ...parts]));
    if (!busy) run();
  }

  const call = (name: string, args: unknown[], time = now()) => tell(time, "called", 0, name, args);

  /** Tells which page is on the screen, where that has changed. */
  function route(): void {
    if (location.href === page) return;
    page = location.href;
    hear("routed", pageFacts(here()));
  }

  function set(time: number): void {
    ahead = time - performance.now();
  }

  /** Puts the person into the world as they were before the script, and lets it happen. */
  const build = safe((time: number) => {
    const { user, traits = {}, company } = options;
    const born = Math.min(time, script[0]?.time ?? time);
    screen.abort();
    screen = new AbortController();
    const edge: Edge = { signal: screen.signal, safe, hear, warn };
    [stage, watchers] = [inside.createStage(edge), createWatchers(edge)];
    [building, told, page] = [true, 0, ""];
    queue.length = 0;
    set(time);
    // In a microtask, so that the module is not entered again from its own timer.
    perform(glue.start(JSON.stringify([settings, "preview", false]), () => queueMicrotask(() => hear("woke")), OF));
    tell(born, "restored", []);
    call("suppress", [], born);
    if (user) call("identify", [user, traits], born);
    else call("set", [traits], born);
    if (company) call("group", [company.id ?? "preview", company], born);
    catchUp(time);
    route();
    building = false;
    if (options.live) call("unsuppress", []);
  });

  /** Lets happen what is due. */
  function catchUp(until: number): void {
    for (let next; (next = script[told]) && next.time <= until; told += 1) call(next.name, next.args, next.time);
    tell(until, "woke");
  }

  const ask = (name: string, argument?: unknown) => askOf(inside, name, argument, now(), OF);

  const person: Preview = {
    get now() {
      return now();
    },
    setTime(time) {
      const at = timeOf(time, NaN);
      if (Number.isNaN(at)) return warn(`preview.setTime(${time}): expected a date or milliseconds since 1970`);
      if (at < now()) build(at);
      else {
        set(at);
        catchUp(at);
      }
      emit("time", { now: at });
    },
    segments: () => (ask("segments") ?? []) as string[],
    isIn: (segment: string) => ask("isIn", `${segment}`) ?? false,
    variant: (experiment: string) => ask("variant", `${experiment}`) ?? undefined,
    facts: () => (ask("facts") ?? {}) as Properties,
    explain(id) {
      const explained = ask("explain", id) as Properties | null;
      if (id !== undefined || !explained) return unhushed(explained);
      return Object.fromEntries(Object.entries(explained).map(([each, why]) => [each, unhushed(why as Properties)]));
    },
    show() {},
    end() {},
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    destroy: () => life.abort(),
  };
  for (const name of [...DEEDS, ...ORDERS]) {
    person[name] = (...args: unknown[]): void => {
      try {
        JSON.stringify(args);
      } catch {
        args = [];
      }
      if (DEEDS.includes(name)) {
        script.splice(told, 0, { time: now(), name, args });
        told += 1;
      }
      call(name, args);
    };
  }

  // What is done on the page meanwhile, the person does too.
  const off = docentOf(() => inside).on("*", safe((payload: { type?: string; name: string; properties: Properties }, name: string) => {
    route();
    if (name === "event" && payload.type === "track") (person["track"] as Listener)(payload.name as never, payload.properties as never);
  }));
  inside.signal.addEventListener("abort", () => life.abort(), { signal });
  signal.addEventListener("abort", () => {
    off();
    screen.abort();
    glue.stop(OF);
    if (present === person) present = undefined;
    quiet?.abort();
    quiet = undefined;
    emit("end", {});
    onChange.forEach((changed) => changed());
  });
  build(timeOf(options.now, began));
  present = person;
  onChange.forEach((changed) => changed());
  return person;
}

/** An explanation in which the quiet of the preview, which is its own doing, is no reason. */
function unhushed(explained: Properties | null): Properties | null {
  if (explained?.["gate"] !== "suppressed") return explained;
  const sentence = `${explained["sentence"]}`.replace(/is not shown: .*$/, "may be shown: every condition for it is met.");
  return { ...explained, eligible: true, gate: undefined, sentence };
}
