// `docent.preview`: a sample person with a clock of their own, decided by a second state of the
// same module.
//
// A preview is a script and a clock. The script is what the person did, in the order of its times;
// what lies after the clock has not happened yet. Moving the clock on tells the core what came due
// on the way; moving it back starts anew and tells the script up to there.
import { isOwn, within } from "../gestures";
import type { Glue } from "../module";
import { fitting } from "../options";
import { here, pageFacts } from "../page";
import { type Beside, createBeside } from "./beside";
import { type Inside, docentOf, guidebookOf } from "./inside";
import { endQuiet, keepQuiet } from "./quiet";

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
  user?: string | number;
  traits?: Properties;
  company?: Properties & { id?: string | number };
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

type Listener = (payload: never, name: string) => void;

/** What belongs to the person, and is told again when the clock is set back. */
const DEEDS = ["identify", "group", "set", "setOnce", "add", "append", "remove", "track", "page", "alias", "reset"];
/** What belongs to the screen. */
const ORDERS = ["show", "end", "suppress", "unsuppress"];
/** Families of facts that the person of the preview has of their own. */
const PERSONAL = ["user", "company", "session", "page", "nps", "answers"];

/** The one preview there can be. */
let present: Preview | undefined;

/** The preview that is on. */
export const current = (): Preview | undefined => present;
/** Called when a preview begins or ends, whoever asked for it. */
export const onChange = new Set<() => void>();

/** Starts a preview as soon as Docent is ready; null where it will not be. */
export async function preview(inside: () => Inside, options?: PreviewOptions): Promise<Preview | null> {
  await ready(inside);
  const { glue, signal } = inside();
  return glue && !signal.aborted ? begin(inside(), glue, understood(options ?? {}, inside().warn)) : null;
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

/** As the tables of `init`: what of a preview's options is given under which name. */
const KNOWN = {
  preview: {
    user: "string|number", traits: "object", company: "object", facts: "object", events: "list", profile: "object|null",
    variants: "object", guidebook: "object", now: "", live: "boolean",
  },
};

/** The options as they are meant. */
function understood(options: unknown, warn: Inside["warn"]): PreviewOptions {
  if (typeof options !== "object") warn("preview: expected an object of options");
  const known: PreviewOptions = fitting(typeof options === "object" && options ? options : {}, KNOWN, "preview", "preview: ", warn);
  if (known.now !== undefined && Number.isNaN(timeOf(known.now, NaN))) {
    warn("preview: now: expected a date or milliseconds since 1970");
  }
  return known;
}

/** Milliseconds since 1970; of what is no time, the other. */
function timeOf(time: Time | undefined, otherwise: number): number {
  const at = new Date(time as Time).getTime();
  return Number.isNaN(at) ? otherwise : at;
}

/** What the options say the person did; what has no time that can be read happens now. */
function scriptOf({ events = [] }: PreviewOptions, now: number): Call[] {
  return events
    .map(({ name, time, properties }) => ({ time: timeOf(time, now), name: "track", args: [name, properties] }))
    .sort((one, other) => one.time - other.time);
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

/** The listeners of a preview. */
function createListeners() {
  const listeners = new Map<string, Set<Listener>>();
  return {
    on(name: string, listener: Listener): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    emit(name: string, payload: unknown): void {
      for (const listener of [name, "*"].flatMap((key) => [...(listeners.get(key) ?? [])])) {
        try {
          listener(payload as never, name);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}

/** The person's life: their script, and a clock that moves along it. */
function createLife(options: PreviewOptions, script: Call[], settings: object, beside: () => Beside) {
  /** How much of the script has happened. */
  let told = 0;
  /** Their time less that of the page's own clock, which runs evenly. */
  let ahead = 0;
  let page = "";

  const now = () => Math.round(ahead + performance.now());
  const call = (name: string, args: unknown[], time = now()) => beside().tell(time, "called", 0, name, args);

  /** Tells which page is on the screen, where that has changed. */
  function route(): void {
    if (location.href === page) return;
    page = location.href;
    beside().tell(now(), "routed", pageFacts(here()));
  }

  /** Goes on to a time, and lets happen what is due on the way. */
  function goOn(until: number): void {
    ahead = until - performance.now();
    for (let next; (next = script[told]) && next.time <= until; told += 1) call(next.name, next.args, next.time);
    beside().tell(until, "woke");
  }

  /** Begins before the script, and goes on to a time; meanwhile nothing is shown. */
  function begin(time: number): void {
    const { user, traits = {}, company } = options;
    const born = Math.min(time, script[0]?.time ?? time);
    [told, page, ahead] = [0, "", born - performance.now()];
    beside().start(settings);
    beside().tell(born, "restored", []);
    call("suppress", [], born);
    if (user) call("identify", [user, traits], born);
    else call("set", [traits], born);
    if (company) call("group", [company.id ?? "preview", company], born);
    goOn(time);
    route();
    if (options.live) call("unsuppress", []);
  }

  /** The person does something now, which belongs to their script from here on. */
  function act(name: string, args: unknown[]): void {
    script.splice(told, 0, { time: now(), name, args });
    told += 1;
    call(name, args);
  }

  return { now, call, route, goOn, begin, act };
}

function begin(inside: Inside, glue: Glue, options: PreviewOptions): Preview {
  const start = Date.now();
  const [settings, script] = [settingsOf(inside, options), scriptOf(options, timeOf(options.now, start))];
  const docent = docentOf(() => inside);
  const listeners = createListeners();
  const end = new AbortController();
  /** While the person's past is told anew, nobody hears of it. */
  let past = false;

  const life = createLife(options, script, settings, () => beside);
  const beside = createBeside(inside, glue, {
    now: life.now,
    emit: (name, payload) => !past && listeners.emit(name, payload),
    warn(message) {
      listeners.emit("error", { message });
      // What is wrong with the guidebook in force has been said.
      if (options.guidebook || !message.startsWith("the guidebook")) inside.warn(`preview: ${message}`);
    },
  });

  function relive(time: number): void {
    past = true;
    life.begin(time);
    past = false;
  }

  const person: Preview = {
    get now() {
      return life.now();
    },
    setTime(time) {
      const at = timeOf(time, NaN);
      if (Number.isNaN(at)) return inside.warn(`preview.setTime(${time}): expected a date or milliseconds since 1970`);
      if (end.signal.aborted) return;
      if (at < life.now()) relive(at);
      else life.goOn(at);
      listeners.emit("time", { now: at });
    },
    ...answers(beside),
    ...orders(life),
    on: listeners.on,
    destroy: () => end.abort(),
  };

  // What is done on the page meanwhile, the person does too.
  const off = docent.on("*", inside.safe((notice: { type?: string; name: string; properties: Properties }, kind: string) => {
    life.route();
    if (kind === "event" && notice.type === "track") life.act("track", [notice.name, notice.properties]);
  }));
  // What is recorded of a click comes as an event; who waits for the click itself hears of it here.
  if (options.live) {
    addEventListener("click", inside.safe((event: Event) => {
      const target = event.composedPath()[0];
      if (!(target instanceof Element) || isOwn(target)) return;
      const selectors = (beside.ask("selectors") ?? []) as string[];
      const clicked = selectors.filter((selector) => within(target, [selector]));
      if (clicked.length > 0) beside.tell(life.now(), "cued", ["click", ...clicked]);
    }), { capture: true, passive: true, signal: end.signal });
  }
  inside.signal.addEventListener("abort", person.destroy, { signal: end.signal });
  end.signal.addEventListener("abort", () => {
    off();
    beside.stop();
    if (present === person) {
      present = undefined;
      endQuiet();
    }
    listeners.emit("end", {});
    onChange.forEach((changed) => changed());
  });
  // The preview before ends, and the quiet is handed on.
  const before = present;
  present = person;
  before?.destroy();
  keepQuiet(inside);
  relive(timeOf(options.now, start));
  onChange.forEach((changed) => changed());
  return person;
}

/** What a preview can be asked. */
function answers({ ask }: Beside) {
  return {
    segments: () => (ask("segments") ?? []) as string[],
    isIn: (segment: string) => ask("isIn", `${segment}`) ?? false,
    variant: (experiment: string) => ask("variant", `${experiment}`) ?? undefined,
    facts: () => (ask("facts") ?? {}) as Properties,
    explain(id?: string) {
      const explained = (ask("explain", id) ?? null) as Properties | null;
      if (id !== undefined || !explained) return unhushed(explained);
      return Object.fromEntries(Object.entries(explained).map(([each, why]) => [each, unhushed(why as Properties)]));
    },
  };
}

/** What a preview can be told to do; what has no JSON form was no way to call, and the core says so. */
function orders({ act, call }: ReturnType<typeof createLife>): Pick<Preview, "show" | "end"> {
  const plain = (args: unknown[]) => {
    try {
      JSON.stringify(args);
      return args;
    } catch {
      return [];
    }
  };
  const methods = [...DEEDS, ...ORDERS].map((name) => {
    const perform = DEEDS.includes(name) ? act : call;
    return [name, (...args: unknown[]): void => perform(name, plain(args))];
  });
  return Object.fromEntries(methods);
}

/** An explanation in which the quiet of the preview, which is its own doing, is no reason. */
function unhushed(explained: Properties | null): Properties | null {
  if (explained?.["gate"] !== "suppressed") return explained;
  const sentence = `${explained["sentence"]}`.replace(/is not shown: .*$/, "may be shown: every condition for it is met.");
  return { ...explained, eligible: true, gate: undefined, sentence };
}
