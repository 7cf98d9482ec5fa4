// What libraries do to a page: they take it apart and put it together again, keep copies of it for the
// way back, take over what a server has drawn, and hold what is under their dialogs still.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGINE } from "./harness/engine.mjs";
import { host, html, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en"><title>Host</title><body>${body}<script src="/docent/docent.js"></script></body></html>`);
host({
  "/host.html": english(`<main><h1 id="title" tabindex="-1">Host</h1><input id="field" aria-label="Field" aria-describedby="hint">
    <span id="hint">Hint</span><div id="slot"></div></main>`),
});

const trigger = { on: "manual" };
const SURVEY = { kind: "survey", trigger, frequency: "always", questions: [{ id: "q", type: "text", title: "What?" }] };
const GUIDEBOOK = { version: 1, experiences: [
  { id: "slideout", present: "slideout", ...SURVEY },
  { id: "modal", ...SURVEY },
  { id: "inline", kind: "inline", trigger, target: "#slot", title: "News", actions: [{ label: "Read", do: "complete" }] },
  { id: "help", kind: "launcher", trigger, label: "Help", items: Array.from({ length: 40 }, (_, at) => ({ title: `Item ${at}`, url: `#${at}` })) },
] };

async function visit(path = "/host.html") {
  await page.goto(server.url + path);
  await page.inPage((guidebook) => window.docent.init({ storage: { kind: "memory" }, guidebook }), GUIDEBOOK);
}
const show = (id) => page.inPage((id) => window.docent.show(id), id);

/** Takes out what the server did not send, as idiomorph does; `focus` names what gets the focus then. */
const morph = (focus) => page.inPage(async (focus) => {
  for (const each of document.querySelectorAll("docent-ui")) each.remove();
  if (focus) document.querySelector(focus).focus();
  // Two: the order of what is called in one is nobody's business.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}, focus);

for (const id of ["slideout", "modal"]) {
  test(`who types into a ${id} goes on where they were after a library has put the page together anew`, async () => {
    await visit();
    await show(id);
    await page.uiClick("input.text");
    await page.keys("held", "ArrowLeft", "ArrowLeft");
    await morph();
    await page.keys("l", "o");
    assert.equal(await (await page.ui("input.text")).getAttribute("value"), "helold");
  });
}

test("a button of an inline card still has the focus after a library has put the page together anew", async () => {
  await visit();
  await show("inline");
  await page.ui(".inline");
  await page.keys("F6", "Tab");
  assert.equal((await page.focused()).text, "Read");
  await morph();
  assert.equal((await page.focused()).text, "Read");
});

test("what the page gave the focus to when it put itself together anew keeps it, and so does who had left the card", async () => {
  await visit();
  await show("slideout");
  await page.uiClick("input.text");
  await morph("#title");
  assert.equal((await page.focused()).text, "Host");
  await page.uiClick("input.text");
  await page.inPage(() => document.activeElement.blur());
  await morph();
  assert.equal((await page.focused()).tag, "body");
  assert.ok(await page.hasUi("input.text"));
});

test("what a dialog of the page holds still is not what is over it: a wheel and a finger scroll Docent's cards", async () => {
  await visit();
  await show("help");
  await page.uiClick(".pill");
  await page.ui(".panel");
  const stopped = await page.inPage(() => {
    document.body.style.overflow = "hidden";
    for (const name of ["wheel", "touchmove"]) document.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    const inside = document.querySelector("docent-ui").shadowRoot.querySelector(".panel h2");
    return ["wheel", "touchmove"].flatMap((name) => [inside, document.body].map((element) =>
      !element.dispatchEvent(new Event(name, { bubbles: true, composed: true, cancelable: true }))));
  });
  assert.deepEqual(stopped, [false, true, false, true], "not in the card, and in the page");
  // Its driver has no wheel.
  if (ENGINE === "webkit") return;
  const driver = await page.driver();
  await driver.actions().scroll(0, 0, 0, 200, await page.ui(".panel li:nth-child(2)")).perform();
  await page.waitFor(() => {
    const { shadowRoot } = document.querySelector("docent-ui");
    return [...shadowRoot.querySelectorAll(".panel *")].some(({ scrollTop }) => scrollTop > 0);
  }, "the list to scroll");
});
