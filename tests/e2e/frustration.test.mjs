// Signs of frustration: clicks that get no answer, and clicks again and again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness/demo.mjs";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body>
      <button id="opens">Opens</button> <p id="answer"></p>
      <label><input id="field" type="checkbox"> A field</label>
      <p id="words">Words to read</p>
      <div id="card" style="cursor: pointer">A card</div>
      <button id="broken"><b id="icon">Broken</b></button>
      <script src="/docent/docent.js"></script></body></html>`),
});

async function visit(capture = {}) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (capture) => {
    window.heard = [];
    window.observers = 0;
    const observe = MutationObserver.prototype.observe;
    MutationObserver.prototype.observe = function (...args) {
      window.observers += 1;
      return observe.apply(this, args);
    };
    document.querySelector("#opens").addEventListener("click", () => {
      document.querySelector("#answer").textContent = "Open";
    });
    window.docent.on("event", ({ name, properties }) => window.heard.push([name, properties.selector]));
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 }, capture });
  }, capture);
}
const heard = (wanted) =>
  page.inPage((wanted) => window.heard.filter(([name]) => name === wanted).map(([, selector]) => selector), wanted);

test("a click that gets no answer is a dead click; what answers, fields and words are not", async () => {
  await visit();
  // From the page, so that the focus does not move, which would be a sign of life too.
  const clicked = ["#field", "#words", "#card", "#opens", "#icon"];
  for (const id of clicked) await page.inPage((id) => document.querySelector(id).click(), id);
  // The last click is the last to be found dead: by then the others would have been.
  await eventually(async () => (await heard("Dead clicked")).includes("#broken"), "the dead click");
  assert.deepEqual(await heard("Dead clicked"), ["#broken"]);
  assert.deepEqual(await heard("Element clicked"), ["#field", "#words", "#card", "#opens", "#broken"]);
});

test("a card that only looks as if it could be clicked is one too", async () => {
  await visit();
  await page.click("#card");
  await eventually(async () => (await heard("Dead clicked")).length > 0, "the dead click");
  assert.deepEqual(await heard("Dead clicked"), ["#card"]);
});

test("three clicks within a second are a rage click, once", async () => {
  await visit();
  await page.inPage(() => [1, 2, 3, 4].forEach(() => document.querySelector("#broken").click()));
  assert.deepEqual(await heard("Rage clicked"), ["#broken"]);
});

test("where frustration is not to be captured, nothing is watched for", async () => {
  await visit({ frustration: false });
  const before = await page.inPage(() => window.observers);
  await page.inPage(() => [1, 2, 3].forEach(() => document.querySelector("#broken").click()));
  assert.equal(await page.inPage(() => window.observers), before);
  assert.deepEqual(await heard("Rage clicked"), []);
  assert.equal((await heard("Element clicked")).length, 3);
});
