// Options as people get them wrong: each is named once, nothing throws, and what is certain is used.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/bare.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="b">B</button>
      <script>window.thrown = []; addEventListener("error", ({ message }) => thrown.push(message));</script>
      <script src="/docent/docent.js"></script></body></html>`),
});

/** What is said after `init` with options, given as code, `then` more code, and what is waited for; and what the code gives. */
async function started(options, then = "", wait = () => {}) {
  await page.goto(`${server.url}/bare.html`);
  const run = new Function(`return (async () => {
    const told = [];
    docent.on("error", ({ message }) => told.push(message));
    const guidebook = { version: 1, experiences: [
      { id: "m", kind: "flow", trigger: { on: "manual" }, steps: [{ id: "a", type: "modal", title: "A" }] }] };
    const round = {}; round.round = round;
    await docent.init(${options});
    const result = await (async () => { ${then} })();
    window.end = () => {
      docent.destroy();
      return [told, thrown, result ?? null];
    };
  })()`);
  await page.inPage(run);
  await wait();
  const [told, thrown, result] = await page.inPage(() => window.end());
  assert.deepEqual(thrown, [], options);
  return { told, result };
}

const CASES = [
  [`"/g.json"`, [/^init: expected an object of options$/]],
  [`null`, [/^init: expected an object of options$/]],
  [`{ guidbook: "/g.json" }`, [/^init: guidbook is not known; known are guidebook, sinks, /]],
  [`{ guidebook: 5 }`, [/^init: guidebook: expected string or object or null$/]],
  [`{ sinks: {} }`, [/^init: sinks: expected list/]],
  [`JSON.parse('{"constructor": 1, "__proto__": 2, "toString": 3}')`, [/constructor is not known/, /__proto__ is not known/, /toString is not known/]],
  [`{ profile: 5, facts: "x", variants: "x1", navigate: "/x" }`,
    [/profile: expected object/, /facts: expected object/, /variants: expected object/, /navigate: expected function/]],
  [`{ history: { age: 30, bytes: "4MB", maxAge: 1 } }`,
    [/history\.age: expected string/, /history\.bytes: expected number/, /history\.maxAge is not known; known are bytes, age/]],
  [`{ history: { age: "soon" } }`, [/history\.age: expected a duration like "30d"/]],
  [`{ storage: { kind: "localstorage", prefx: "a" } }`, [/storage\.kind: expected "auto" or "memory"/, /storage\.prefx is not known/]],
  [`{ ui: null }`, [/ui: expected object/]],
  [`{ guidebook, storage: "memory", ui: { theme: 5, zindex: 5, locale: 5, dir: "left", zIndex: "high", container: document.body } }`,
    [/ui\.theme: expected "light" or "dark" or "auto"/, /ui\.zindex is not known/, /ui\.locale: expected string/,
      /ui\.dir: expected "ltr" or "rtl"/, /ui\.zIndex: expected number/, /ui\.container: expected string/]],
  [`{ guidebook, storage: "memory", ui: { theme: "auto" } }`, []],
  [`{ guidebook, storage: "memory", ui: { container: "#nowhere" } }`, [/ui\.container: nothing matches "#nowhere"/]],
  [`{ sinks: [null, { kind: "mixpanel" }, { kind: "posthog", url: "/x" }, { kind: "segment", url: "http://" }, { kind: "segment", url: "/x", writekey: "k" }] }`,
    [/sinks\[0\]\.kind: expected "segment" or/, /sinks\[1\]\.kind/, /sinks\[2\]\.apiKey: expected string/, /sinks\[3\]\.url: expected URL/,
      /sinks\[4\]\.writekey is not known; known are kind, url, writeKey/]],
];
for (const [options, said] of CASES) {
  test(`init(${options.slice(0, 60)}) says what is wrong, once`, async () => {
    const { told } = await started(options, `
      document.querySelector("#b").click();
      window.shows = typeof guidebook === "object" && !!docent.explain("m");
      if (window.shows) docent.show("m");`, async () => {
      await page.waitFor(() => !window.shows || document.querySelector("docent-ui"), "the flow to be drawn");
      assert.equal(await page.inPage(() => window.docent.status), "ready");
    });
    assert.equal(told.length, said.length, told.join("\n"));
    for (const [at, pattern] of said.entries()) assert.match(told[at], pattern);
  });
}

test("what keeps something out of what is captured fails on the safe side", async () => {
  const clicks = `
    document.querySelector("#b").click();
    return docent.export().records.filter(({ p }) => p?.selector === "#b").length;`;
  for (const [capture, said, captured] of [
    [`null`, 1, 1], [`"none"`, 1, 0], [`{ clicks: "no" }`, 1, 0], [`{ mask: 5 }`, 1, 0], [`{ click: false }`, 1, 1],
  ]) {
    const { told, result } = await started(`{ storage: "memory", capture: ${capture} }`, clicks);
    assert.equal(told.length, said, `${capture}: ${told.join("\n")}`);
    assert.equal(result, captured, capture);
  }
});

test("an option without a JSON form takes no other with it, and a consent least of all", async () => {
  for (const [options, analytics, name] of [
    [`{ consent: "denied", facts: { id: 10n } }`, "denied", "facts"],
    [`{ consent: { analytics: "granted", round }, facts: {} }`, "pending", "consent"],
    [`{ consent: "denied", ui: { container: Object.assign(document.body, { round: document.body }) } }`, "denied", "ui.container"],
  ]) {
    const { told, result } = await started(options, `return [docent.consent().analytics, await docent.track("Leak")];`);
    assert.deepEqual(result, [analytics, null], options);
    assert.match(told[0], new RegExp(`^init: ${name}`));
  }
});

test("a function sink is called as a method, and what it throws is said once and tried again", async () => {
  const { told, result } = await started(`{ storage: "memory", sinks: [
    window.sink = new (class {
      kind = "function";
      got = [];
      failures = 0;
      send(batch) {
        if (this.failures++ < 2) throw new TypeError("my bug");
        this.got.push(...batch.batch.map(({ event }) => event));
      }
    })(),
    { kind: "function" }, { kind: "function", send: "x" },
  ] }`, `
    await docent.track("Kept");
    for (let tries = 0; tries < 3; tries++) await docent.flush();
    return sink.got;`);
  assert.equal(told.length, 3, told.join("\n"));
  for (const [at, pattern] of [/sinks\[1\]\.send: expected function/, /sinks\[2\]\.send/, /TypeError: my bug/].entries()) {
    assert.match(told[at], pattern);
  }
  assert.ok(result.includes("Kept"));
});

test("an unknown event to listen to is named, and the same wrong call is told of once", async () => {
  const { told } = await started(`{ storage: "memory" }`, `
    docent.on("evnt", () => {});
    for (let times = 0; times < 3; times++) await docent.track("");`);
  assert.equal(told.length, 2, told.join("\n"));
  assert.match(told[0], /"evnt".* there are ready, event, segment, /);
  assert.match(told[1], /docent\.track was called wrongly/);
});

test("a preview says what it was given wrongly", async () => {
  const { told } = await started(`{ storage: "memory" }`, `
    (await docent.preview({ events: "Bought", now: "x", trait: {} })).destroy();`);
  assert.equal(told.length, 3, told.join("\n"));
  for (const pattern of [/preview: events: expected list/, /preview: now: expected a date/, /preview: trait is not known/]) {
    assert.ok(told.some((message) => pattern.test(message)), told.join("\n"));
  }
});
