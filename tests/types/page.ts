// Code as the developer of a page writes it: `cargo xtask check` compiles it, and nothing runs it.
// What must be refused stands below `@ts-expect-error`, which is an error itself where it is not.
import docent, { type Events, type Explanation, type Options, type Preview } from "../../pkg-config/docent";

// Everything that `init` takes.
const options: Options = {
  guidebook: "/guidebook.json",
  sinks: [
    { kind: "segment", url: "/v1/batch", writeKey: "k" },
    { kind: "posthog", url: "/batch", apiKey: "k" },
    { kind: "function", send: (batch) => console.log(batch) },
  ],
  consent: { analytics: "pending" },
  capture: { clicks: true, text: false, queries: false, frustration: true, mask: ".private", ignore: ["#chat", "form.card"] },
  storage: { kind: "memory", prefix: "mine" },
  facts: { geo: { country: "DE" } },
  profile: {
    user: "u1", time: "2026-07-01",
    events: {
      login: { count: 40, first: "2025-01-01", last: 1_780_000_000_000, days: 31, sums: { minutes: 700 }, numbers: { minutes: 35 } },
      purchase: { count: 1 },
    },
    experiences: { welcome: { completed: "2026-06-01" } },
    nps: { score: 9, time: "2026-06-02" },
  },
  history: { bytes: 100_000, age: "90d" },
  variants: { tour: "short" },
  ui: { locale: "de", dir: "ltr", theme: "auto", zIndex: 10, container: "#app", nonce: "n" },
  navigate: (url) => history.pushState(null, "", url),
  wasm: new URL("/docent.wasm", location.href),
};
const short: Options[] = [{}, { capture: true }, { capture: false }, { storage: "memory" }, { consent: "denied" }, { guidebook: { version: 1 } }];

// What may be missing may also be undefined, as what comes from an environment is.
declare const given: string | undefined;
const fromOutside: Options = { guidebook: given, sinks: [{ kind: "segment", url: "/v1/batch", writeKey: given }], storage: { prefix: given }, ui: { locale: given } };

// @ts-expect-error an event has a count
const uncounted: Options = { profile: { events: { login: { days: 3 } } } };
// @ts-expect-error there is no such option
const misspelt: Options = { sink: [] };
// @ts-expect-error PostHog needs a key
const keyless: Options = { sinks: [{ kind: "posthog", url: "/batch" }] };

// Traits as an interface, and ids as numbers.
interface Traits { plan: string; seats?: number }
const traits: Traits = { plan: "pro" };

export async function page(): Promise<void> {
  const started: "ready" | "blocked" | "failed" = await docent.init(options);
  if (started !== "ready" && docent.status === "blocked") docent.consent("granted");
  await docent.identify(17, traits);
  await docent.group("acme", { employees: 600 });
  const id: string | null = await docent.track("Invoice sent", { amount: 480 }, { timestamp: new Date() });
  docent.append({ tags: "a" });
  // @ts-expect-error only numbers are added
  docent.add({ seats: "one" });
  const variant: string | undefined = docent.variant("tour", { peek: true });
  const off: () => void = docent.on("ready", () => console.log(id, variant));
  off();
}

// Everything that listeners hear.
docent.on("event", ({ messageId, name, time, properties, type }) => [messageId, name, time + 1, properties["plan"], type === "alias"]);
docent.on("segment", ({ segment, entered }) => [segment.length, entered === true]);
docent.on("experience", ({ experience, kind, run, state, step, time, until }) => {
  if (state === "snoozed" && until !== undefined) console.log(new Date(until - time), kind === "flow", run, step?.length, experience);
  // @ts-expect-error there is no such state
  if (state === "answered") console.log("never");
});
docent.on("answer", ({ experience, kind, question, type, answer, run, time }) => [experience, kind === "survey", question, type, answer === null, run, time]);
docent.on("exposure", ({ experiment, variant, time, messageId }) => [experiment, variant, time, messageId?.length]);
docent.on("goal", ({ goal, experiment_id, variation_id, experience, time, messageId }) => [goal, experiment_id, variation_id, experience, time, messageId]);
docent.once("navigate", ({ url }) => url.length);
docent.once("error", ({ message }) => message.length);
docent.on("*", (payload, name) => name === "goal" && (payload as Events["goal"]).goal);
// @ts-expect-error there is no such event
docent.on("click", () => {});

/** Why, in all its parts. */
export function why({ sentence, type, kind, member, showing, eligible, gate, until, incomplete, reaches_back, condition, audience, flip }: Explanation): unknown[] {
  const part = (condition ?? audience)?.all?.[0]?.not?.[0];
  const ways = flip && ("all" in flip ? flip.all : "any" in flip ? flip.any : [flip]);
  return [
    sentence, type === "segment" ? member : [kind === "banner", showing, eligible, gate === "audience"],
    until !== undefined && new Date(until), incomplete && reaches_back !== undefined && new Date(reaches_back),
    part?.text, part?.actual, part?.decides, ways?.length,
  ];
}

export async function preview(): Promise<void> {
  const sam: Preview | null = await docent.preview({
    user: 17, traits, company: { id: 3, plan: "pro" }, facts: { device: { type: "mobile" } }, now: new Date("2026-07-01"), live: true,
    events: [{ name: "Signed up", time: "2026-06-20" }, { name: "login" }], profile: options.profile, variants: { tour: "short" },
  });
  if (!sam) return;
  sam.setTime(sam.now + 86_400_000);
  sam.on("call", ({ name, args }) => [name.length, args.length]);
  sam.on("experience", ({ until }) => until);
  // @ts-expect-error a preview is ready when it is there
  sam.on("ready", () => {});
  const explained = sam.explain("on-trial");
  if (explained) why(explained);
  sam.destroy();
}
