/** A value that has a JSON form. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** Names and values that JSON can hold: in one call at most 32 KB of it, and 64 levels. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a value typed by an interface fits `any` alone
export type Properties = { [key: string]: any };

/**
 * Where events go. Nothing leaves the browser without a sink, and an event goes to the sinks of the
 * page it happened on: one that could not be sent waits for a page with the same `url` and key.
 */
export type Sink =
  /** Segment's HTTP Tracking API; also RudderStack and Jitsu. */
  | { kind: "segment"; url: string; writeKey?: string | undefined }
  /** PostHog's batch endpoint. */
  | { kind: "posthog"; url: string; apiKey: string }
  /**
   * Your own function; a batch it throws on, rejects or does not answer within half a minute is tried
   * again. It gets what happens in its own tab.
   */
  | { kind: "function"; send(batch: unknown): unknown };

export type ConsentAnswer = "granted" | "pending" | "denied";
export interface Consent {
  /** Recording what is done, and sending it to sinks. */
  analytics: ConsentAnswer;
  /** Showing experiences that are not essential. */
  personalization: ConsentAnswer;
}

/** How often an event happened, for windows without a beginning. */
export interface EventTotals {
  count: number;
  /** On how many days, of the guidebook's time zone or else the person's. */
  days?: number;
  first?: string | number;
  last?: string | number;
  /** The sums of its properties, by dotted path, e.g. { amount: 480, "cart.items": 7 }. */
  sums?: { [property: string]: number };
  /** Of how many numbers each of these is the sum, which averages need; by dotted path. */
  numbers?: { [property: string]: number };
}

/**
 * What your server knows of a person from elsewhere. Of it and of what this device saw, the later
 * counts. Times are ISO dates or milliseconds since 1970.
 */
export interface Profile {
  /** Whose it is, by user id; whoever has none, where it is null; whoever is here when Docent
   * starts, until log-out, where missing. */
  user?: string | number | null;
  /** When it was taken. */
  time?: string | number;
  /** Totals of events, by name. */
  events?: { [event: string]: EventTotals };
  /** When experiences entered their states, e.g. { welcome: { completed: "2026-06-01" } }. */
  experiences?: { [experience: string]: { [state: string]: string | number } };
  nps?: { score: number; time?: string | number };
}

export interface Options {
  /** URL of the guidebook, or the guidebook itself. */
  guidebook?: string | object | undefined;
  /** Where events go. Default: nowhere. */
  sinks?: Sink[] | undefined;
  /**
   * Default: "granted"; analytics "denied" where the browser signals Global Privacy Control. It counts
   * until something is decided on this device with `consent(state)` or a button of the guidebook:
   * the visitor's own choice is kept, and goes before this on every later page.
   */
  consent?: ConsentAnswer | Partial<Consent> | undefined;
  /**
   * What is captured; all but `text` and `queries` by default. What people type is never read, and of
   * passwords, codes, hidden fields, card data (by type and `autocomplete`) and whatever stands in an
   * element with the attribute `data-docent-ignore` nothing is captured, whatever is said here. With `false`, what
   * waits for a click starts all the same.
   */
  capture?: boolean | {
    clicks?: boolean | undefined; inputs?: boolean | undefined; forms?: boolean | undefined; pages?: boolean | undefined;
    frustration?: boolean | undefined;
    /** Whether the text of what is clicked and labels (`aria-label`) are read. */
    text?: boolean | undefined;
    /** Whether all is passed on whole: what looks like a secret in a URL, a title or an element (a token, an e-mail address) is a * else. */
    queries?: boolean | undefined;
    /** Elements whose text, label and link are never read. */
    mask?: string | string[] | undefined;
    /** Elements in which nothing is captured, as in those with `data-docent-ignore`. */
    ignore?: string | string[] | undefined;
  } | undefined;
  /** Default: IndexedDB (else localStorage) under the prefix "docent". */
  storage?: "auto" | "memory" | { kind?: "auto" | "memory" | undefined; prefix?: string | undefined } | undefined;
  /** Facts the page knows better, e.g. { geo: { country: "DE", eu: true } }. */
  facts?: Properties | undefined;
  /** What your server knows of this person from elsewhere. */
  profile?: Profile | undefined;
  /** How much of what happened stays on the device: about so many bytes (4,000,000), and no longer
   * than this ("400d"). Oldest goes first; how often it happened stays known. */
  history?: { bytes?: number | undefined; age?: string | undefined } | undefined;
  /** Variants by experiment, for trying them out: given whatever the guidebook says, and no exposures. */
  variants?: { [experiment: string]: string } | undefined;
  /** Looks and language of what is shown. */
  ui?: {
    /** The language people are spoken to in, where the guidebook has it. Default: the browser's. */
    locale?: string | undefined;
    /** Default: that of the language, else the page's. */
    dir?: "ltr" | "rtl" | undefined;
    /** Default: dark where the page's `color-scheme` is dark now. */
    theme?: "light" | "dark" | "auto" | undefined;
    /** For what is not in the browser's top layer. Default: 2147483000. */
    zIndex?: number | undefined;
    /** A selector of the element that everything is put into. Default: the body. */
    container?: string | undefined;
    /** Not needed: no element with a style is ever made. Taken so that settings can be shared. */
    nonce?: string | undefined;
  } | undefined;
  /** How a single-page application goes to a path of its own; other addresses are the browser's. Default: location. */
  navigate?: ((path: string) => void) | undefined;
  /** Where the module is. Default: beside the script. */
  wasm?: string | URL | Response | BufferSource | WebAssembly.Module | undefined;
}

/** What listeners are given. Times are milliseconds since 1970. */
export interface Events {
  /** Who listens later hears of it at once. Told again when the browser had put the page aside and it began anew. */
  ready: object;
  /** Something was recorded; of `identify` and `group` the properties are the traits, of a page view also the facts of the page. */
  event: { messageId: string; time: number; type: "track" | "page" | "identify" | "group" | "alias"; name: string; properties: Properties };
  /** This person entered a segment or left it. */
  segment: { segment: string; entered: boolean };
  experience: {
    experience: string; kind: Kind; run: string; time: number;
    /** The step of a flow, or a task, a spot or what a launcher opens, by its id. */
    step?: string;
    state: "started" | "seen" | "engaged" | "step" | "completed" | "dismissed" | "snoozed" | "missing";
    /** Of "snoozed": when it may come again. */
    until?: number;
  };
  /** `type` is that of the question; an answer that was taken back is null. */
  answer: { experience: string; kind: Kind; question: string; type: string; answer: Json; run: string; time: number };
  /** This person was shown their variant. Without `messageId` where nothing is stored. */
  exposure: { experiment: string; variant: string; time: number; messageId?: string };
  /** A goal was reached after an exposure (experiment_id, variation_id) or a completed experience. */
  goal: {
    goal: string; experiment_id?: string; variation_id?: string; experience?: string; time: number;
    messageId?: string;
  };
  /** An action of the guidebook goes to a URL. */
  navigate: { url: string };
  /** What was said in the console. */
  error: { message: string };
}

/** The kinds of experiences. */
export type Kind = "flow" | "survey" | "banner" | "checklist" | "inline" | "spotlight" | "launcher";

export type Status = "idle" | "loading" | "ready" | "blocked" | "failed" | "destroyed";

/** A condition or a part of one, and what was found: a leaf, or parts under `all`, `any` or `not`. */
export interface Reason {
  holds: boolean;
  /** Whether what it is part of is as it is because of this. */
  decides: boolean;
  /** When time alone may change it, in milliseconds since 1970. */
  until?: number;
  /** Of a leaf: what it asks, in words. */
  text?: string;
  /** Of a leaf: the value that was found. */
  actual?: Json;
  all?: Reason[];
  any?: Reason[];
  not?: Reason[];
}

/** What it takes to flip a condition: that a leaf holds or does not, all of these, or one of them. */
export type Flip = { text: string; holds: boolean } | { all: Flip[] } | { any: Flip[] };

/** Why a segment or an experience does or does not apply. */
export interface Explanation {
  id: string;
  type: "segment" | "experience";
  /** For people. */
  sentence: string;
  /** Experiences: which kind. */
  kind?: Kind;
  /** Segments: whether this person belongs to it. */
  member?: boolean;
  /** Experiences: whether it is on the screen; whether nothing stands in its way. */
  showing?: boolean;
  eligible?: boolean;
  /** Experiences: the gate that is closed, in one word, e.g. "audience", "trigger", "frequency" or "throttle". */
  gate?: string;
  /** When time alone may change it, in milliseconds since 1970. */
  until?: number;
  /** Whether history that would be needed is no longer on the device. */
  incomplete: boolean;
  /** Where older events were dropped: the instant since which all are known, in milliseconds since 1970. */
  reaches_back?: number;
  /** The condition of a segment. */
  condition?: Reason;
  /** The condition of who may see an experience. */
  audience?: Reason;
  /** What it takes to flip that condition. */
  flip?: Flip;
}

/** A sample person, and when it is for them. Times are ISO dates, milliseconds since 1970, or Dates. */
export interface PreviewOptions {
  /** Their user id; anonymous where missing. */
  user?: string | number | undefined;
  /** Their traits, e.g. { plan: "pro", created_at: "2026-06-01" }: what conditions know as `user.*`. */
  traits?: Properties | undefined;
  /** Their company and its traits: `company.*`. Its `id` is "preview" where missing. */
  company?: Properties & { id?: string | number } | undefined;
  /** Facts by family, over those of this device, e.g. { geo: { country: "DE" }, device: { type: "mobile" } }. */
  facts?: Properties | undefined;
  /** What they did and when (now, where missing). What lies after `now` has not happened yet. */
  events?: { name: string; time?: string | number | Date; properties?: Properties }[] | undefined;
  /** As in `init`: totals of events, states of experiences, an NPS answer. */
  profile?: Profile | undefined;
  /** Variants by experiment, given whatever the guidebook says. */
  variants?: { [experiment: string]: string } | undefined;
  /** A guidebook to try out. Default: the one in force. */
  guidebook?: object | undefined;
  /** What time it is for them. Default: the real time. */
  now?: string | number | Date | undefined;
  /** Whether experiences start by themselves, as they would for this person. Default: only by `show`. */
  live?: boolean | undefined;
}

export interface PreviewEvents extends Omit<Events, "ready"> {
  /** An action would have called a function of the page; in a preview it is not called. */
  call: { name: string; args: Json[] };
  /** The clock was set. When it is set back, listeners hear nothing of what is told anew. */
  time: { now: number };
  /** The preview is over. */
  end: object;
}

/**
 * A throw-away person, decided by the same core as the real one: nothing of them is stored or
 * sent, `navigate` goes nowhere, and functions of the page are not called. Answers are there at
 * once. What is done on the page meanwhile (`docent.track`, clicks, other routes) is recorded for
 * the real person as ever, and happens to this one too.
 *
 * While a preview is on, the real Docent shows nothing. There is one preview at a time: another
 * one ends it, and so do `destroy()` and the next page.
 */
export interface Preview {
  /** Their time, in milliseconds since 1970. It goes on at the pace of the real one. */
  readonly now: number;
  /**
   * Sets the clock. What came due on the way on happens, and conditions on time flip; set back,
   * everything later is undone, and what was on the screen is taken off it. What is no time is
   * said in the console and changes nothing.
   */
  setTime(time: string | number | Date): void;
  segments(): string[];
  isIn(segment: string): boolean;
  /** The variant they have; no exposure. */
  variant(experiment: string): string | undefined;
  explain(id: string): Explanation | null;
  explain(): { [id: string]: Explanation } | null;
  facts(): Properties;
  /** What they do, as of their time. */
  track(event: string, properties?: Properties): void;
  page(properties?: Properties): void;
  identify(userId: string | number, traits?: Properties): void;
  group(companyId: string | number, traits?: Properties): void;
  set(traits: Properties): void;
  setOnce(traits: Properties): void;
  add(traits: { [key: string]: number }): void;
  append(traits: Properties): void;
  remove(traits: Properties): void;
  alias(userId: string | number): void;
  reset(): void;
  /** Draws an experience on this page as this person would see it, whoever it is for. */
  show(id: string): void;
  /** Takes an experience, or all of them, off the screen. */
  end(id?: string): void;
  /** Experiences start by `show` alone, or also by themselves. */
  suppress(): void;
  unsuppress(): void;
  /** Listens; "*" hears everything. Returns a function that stops listening. */
  on<K extends keyof PreviewEvents>(name: K, listener: (payload: PreviewEvents[K], name: K) => void): () => void;
  on(name: "*", listener: (payload: unknown, name: keyof PreviewEvents) => void): () => void;
  /** Ends the preview and takes it off the page; the real Docent goes on. */
  destroy(): void;
}

export interface Docent {
  readonly version: string;
  readonly status: Status;
  /**
   * Starts. Never rejects. Asked again, it answers the same, until destroy(). A guidebook that does
   * not answer within ten seconds is not waited for; a page that is rendered ahead starts when it is seen.
   * A start that destroy() ends answers "failed".
   */
  init(options?: Options): Promise<"ready" | "blocked" | "failed">;
  /** Says who the user is and merges traits; null deletes one. Anonymous history joins the user. */
  identify(userId: string | number, traits?: Properties): Promise<void>;
  /** Says which company the user belongs to, and merges its traits. */
  group(companyId: string | number, traits?: Properties): Promise<void>;
  /** Sets traits. */
  set(traits: Properties): Promise<void>;
  /** Sets traits that have no value yet. */
  setOnce(traits: Properties): Promise<void>;
  /** Adds to numbers. */
  add(traits: { [key: string]: number }): Promise<void>;
  /** Appends one value to each list; a list is one value, too. */
  append(traits: Properties): Promise<void>;
  /** Removes one value from each list. */
  remove(traits: Properties): Promise<void>;
  /**
   * Records an event. `timestamp`, a date, an ISO date or milliseconds since 1970, is when it happened. One to
   * come is taken for now; what is no such time is said, and the event is of now. Fulfilled with its messageId once it is durably stored, with null where nothing is stored.
   * Like every call, one that is made before `init` is kept, and answered when Docent has started: where that
   * may be never (it waits for consent), do not wait for the answer.
   */
  track(event: string, properties?: Properties, options?: { timestamp?: string | number | Date }): Promise<string | null>;
  /** Records a page view. Route changes of single-page applications are seen by themselves. */
  page(properties?: Properties): Promise<string | null>;
  /** Gives the user another id; what they are and did stays theirs. Without a user, the same as `identify(userId)`. */
  alias(userId: string | number): Promise<void>;
  /** Log-out: puts the profile to sleep and starts an anonymous one. */
  reset(): Promise<void>;
  /** The segments this person is in. Empty until ready; the same list again while nothing changes. */
  segments(): string[];
  isIn(segment: string): boolean;
  /**
   * The id of the variant this person has in an experiment; undefined until ready, and for who
   * takes no part. Asking records the exposure, once for each person and variant, unless it only
   * peeks. An experience of a variant records it by itself when it is first seen.
   */
  variant(experiment: string, options?: { peek?: boolean }): string | undefined;
  /**
   * Starts an experience, whatever its audience, trigger, frequency and the throttle say; never without
   * consent, outside of its schedule, or for who has another variant.
   */
  show(id: string): Promise<void>;
  /** Ends an experience, or all: those on the screen, and those that were put off or wait for their page. */
  end(id?: string): Promise<void>;
  /** Shows nothing until unsuppress(); what `show` asks for meanwhile is shown then. */
  suppress(): Promise<void>;
  unsuppress(): Promise<void>;
  /** Listens; "*" hears everything. Returns a function that stops listening. */
  on<K extends keyof Events>(name: K, listener: (payload: Events[K], name: K) => void): () => void;
  on(name: "*", listener: (payload: unknown, name: keyof Events) => void): () => void;
  once<K extends keyof Events>(name: K, listener: (payload: Events[K], name: K) => void): () => void;
  once(name: "*", listener: (payload: unknown, name: keyof Events) => void): () => void;
  off(name: string, listener: (...args: never[]) => void): void;
  /** A function that actions of the guidebook can call. */
  register(name: string, act: (...args: never[]) => unknown): void;
  explain(id: string): Explanation | null;
  explain(): { [id: string]: Explanation } | null;
  /** What is known, by the names conditions use. */
  facts(): Properties;
  /** Everything stored about the present person. */
  export(): Json;
  /** Forgets everything but what was decided about consent, in all tabs; also after destroy(), and where the module could not be loaded. */
  erase(): Promise<void>;
  consent(): Consent | null;
  /**
   * Decides, for this and every later page, whatever `init` says there. Withdrawal deletes what it
   * covers, in all tabs; what `identify` and `group` say while analytics is pending is stored and
   * sent when that is granted, and of what is tracked meanwhile nothing.
   */
  consent(state: ConsentAnswer | Partial<Consent>): Consent | null;
  /**
   * Starts a preview: a sample person, a clock that can be set, nothing stored or sent. Waits until
   * Docent is ready; null where it never will be (failed, destroyed, on a server).
   *
   *     const sam = await docent.preview({ traits: { plan: "trial" }, events: [{ name: "Signed up" }] });
   *     sam?.isIn("on-trial");                           // true
   *     sam?.setTime(sam.now + 15 * 24 * 3600 * 1000);   // a fortnight later
   *     sam?.explain("on-trial")?.sentence;              // why not any more
   *     sam?.show("upgrade");                            // as Sam would see it
   *     sam?.destroy();
   */
  preview(options?: PreviewOptions): Promise<Preview | null>;
  /**
   * Opens the overlay for developers (or, with false, takes it away): events as they are captured,
   * facts, why this person is in a segment or sees an experience, whether the selectors of the
   * guidebook find their elements on this page, an element picker, and a preview. `?docent_debug`
   * in the page's URL opens it too. Loads `docent-debug.mjs` from beside the script; fulfilled when
   * it is there.
   */
  debug(on?: boolean): Promise<unknown>;
  /**
   * Sends what waits; fulfilled when the sinks have answered, when one failed or asked for a pause
   * (it is tried again later), and after ten seconds at the latest.
   */
  flush(): Promise<void>;
  /** Leaves the page as it was found; what is stored stays. */
  destroy(): void;
}

declare const docent: Docent;
export default docent;

declare global {
  interface Window {
    /** Where the script tag or the snippet put it. */
    docent: Docent;
  }
}
