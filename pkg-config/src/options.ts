// What `init` may be given, as tables, and what is wrong with what it was given: said by name, once,
// and replaced by the default, or by what records, sends and shows least.
//
// Here and not in the module, because half of the options never get there, and a table and a loop
// are smaller in this language.
import type { Settings } from "./edge";
import type { CaptureOptions } from "./gestures";
import type { Source } from "./module";
import type { Sink } from "./transport";

export interface Options extends Settings {
  wasm?: Source;
  capture?: boolean | CaptureOptions;
  navigate?: (url: string) => void;
}

type Given = Record<string, unknown>;

type Warn = (message: string) => void;

/**
 * The names that are known, by what they are part of, and the kinds of values that fit: names of
 * types, or values in quotes. Where there is none, whoever uses it looks for itself.
 */
type Parts = Record<string, Record<string, string>>;

const KNOWN: Parts = {
  init: {
    guidebook: "string|object|null", sinks: "list|null", consent: "", capture: "boolean|object", storage: "object",
    facts: "object|null", profile: "object|null", history: "object|null", ui: "object", variants: "object|null",
    navigate: "function|null", wasm: "",
  },
  capture: {
    clicks: "boolean", inputs: "boolean", forms: "boolean", pages: "boolean", frustration: "boolean", text: "boolean",
    queries: "boolean", mask: "", ignore: "",
  },
  storage: { kind: '"auto"|"memory"', prefix: "string" },
  history: { bytes: "number", age: "string" },
  profile: { user: "", time: "", events: "object", experiences: "object", nps: "object" },
  ui: {
    locale: "string", dir: '"ltr"|"rtl"', theme: '"light"|"dark"|"auto"', zIndex: "number", container: "string",
    nonce: "string",
  },
  sink: { kind: '"segment"|"posthog"|"function"', url: "", writeKey: "string", apiKey: "string", send: "function" },
};

/** What a sink cannot do without. */
const NEEDS: Parts = { segment: { url: "URL" }, posthog: { url: "URL", apiKey: "string" }, function: { send: "function" } };

/** What stands in for what cannot be read, where the default would do more than was wanted. */
const LEAST: Given = { consent: "pending", capture: false };

const kindOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);

const expected = (what: string, kind: string) => `${what}: expected ${kind.replaceAll("|", " or ")}`;

/** What fits of an object, and of the parts it has; `place` says where it stands. */
export function fitting(object: object, parts: Parts, part: string, place: string, warn: Warn): Given {
  const known = parts[part] ?? {};
  const good: Given = {};
  for (const [name, value] of Object.entries(object)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    const kinds = [kindOf(value), typeof value === "string" && `"${value}"`];
    if (value === undefined) continue;
    if (kind === undefined) warn(`${place}${name} is not known; known are ${Object.keys(known).join(", ")}`);
    else if (kind && !kind.split("|").some((fits) => kinds.includes(fits))) {
      warn(expected(place + name, kind));
      if (value !== null) good[name] = part === "capture" ? false : LEAST[name];
    } else good[name] = parts[name] && kinds[0] === "object" ? fitting(value as object, parts, name, `${place}${name}.`, warn) : value;
  }
  return good;
}

/** The options as they are meant. */
export function understood(given: unknown, warn: Warn): Options {
  /** A sink that can be used. A function is called as the method that it may be, of whatever object. */
  function sinkOf(given: Sink, at: number): Sink[] {
    const place = `init: sinks[${at}].`;
    const { kind = null, send } = Object(given) as Sink;
    const known = kind === "function" ? { send } : given;
    const sink = fitting({ ...known, kind }, KNOWN, "sink", place, warn);
    try {
      // As it is meant on this page, and on every other.
      if (sink["url"]) sink["url"] = new URL(sink["url"] as string, document.baseURI).href;
    } catch {
      delete sink["url"];
    }
    const needs = NEEDS[sink["kind"] as string];
    for (const [name, kind] of Object.entries(needs ?? {})) {
      if (sink[name]) continue;
      warn(expected(place + name, kind));
      return [];
    }
    return needs ? [{ ...sink, ...(send && { send: (batch) => given.send?.(batch) }) }] : [];
  }

  if (kindOf(given) !== "object") {
    warn(expected("init", "an object of options"));
    given = {};
  }
  const { storage } = given as Options;
  const all = { ...(given as object), storage: typeof storage === "string" ? { kind: storage } : storage };
  const known: Options = fitting(all, KNOWN, "init", "init: ", warn);
  known.sinks = known.sinks?.flatMap(sinkOf);
  const ui = known.ui as { theme?: string } | undefined;
  if (ui?.theme === "auto") delete ui.theme;
  // The module's bytes stay here, and would make a long text.
  for (const name of Object.keys(known).filter((name) => name !== "wasm")) {
    try {
      JSON.stringify(known[name]);
    } catch (error) {
      known[name] = LEAST[name];
      warn(`init: ${name} cannot be written as JSON, so it is left out. ${error}`);
    }
  }
  const { mask, ignore } = (known.capture ?? {}) as CaptureOptions;
  for (const selector of [mask ?? [], ignore ?? []].flat()) {
    try {
      document.querySelector(selector);
    } catch {
      warn(`init: capture: "${selector}" is no selector, so nothing is captured`);
      known.capture = false;
    }
  }
  return known;
}
