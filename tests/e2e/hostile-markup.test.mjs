// What visitors may write into a page, as comments do: elements whose names stand before what the
// browser has under them. None of it leads Docent astray, stops the page or ends anything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

/** Names under which `form` and `document` are asked for something, as fields and images. */
const NAMES = ["parentElement", "parentNode", "getRootNode", "getAttribute", "hasAttribute", "matches", "closest", "nodeType", "assignedSlot",
  "previousElementSibling", "localName", "querySelectorAll", "textContent", "dispatchEvent", "focus", "contains", "getBoundingClientRect"];

const comment = (inner, scripts) => html(`<!doctype html><html lang="en"><title>Host</title><body>${inner}${scripts}</body></html>`);
const TAG = `<script src="/docent/docent.js"></script>`;
host({
  ...Object.fromEntries(NAMES.map((name) => [`/form-${name}.html`, comment(
    `<div data-docent-ignore><form><input name="${name}"><b id="ignored">Ignored</b></form></div><form><input name="${name}"><b id="said">Said</b></form>`, TAG)])),
  "/image.html": comment(`<img name="currentScript" alt="" src="/elsewhere/x.png" data-guidebook="/elsewhere/guidebook.json" data-segment="/elsewhere">
    <script type="text/plain" src="/elsewhere/x.js" data-guidebook="/elsewhere/guidebook.json"></script>`, TAG),
  "/module.html": comment(`<script type="text/plain" src="/elsewhere/x.js" data-guidebook="/elsewhere/guidebook.json"></script>`,
    `<script type="module" src="/docent/docent.js" data-guidebook="/guidebook.json"></script>`),
  "/many.html": comment(`<a id="docent"></a><a id="docent"></a>`, `<script src="/docent/snippet.js"></script>${TAG}`),
  "/frame.html": comment(`<iframe name="docent" srcdoc="x"></iframe>`, `<script src="/docent/snippet.js"></script>${TAG}`),
  "/listeners.html": comment(`<img name="addEventListener" alt="">`, TAG),
});

const errors = () => page.inPage(() => window.errors ?? []);
const init = (options = {}) => page.inPage(async (options) => window.docent.init({ storage: { kind: "memory" }, ...options }), options);

/** Presses the mouse there: drivers that look for an element are led astray by such names themselves. */
async function press(css) {
  const at = await page.inPage((css) => {
    const { x, y } = document.querySelector(css).getBoundingClientRect();
    return { x: Math.round(x + 5), y: Math.round(y + 5) };
  }, css);
  await (await page.driver()).actions().move(at).click().perform();
}

test("a click in a form is told of and harms nothing, whatever its fields are called", async () => {
  for (const name of NAMES) {
    await page.goto(`${server.url}/form-${name}.html`);
    await page.inPage(() => {
      window.errors = [];
      addEventListener("error", ({ message }) => window.errors.push(message));
      document.querySelector("#said").addEventListener("click", () => (window.clicked = true));
    });
    // Before it is started, and after.
    await press("#said");
    const status = await init({ guidebook: { version: 1 } });
    await press("#ignored");
    await press("#said");
    const [told, clicked] = await page.inPage(() => [
      window.docent.export().records.filter(({ n }) => n === "Element clicked").map(({ p }) => p.selector), window.clicked,
    ]);
    assert.deepEqual([status, told, clicked, await errors()], ["ready", ["#said", "#said"], true, []], name);
  }
});

test("an image that is called as the running script starts nothing, and is no place to load from", async () => {
  await page.goto(`${server.url}/image.html`);
  assert.equal(await page.inPage(() => window.docent.status), "idle");
  assert.equal(await init(), "ready");
  const loaded = await page.inPage(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
  assert.ok(loaded.includes("/docent/docent.wasm"));
  assert.deepEqual(loaded.filter((path) => /elsewhere/.test(path) && !/x\.png/.test(path)), []);
  await page.goto(`${server.url}/module.html`);
  await page.waitFor(() => window.docent?.status === "ready", "a module to start as its own tag says");
  assert.ok(await page.inPage(() => performance.getEntriesByType("resource").some(({ name }) => /\/guidebook\.json/.test(name))));
});

test("elements, frames and images that have the names of what is needed keep nobody from it", async () => {
  for (const path of ["many", "frame", "listeners"]) {
    await page.goto(`${server.url}/${path}.html`);
    assert.equal(await init(), "ready", path);
  }
});

test("a card comes and goes while the focus is in a form, whatever its fields are called", async () => {
  const guidebook = { version: 1, experiences: [{ id: "m", kind: "flow", trigger: { on: "manual" }, steps: [{ id: "a", type: "modal", title: "A" }] }] };
  for (const name of NAMES) {
    await page.goto(`${server.url}/form-${name}.html`);
    await init({ guidebook });
    await page.inPage((name) => {
      HTMLElement.prototype.focus.call(Document.prototype.querySelectorAll.call(document, `[name=${name}]`)[1]);
      return window.docent.show("m");
    }, name);
    await page.ui("dialog");
    await page.keys("Escape");
    await page.uiGone("dialog");
    assert.deepEqual(await page.inPage(() => [window.docent.status, document.activeElement.name]), ["ready", name]);
  }
});
