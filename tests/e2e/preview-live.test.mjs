// A live preview beside the page it is on: what the person clicks, and what the page asks for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

const GUIDEBOOK = {
  version: 1,
  experiences: [
    { id: "clicked", kind: "banner", audience: { "user.plan": "pro" }, body: ["You clicked"],
      trigger: { on: "element", selector: "#export", when: "clicked" } },
    { id: "real", kind: "banner", frequency: "always", audience: { "user.plan": { $exists: false } }, body: ["Real"] },
  ],
};

host({
  "/guidebook.json": GUIDEBOOK,
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="export">Export</button>
      <script src="/docent/docent.js"></script></body></html>`),
});

test("a click on the page starts what waits for it in a live preview, and is told once", async () => {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async () => {
    window.heard = [];
    await window.docent.init({ guidebook: "/guidebook.json" });
    window.sam = await window.docent.preview({ traits: { plan: "pro" }, live: true });
    window.sam.on("event", ({ name }) => window.heard.push(name));
    document.querySelector("#export").click();
  });
  await page.ui(".banner");
  assert.deepEqual(await page.inPage(() => window.heard.filter((name) => name === "Element clicked")), ["Element clicked"]);
});

test("the quiet a page asks for during a preview is still there after it", async () => {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(() => window.docent.init({ guidebook: "/guidebook.json" }));
  await page.ui(".banner");
  await page.inPage(async () => {
    const sam = await window.docent.preview({});
    await window.docent.suppress();
    sam.destroy();
    await window.docent.flush();
  });
  await page.uiGone(".banner");
  await page.inPage(() => window.docent.unsuppress());
  await page.ui(".banner");
});
