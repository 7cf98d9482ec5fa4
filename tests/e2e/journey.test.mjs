// The main job, as a visitor of the demo lives it: from the first page view to a finished tour,
// across reloads, tabs, a browser that is ended, and a collector that is down.
//
// On W3C WebDriver, so that the same journey runs in every engine.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./harness/browser.mjs";
import { demo, eventually } from "./harness/demo.mjs";
import { notIn } from "./harness/engine.mjs";

let server;
before(async () => (server = await demo()));
after(() => server.close());

const ready = (page) => page.waitFor(() => window.docent?.status === "ready", "Docent to be ready");

/** Opens a browser on the demo and waits for Docent; the browser ends with the test. */
async function arrive(t, options) {
  const page = await open(options);
  t.after(() => page.quit());
  await page.goto(server.url);
  await ready(page);
  return page;
}

/** The names of what the collector has. */
const sent = () => server.collector.messages.map((message) => message.event ?? message.type);

/** Answers the welcome survey with a role and nothing else. */
async function welcome(page, role) {
  await page.uiClick(`input[value=${role}]`);
  await page.uiClick("button[type=submit]");
  await page.ui("input[type=checkbox]");
  await page.uiClick("button[type=submit]");
  await page.ui(".text");
  await page.uiClick("button[type=submit]");
}

/** Waits until the user interface says something. */
const says = (page, css, text) =>
  page.waitFor(
    (css, text) => document.querySelector("docent-ui")?.shadowRoot.querySelector(css)?.textContent.includes(text),
    `${css} to say "${text}"`,
    { args: [css, text] },
  );

const inSegment = (page, segment) =>
  page.waitFor((id) => window.docent.isIn(id), `the segment ${segment}`, { args: [segment] });

test("a new visitor says who they are and is taken on the tour for people like them", async (t) => {
  server.collector.clear();
  const page = await arrive(t);

  assert.match(await page.uiText("[role=dialog], dialog"), /What best describes you/);
  assert.equal(await page.uiText(".progress"), "Question 1 of 3");
  await welcome(page, "freelancer");

  await inSegment(page, "freelancers");
  assert.match(await page.uiText("dialog h2"), /Your first invoice/);
  assert.equal((await page.inPage(() => window.docent.facts())).user.role, "freelancer");

  await page.uiClick(".primary");
  await says(page, ".tooltip h2", "Start here");
  assert.equal(await page.uiText(".tooltip .progress"), "Step 2 of 5");

  await page.reload();
  await ready(page);
  await says(page, ".tooltip h2", "Start here");

  await page.click("[data-test=new-invoice]");
  await says(page, ".tooltip h2", "Who is it for?");
  await page.uiClick(".tooltip [data-press='0']");
  await says(page, ".tooltip h2", "Start here");
  await page.click("[data-test=new-invoice]");
  await page.ui(".tooltip:not([data-waiting])");
  await page.uiClick(".tooltip .primary");
  await says(page, ".tooltip h2", "Create it");

  await page.inPage(() => {
    const client = document.querySelector("[data-test=invoice-client]");
    client.value = client.tagName === "SELECT" ? client.options[1].value : "Harbour Books";
    for (const name of ["input", "change"]) client.dispatchEvent(new Event(name, { bubbles: true }));
  });
  await page.click("[data-test=create-invoice]");
  await says(page, ".tooltip h2", "Then send it");
  await inSegment(page, "stuck-before-sending");
  await page.uiClick(".tooltip .primary");
  await page.uiGone(".tooltip");

  await page.click("[data-test=send]");
  await page.waitFor(() => !window.docent.isIn("stuck-before-sending"), "the segment to be left");

  await page.reload();
  await ready(page);
  assert.equal(await page.hasUi(".tooltip, dialog"), false, "a finished flow does not come back");
  await eventually(() => sent().includes("Experience completed"), "the collector to hear of it");
});

test("another answer gives another flow, and an answer that is missing is asked for", async (t) => {
  const page = await arrive(t);
  await page.uiClick("button[type=submit]");
  assert.match(await page.uiText(".error"), /choose an answer/);
  await welcome(page, "team");
  await inSegment(page, "team-leads");
  assert.match(await page.uiText("dialog h2"), /Better with your team/);
});

test("the keyboard alone is enough", async (t) => {
  const page = await arrive(t);
  await page.ui("dialog input");
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.activeElement?.type === "radio", "focus in the first question");
  await page.keys(" ");
  await page.keys("Enter");
  await page.ui("input[type=checkbox]");
  await page.keys("Escape");
  // The role was answered, so the tour for it follows; Escape closes that too.
  await says(page, "dialog h2", "Your first invoice");
  await page.keys("Escape");
  await page.uiGone("dialog");
});

test("what is done before the module is there is not lost", async (t) => {
  const page = await open();
  t.after(() => page.quit());
  server.collector.clear();
  const release = server.hold("/docent/docent.wasm");
  await page.goto(`${server.url}/invoices`);
  await page.inPage(() => void window.docent.track("Early bird", { n: 1 }));
  await page.click("[data-test=nav-reports]");
  release();
  await ready(page);
  await eventually(() => sent().includes("Early bird"), "the early call");
  const click = server.collector.messages.find((message) => message.event === "Element clicked");
  assert.equal(click.properties.selector, '[data-test="nav-reports"]');
  assert.equal(click.context.page.path, "/invoices", "on the page it was made on");
});

test("a click that leaves the page at once arrives, even before the module is there", async (t) => {
  const page = await open();
  t.after(() => page.quit());
  server.collector.clear();
  const release = server.hold("/docent/docent.wasm");
  await page.goto(`${server.url}/invoices`);
  // Before it is started, it hears no clicks.
  await page.waitFor(() => window.docent?.facts && window.docent.status === "loading", "the page to start Docent");
  await page.inPage(() => {
    const link = Object.assign(document.createElement("a"), { href: "/collector", id: "away" });
    link.textContent = "away";
    document.body.prepend(link);
    link.click();
  });
  await page.waitFor(() => location.pathname === "/collector", "the other page");
  release();
  await page.goto(server.url);
  await ready(page);
  const clicks = () => server.collector.messages.filter((message) => message.properties?.selector === "#away");
  await eventually(() => clicks().length === 1, "the click");
});

test("with the collector down nothing is lost, and all arrives once when it is back", async (t) => {
  server.collector.clear();
  server.collector.down(true);
  t.after(() => server.collector.down(false));
  const page = await arrive(t);
  const ids = await page.inPage(async () => {
    const ids = [];
    for (let n = 0; n < 30; n += 1) ids.push(await window.docent.track("Counted", { n }));
    window.docent.flush();
    return ids;
  });
  await eventually(() => server.collector.turnedAway > 0, "a first attempt");
  await page.reload();
  await ready(page);
  server.collector.down(false);
  await page.inPage(() => void window.docent.flush());
  const counted = () => server.collector.messages.filter((message) => message.event === "Counted");
  await eventually(() => counted().length === 30, "all of them");
  assert.deepEqual(counted().map((message) => message.messageId).sort(), [...ids].sort(), "under the ids they were given");
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("what was finished stays finished after the browser was ended and started again", notIn({
  webkit: "its driver's session is a private one: no profile is kept",
}), async (t) => {
  const first = await arrive(t, { profileDir: server.profile("ended") });
  await first.ui("dialog");
  await first.keys("Escape");
  await first.uiGone("dialog");
  await first.inPage(() => window.docent.track("Last words"));
  await first.quit();

  const second = await arrive(t, { profileDir: server.profile("ended") });
  assert.equal(await second.hasUi("dialog"), false);
  const why = await second.inPage(() => window.docent.explain("welcome"));
  assert.equal(why.gate, "frequency");
  assert.match(why.sentence, /Welcome.* is not shown: it is shown once, and was seen on \d{4}-\d\d-\d\d\./);
});

test("a second tab knows at once and never starts the same flow", async (t) => {
  const page = await arrive(t);
  await page.ui("dialog");
  const other = await page.newTab(server.url);
  await ready(other);
  await other.waitFor(() => /another tab/.test(window.docent.explain("welcome").sentence), "to know of the other tab");
  assert.equal(await other.hasUi("dialog"), false);
  await page.inPage(() => window.docent.track("Said over there"));
  await page.close();
  assert.match(await other.uiText("dialog"), /What best describes you/, "the tab that is left takes over");
});

test("a reload keeps a flow in its tab, though another tab waits for it", async (t) => {
  const page = await arrive(t);
  await page.ui("dialog");
  const other = await page.newTab(server.url);
  await ready(other);
  await page.reload();
  await ready(page);
  await page.ui("dialog");
  assert.equal(await other.hasUi("dialog"), false);
});

/** A clock that goes as far as a test lets it, with its timers; `asked` are the spans they were set for. */
const CLOCK = `
  let [clock, last] = [Date.now(), 0];
  const timers = new Map();
  window.asked = [];
  Date.now = () => clock;
  window.setTimeout = (act, span = 0) => {
    asked.push(span);
    timers.set((last += 1), [act, clock + span]);
    return last;
  };
  window.clearTimeout = (timer) => timers.delete(timer);
  window.pass = (span) => {
    clock += span;
    for (const [timer, [act, at]] of timers) if (at <= clock) timers.delete(timer) && act();
  };`;

test("time alone flips a segment, at the instant and without polling", async (t) => {
  server.overrides.set("/clock.html", {
    status: 200, headers: { "Content-Type": "text/html" },
    body: `<!doctype html><title>Clock</title><script>${CLOCK}</script><script src="/docent/docent.js"></script>`,
  });
  const page = await open();
  t.after(() => page.quit());
  await page.goto(`${server.url}/clock.html`);
  const found = await page.inPage(async () => {
    const { docent, asked, pass } = window;
    const segments = [{ id: "just-now", where: { $event: { name: "Poked", within: "2s" } } }];
    await docent.init({ capture: false, storage: { kind: "memory" }, guidebook: { version: 1, segments } });
    const heard = [];
    docent.on("segment", ({ segment, entered }) => heard.push([segment, entered]));
    pass(10_000);
    asked.length = 0;
    await docent.track("Poked");
    const timers = [...asked];
    pass(1999);
    await Promise.resolve();
    const before = [docent.isIn("just-now"), heard.length];
    // Nobody asks: it is told.
    pass(1);
    await Promise.resolve();
    return { timers, before, heard, later: asked.slice(timers.length) };
  });
  assert.deepEqual(found, { timers: [2000], before: [true, 1], heard: [["just-now", true], ["just-now", false]], later: [] });
});

test("the guidebook comes from the cache when the server has nothing new, or is gone", async (t) => {
  const page = await arrive(t);
  await page.keys("Escape");
  const asked = server.requests.length;
  await page.reload();
  await ready(page);
  await eventually(() => server.requests.slice(asked).some(({ path, status }) => path === "/guidebook.json" && status === 304), "a 304");
  server.overrides.set("/guidebook.json", { status: 500, body: "gone" });
  t.after(() => server.overrides.delete("/guidebook.json"));
  await page.reload();
  await ready(page);
  assert.notEqual(await page.inPage(() => window.docent.explain("welcome")), null);
});
