// Content nobody would publish on purpose: it is shown as well as it can be, or skipped with a
// reason, and what stands beside it in the guidebook goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, inRoot, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="host">Host</button>
      <script src="/docent/docent.js"></script></body></html>`),
});

const BESIDE = { id: "beside", kind: "banner", body: ["Beside"] };

/** Starts Docent with these experiences and a banner beside them; answers with what it complained of. */
async function show(...experiences) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experiences) => {
    window.complaints = [];
    window.heard = [];
    window.docent.on("error", ({ message }) => window.complaints.push(message));
    window.docent.on("experience", ({ experience, state, step }) => window.heard.push([experience, state, step].filter(Boolean).join(" ")));
    document.querySelector("#host").focus();
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
  }, [...experiences, BESIDE]);
  assert.match(await page.uiText(".banner"), /Beside/);
  return page.inPage(() => window.complaints.join("\n"));
}

const hears = (state) => page.waitFor((state) => window.heard.includes(state), state, { args: [state] });
const heard = () => page.inPage(() => window.heard.filter((state) => !state.startsWith("beside")));
test("a step whose element never comes is skipped where the guidebook says so, and the next is shown", async () => {
  await show({ id: "x", kind: "flow", steps: [
    { id: "a", type: "tooltip", target: "#nowhere", wait: "50ms", missing: "skip", title: "Nowhere" },
    { id: "b", type: "tooltip", target: "#host", title: "Here" },
  ] });
  assert.match(await (await page.ui(".tooltip:not([data-waiting])")).getText(), /Here/);
  assert.ok(!(await heard()).includes("x step a"), "what nobody saw was not seen");
});

test("a step whose element is gone lets others go first, and is there again with it", async () => {
  await show(
    { id: "x", kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#host", wait: "50ms", title: "Here" }] },
    { id: "y", kind: "flow", trigger: { on: "event", event: "Left" }, steps: [{ id: "b", type: "modal", title: "Next" }] },
  );
  await page.ui(".tooltip:not([data-waiting])");
  await page.inPage(() => {
    window.target = document.querySelector("#host");
    window.target.remove();
  });
  await hears("x missing a");
  await page.inPage(() => document.querySelector("h1, body").prepend(window.target));
  await page.ui(".tooltip:not([data-waiting])");
  await page.inPage(() => window.target.remove());
  await page.waitFor(() => window.heard.filter((state) => state === "x missing a").length === 2, "it to be missed again");
  await page.inPage(() => window.docent.track("Left"));
  assert.match(await page.uiText("dialog"), /Next/);
  assert.deepEqual((await heard()).filter((state) => state.startsWith("x")), ["x started", "x seen", "x step a", "x missing a", "x missing a"]);
});

test("what ends because its element never comes is not begun anew on the same page", async () => {
  await show({ id: "x", kind: "flow", frequency: "always", steps: [
    { id: "a", type: "tooltip", target: "#nowhere", wait: "20ms", missing: "end", title: "Nowhere" },
  ] });
  await hears("x dismissed a");
  await page.inPage(() => window.docent.track("Something"));
  assert.deepEqual(await heard(), ["x started", "x missing a", "x dismissed a"]);
});

test("a step that waits for an element shows nothing, and keeps nobody from the page", async () => {
  await show({ id: "x", kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#late", title: "Late" }] });
  assert.equal(await page.hasUi(".tooltip"), false);
  await page.click("#host");
  await page.inPage(() => document.querySelector("#host").insertAdjacentHTML("afterend", "<button id=late>Late</button>"));
  await page.ui(".tooltip:not([data-waiting])");
});

for (const [what, experience, reason] of [
  ["a flow without steps", { id: "x", kind: "flow", steps: [] }, /experiences\[0\]\.steps/],
  ["a survey without questions", { id: "x", kind: "survey", questions: [] }, /experiences\[0\]\.questions/],
  ["an unknown kind", { id: "x", kind: "hologram", title: "?" }, /experiences\[0\]\.kind/],
  ["a step of an unknown type", { id: "x", kind: "flow", steps: [{ id: "a", type: "hologram" }] }, /experiences\[0\]\.steps\[0\]\.type/],
]) {
  test(`${what} is left out, with its place`, async () => {
    assert.match(await show(experience), reason);
    assert.deepEqual(await heard(), []);
  });
}

test("branches that lead round and round end, and the page goes on", async () => {
  const complaints = await show({ id: "x", kind: "flow", frequency: "always", steps: [
    { id: "a", type: "hidden", next: [{ step: "b" }] }, { id: "b", type: "hidden", next: [{ step: "a" }] },
  ] });
  assert.match(complaints, /hidden steps of "x" lead round in a circle/);
  assert.deepEqual((await heard()).map((state) => state.replace(/ [ab]$/, "")), ["x started", "x dismissed"]);
  assert.equal(await page.inPage(() => window.docent.status), "ready");
  assert.equal(await page.hasUi("dialog"), false);
});

test("an image that never loads takes its room, and the buttons work", async () => {
  const release = server.hold("/never.png");
  await show({ id: "x", kind: "flow", steps: [
    { id: "a", type: "modal", title: "Look", body: [{ image: { src: "/never.png", alt: "A view", width: 200, height: 120 } }] },
  ] });
  await page.ui("dialog");
  assert.equal(await inRoot((root) => root.querySelector("img").getBoundingClientRect().height), 120);
  await page.uiClick("[data-press=next]");
  await page.uiGone("dialog");
  await hears("x completed");
  release();
});

test("an image that is not there says what it would have shown", async () => {
  await show({ id: "x", kind: "flow", steps: [{ id: "a", type: "modal", title: "Look", body: [{ image: { src: "/no.png", alt: "A view" } }] }] });
  await page.ui("dialog");
  assert.equal(await inRoot((root) => root.querySelector("img").alt), "A view");
});

test("ten thousand options scroll in a dialog that still has its way out and its way on", async () => {
  const options = Array.from({ length: 10_000 }, (_, at) => ({ value: `option-${at}` }));
  await show({ id: "x", kind: "survey", questions: [{ id: "q", type: "single", title: "Which?", options }] });
  await page.ui("dialog");
  const [count, inside] = await inRoot((root) => {
    const { top, bottom } = root.querySelector("dialog").getBoundingClientRect();
    return [root.querySelectorAll("input").length, top >= 0 && bottom <= innerHeight];
  });
  assert.deepEqual([count, inside], [10_000, true]);
  // One stop for all of the options, then on. (Up from the first leads to the last in some browsers only.)
  await page.keys("ArrowDown", "Tab");
  assert.equal((await page.focused()).text, "Done");
  await page.keys("Enter");
  await hears("x completed");
  assert.equal(await page.inPage(() => window.docent.facts().answers.x.q), "option-1");
});

test("a text without an end stays inside its card", async () => {
  const endless = "a".repeat(20_000);
  await show({ id: "x", kind: "flow", steps: [
    { id: "a", type: "slideout", title: endless.slice(0, 300), body: [endless, { code: endless.slice(0, 500) }], actions: [{ label: endless.slice(0, 300), do: "next" }] },
  ] });
  await page.ui(".slideout");
  const inside = await inRoot((root) => {
    const { left, right, top, bottom } = root.querySelector(".slideout").getBoundingClientRect();
    const { scrollWidth, clientWidth } = root.querySelector(".slideout");
    return [left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight, scrollWidth <= clientWidth];
  });
  assert.deepEqual(inside, [true, true]);
});
