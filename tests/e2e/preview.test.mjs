// A preview: a sample person with a clock of their own, of whom nothing is stored or sent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./harness/browser.mjs";
import { demo } from "./harness/demo.mjs";

const DAY = 24 * 3600 * 1000;
const GUIDEBOOK = {
  version: 1,
  segments: [
    { id: "pro", where: { "user.plan": "pro" } },
    { id: "large", where: { "company.size": { $gt: 500 } } },
    { id: "phone", where: { "device.type": "mobile" } },
    { id: "active", where: { $event: { name: "Signed in", within: "7d" } } },
    { id: "waiting", where: { $event: { name: "Invoice sent" } } },
  ],
  experiences: [
    { id: "tip", kind: "flow", audience: { $segment: "pro" }, trigger: { on: "page" }, frequency: "always", steps: [
      { id: "one", type: "modal", title: "Hello {{user.name | there}}", actions: [{ label: "Go", do: "next" }] },
      { id: "two", type: "slideout", title: "Second", actions: [
        { label: "Call", do: "call", function: "alarm" }, { label: "Leave", do: "open", url: "/elsewhere" }] },
    ] },
    { id: "real", kind: "banner", frequency: "always", trigger: { on: "page" }, body: ["For everyone"] },
  ],
};

let server;
let page;
before(async () => {
  server = await demo();
  server.overrides.set("/guidebook.json", GUIDEBOOK);
  server.overrides.set("/host.html", {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><h1>Host</h1><button id="host">Host</button>
      <script src="/docent/docent.js"></script></body></html>`,
  });
  server.overrides.set("/snippet.html", {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><script src="/docent/snippet.js"></script>
      <script>docent.debug(); docent.preview({ traits: { plan: "pro" } }).then((sam) => (window.early = sam));
      docent.init({ guidebook: "/guidebook.json" });</script><script async src="/docent/docent.js"></script></body></html>`,
  });
  page = await open();
});
after(async () => {
  await page?.quit();
  await server.close();
});

/** Opens the host, starts Docent, and begins a preview as `window.sam`. */
async function sample(options) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (url, options) => {
    window.heard = [];
    await window.docent.init({
      guidebook: "/guidebook.json",
      sinks: [{ kind: "segment", url: `${url}/v1/batch`, writeKey: "key" }],
    });
    window.sam = await window.docent.preview(options);
    window.sam.on("*", (payload, name) => window.heard.push({ notice: name, ...payload }));
  }, server.url, options);
}
const segments = () => page.inPage(() => window.sam.segments());

/** Everything that is stored, in every place there is. */
const stored = () => page.inPage(async () => {
  const database = await new Promise((done) => {
    const request = indexedDB.open("docent");
    request.onsuccess = () => done(request.result);
  });
  const store = database.transaction("docent").objectStore("docent");
  const all = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
  const [keys, values] = await Promise.all([all(store.getAllKeys()), all(store.getAll())]);
  database.close();
  return JSON.stringify([keys, values, { ...localStorage }, { ...sessionStorage }]);
});

test("a preview decides for a sample person, and the real one stays who they are", async () => {
  await sample({ traits: { plan: "pro" }, company: { size: 900 }, facts: { device: { type: "mobile" } }, events: [{ name: "Signed in" }] });
  assert.deepEqual(await segments(), ["pro", "large", "phone", "active"]);
  assert.deepEqual(await page.inPage(() => window.docent.segments()), []);
  const found = await page.inPage(() => {
    window.sam.set({ plan: "free" });
    return [window.sam.isIn("pro"), window.sam.facts().user.plan, window.sam.explain("pro").sentence, window.docent.facts().user.plan];
  });
  assert.deepEqual(found.slice(0, 2), [false, "free"]);
  assert.match(found[2], /not in "pro".*"free"/);
  assert.equal(found[3], null);
});

test("the clock moves on and back, and what depends on time follows", async () => {
  await sample({
    now: "2030-03-10T12:00:00Z",
    events: [{ name: "Signed in", time: "2030-03-09T12:00:00Z" }, { name: "Invoice sent", time: "2030-03-20T12:00:00Z" }],
  });
  assert.deepEqual(await segments(), ["active"], "what lies ahead has not happened");
  const at = (time) => page.inPage((time) => {
    window.sam.setTime(time);
    return [window.sam.segments(), new Date(window.sam.now).toISOString().slice(0, 10)];
  }, time);
  assert.deepEqual(await at("2030-03-15T12:00:00Z"), [["active"], "2030-03-15"]);
  assert.deepEqual(await at("2030-03-17T12:00:00Z"), [[], "2030-03-17"]);
  assert.deepEqual(await at("2030-03-20T13:00:00Z"), [["waiting"], "2030-03-20"]);
  assert.deepEqual(await at("2030-03-20T11:00:00Z"), [[], "2030-03-20"], "two hours back, before it");
  assert.deepEqual(await at("2030-03-10T13:00:00Z"), [["active"], "2030-03-10"]);
  assert.deepEqual(await at("2030-03-08T12:00:00Z"), [[], "2030-03-08"], "before anything");
  assert.deepEqual(await at("2030-03-10T13:00:00Z"), [["active"], "2030-03-10"], "and there again");
});

test("what happens in a preview is undone where the clock is set back, and is there again later", async () => {
  await sample({ now: "2030-03-10T12:00:00Z" });
  const found = await page.inPage((day) => {
    const start = window.sam.now;
    const look = (time) => (window.sam.setTime(time), window.sam.segments());
    window.sam.setTime(start + day);
    window.sam.track("Signed in");
    return [window.sam.segments(), look(start), look(start + 2 * day)];
  }, DAY);
  assert.deepEqual(found, [["active"], [], ["active"]]);
});

test("the real Docent shows nothing while a preview is on, and goes on after it", async () => {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(() => window.docent.init({ guidebook: "/guidebook.json" }));
  await page.ui(".banner");
  await page.inPage(async () => (window.sam = await window.docent.preview({})));
  await page.uiGone(".banner");
  await page.inPage(() => window.docent.show("real"));
  await page.inPage(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.uiGone(".banner");
  await page.inPage(() => window.sam.destroy());
  await page.ui(".banner");
});

test("a page that had asked for quiet still has it after a preview", async () => {
  await page.goto(`${server.url}/host.html`);
  const gate = await page.inPage(async () => {
    void window.docent.suppress();
    await window.docent.init({ guidebook: "/guidebook.json" });
    const first = await window.docent.preview({});
    await window.docent.preview({});
    first.destroy();
    (await window.docent.preview({})).destroy();
    await window.docent.flush();
    return window.docent.explain("real").gate;
  });
  assert.equal(gate, "suppressed");
});

test("a preview shows an experience as its person would see it, and it goes nowhere", async () => {
  await sample({ traits: { name: "Sam" } });
  await page.inPage(() => {
    window.called = 0;
    window.docent.register("alarm", () => (window.called += 1));
    window.sam.show("tip");
  });
  assert.match(await page.uiText("dialog"), /Hello Sam/);
  await page.uiClick("[data-press='0']");
  await page.uiClick(".slideout [data-press='0']");
  await page.uiClick(".slideout [data-press='1']");
  const { heard, called, url } = await page.inPage(() => ({ heard: window.heard, called: window.called, url: location.pathname }));
  assert.deepEqual([called, url], [0, "/host.html"]);
  const said = heard.map(({ notice, url, state, name }) => [notice, url ?? state ?? name].filter(Boolean).join(" "));
  assert.deepEqual(said.filter((each) => each !== "experience step"), [
    "experience started", "experience seen", "experience engaged", "call alarm", "experience completed", "navigate /elsewhere",
  ]);
  await page.inPage(() => window.sam.show("real"));
  await page.ui(".banner");
  await page.inPage(() => window.sam.end());
  await page.uiGone(".banner");
});

test("nothing of a preview is stored or sent", async () => {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (url) => {
    await window.docent.init({
      guidebook: "/guidebook.json", capture: false,
      sinks: [{ kind: "segment", url: `${url}/v1/batch`, writeKey: "key" }],
    });
    await window.docent.suppress();
    await window.docent.track("Before");
    await window.docent.flush();
    // The tools themselves are loaded before the requests are counted.
    (await window.docent.preview({})).destroy();
  }, server.url);
  await page.waitFor(async () => {
    const database = await new Promise((done) => {
      const request = indexedDB.open("docent");
      request.onsuccess = () => done(request.result);
    });
    const request = database.transaction("docent").objectStore("docent").getAllKeys();
    const keys = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    database.close();
    return !keys.some((key) => key.startsWith("o:"));
  }, "what happened before to be sent");
  const [before, requests] = [await stored(), server.requests.length];
  await page.inPage(async () => {
    window.sam = await window.docent.preview({ user: "sample", traits: { plan: "pro", name: "Sam" }, live: true });
    window.sam.track("Signed in", { secret: 1 });
    window.sam.group("acme", { size: 900 });
  });
  await page.uiClick("dialog [data-press='0']");
  await page.ui(".slideout");
  await page.inPage(async () => {
    window.sam.setTime(window.sam.now + 3 * 24 * 3600 * 1000);
    window.sam.setTime(window.sam.now - 9 * 24 * 3600 * 1000);
    window.sam.destroy();
    await window.docent.flush();
  });
  assert.equal(await stored(), before);
  const more = server.requests.slice(requests).map(({ path }) => path);
  assert.deepEqual(more, []);
});

test("live, experiences start by themselves for the sample person, and explain says what stands in the way", async () => {
  await sample({ traits: { plan: "free" }, live: false });
  const explained = () => page.inPage(() => {
    const { eligible, gate, sentence } = window.sam.explain("tip");
    return { eligible, gate: gate ?? null, sentence };
  });
  assert.equal((await explained()).gate, "audience");
  await page.inPage(() => window.sam.set({ plan: "pro" }));
  assert.deepEqual(await explained(), { eligible: true, gate: null, sentence: "\"tip\" may be shown: every condition for it is met." });
  assert.equal(await page.hasUi("dialog"), false);
  await page.inPage(() => window.sam.unsuppress());
  await page.ui("dialog");
});

test("what is done on the page meanwhile happens to the sample person too", async () => {
  await sample({});
  await page.inPage(() => window.docent.track("Invoice sent"));
  assert.deepEqual(await segments(), ["waiting"]);
  await page.inPage(() => history.pushState(null, "", "/host.html?route=two"));
  await page.waitFor(() => window.sam.facts().page.query.route === "two", "the preview to be on the other route");
});

test("a draft of a guidebook can be tried out, and what is wrong in it is said", async () => {
  await sample({ guidebook: { version: 1, segments: [{ id: "draft", where: {} }, { id: "broken", where: { $nope: 1 } }] } });
  assert.deepEqual(await segments(), ["draft"]);
  const lines = (await page.console()).map(({ message }) => message);
  assert.ok(lines.some((line) => /Docent: preview: .*segments\[1\]\.where\.\$nope/s.test(line)), lines.at(-1));
});

test("a preview is told of a call that was made wrongly, and nothing is thrown", async () => {
  await sample({ traits: 7, now: "no time" });
  await page.inPage(() => {
    const cycle = {};
    cycle.cycle = cycle;
    window.sam.track(5);
    window.sam.track("Invoice sent", { fine: 1 });
    window.sam.track("Lost", cycle);
    window.sam.setTime("never");
    window.sam.show("nobody");
  });
  assert.deepEqual(await segments(), ["waiting"]);
  await page.inPage(async () => (window.sam = await window.docent.preview({ events: 7 })));
  assert.notEqual(await page.inPage(() => (window.sam.destroy(), window.docent.explain("real").gate)), "suppressed");
  const lines = (await page.console()).map(({ message }) => message).join("\n");
  for (const part of [/preview: traits: expected object/, /preview: now: expected a date/, /preview: events: expected list/, /docent\.track was called wrongly/, /setTime\(never\): expected/, /no experience .*nobody/]) {
    assert.match(lines, part);
  }
});

test("the snippet keeps a preview and the overlay that are asked for before the script has arrived", async () => {
  await page.goto(`${server.url}/snippet.html`);
  await page.waitFor(() => window.early, "the preview asked for early");
  assert.deepEqual(await page.inPage(() => window.early.segments()), ["pro"]);
  await page.ui(".panel");
});

test("a preview asked for before the module is there waits for it; one that cannot be is null", async () => {
  await page.goto(`${server.url}/host.html`);
  const found = await page.inPage(async () => {
    const early = window.docent.preview({ traits: { plan: "pro" } });
    await window.docent.init({ guidebook: "/guidebook.json" });
    const segments = (await early).segments();
    window.docent.destroy();
    return [segments, await window.docent.preview(), (await early).segments()];
  });
  assert.deepEqual(found, [["pro"], null, []]);
});
