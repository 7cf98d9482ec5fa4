// Room: every kind of the gallery in 320 pixels, at twice the size, with the spacing of WCAG 1.4.12,
// and without motion for those who asked for none. Nothing is cut off, nothing is out of reach.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./harness/chromium.mjs";
import { demo } from "./harness/demo.mjs";
import { entries, exhibit } from "./harness/gallery.mjs";

let server;
let browser;
before(async () => {
  server = await demo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server.close();
});

/** What of Docent's does not fit; runs in the page. */
async function cutOff(spacing) {
  const wrongs = [];
  for (const { shadowRoot: root } of document.querySelectorAll("docent-ui")) {
    if (spacing) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
      root.adoptedStyleSheets.push(sheet);
      // A tooltip is moved when its new size is known.
      for (let at = 0; at < 12; at += 1) await new Promise(requestAnimationFrame);
    }
    for (const element of root.querySelectorAll("[part], [part] *")) {
      const name = `${element.localName}.${element.className} “${element.textContent.slice(0, 20)}”`;
      if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(".voice")) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      if (element.matches("h2, h3, p, li, button, label, .option, .card, [part=card]")) {
        if (overflowX !== "visible" && scrollWidth > clientWidth + 1) wrongs.push(`${name} is cut off or scrolls sideways`);
        if (overflowY === "hidden" && scrollHeight > clientHeight + 1) wrongs.push(`${name} is cut off below`);
      }
      const { left, right } = element.getBoundingClientRect();
      if (!element.closest("pre") && (left < -1 || right > innerWidth + 1)) wrongs.push(`${name} sticks out of the page`);
    }
    for (const card of root.querySelectorAll("[part=card]:not(.card .card)")) {
      const { top, bottom, height } = card.getBoundingClientRect();
      const scrolls = /auto|scroll/.test(getComputedStyle(card).overflowY);
      const inPage = card.getRootNode().host.hasAttribute("data-inline");
      if (height > 0 && !inPage && (top < -1 || bottom > innerHeight + 1)) {
        wrongs.push(`${card.className} reaches from ${Math.round(top)} to ${Math.round(bottom)} of ${innerHeight}${scrolls ? ", and scrolls" : ""}`);
      }
    }
  }
  return wrongs;
}

for (const [what, width, height, spacing] of [
  ["in 320 pixels", 320, 568, false],
  ["in a window of 1280 pixels at 400 %", 320, 256, false],
  ["at 200 %", 640, 400, false],
  ["with wider spacing of text", 480, 800, true],
]) {
  test(`every kind fits ${what}`, async () => {
    const { page } = browser;
    await page.setViewportSize({ width, height });
    const found = [];
    for (const { id } of entries) {
      await exhibit(page, server, id);
      for (const wrong of await page.evaluate(cutOff, spacing)) found.push(`${id}: ${wrong}`);
    }
    assert.deepEqual(found, []);
  });
}

test("nothing moves for those who asked for no motion, and a little for the others", async () => {
  const { page } = browser;
  await page.setViewportSize({ width: 1280, height: 800 });
  const moving = (reducedMotion, id) => page.emulateMedia({ reducedMotion }).then(async () => {
    await exhibit(page, server, id);
    return page.evaluate(() => document.querySelector("docent-ui").shadowRoot.getAnimations().length);
  });
  for (const { id } of entries) assert.equal(await moving("reduce", id), 0, id);
  assert.ok((await moving("no-preference", "spotlight")) > 0);
});
