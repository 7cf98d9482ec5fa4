// Every kind and state of the gallery under axe-core, in every way in which it can look different:
// no violation, and nothing that axe could not decide and nobody has looked at.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./harness/chromium.mjs";
import { demo } from "./harness/demo.mjs";
import { entries, exhibit } from "./harness/gallery.mjs";
import { ROOT } from "./harness/machine.mjs";

let server;
let browser;
let axe;
before(async () => {
  server = await demo();
  browser = await launch();
  axe = await readFile(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
});
after(async () => {
  await browser?.close();
  await server.close();
});

/** What axe leaves open, and why it is in order. */
const REVIEWED = [
  {
    way: "in forced colours", rule: "color-contrast", message: /has a 1:1 contrast ratio/,
    // Chromium paints ButtonText on ButtonFace, and says so of `color`; axe reads
    // `-webkit-text-fill-color`, of which Chromium still says what it was before it was forced.
    because: "the colour axe reads is not the one that is painted",
  },
];

const OPTIONS = {
  resultTypes: ["violations", "incomplete"],
  preload: false,
  // Of WCAG 2.2, and off unless it is asked for.
  rules: { "target-size": { enabled: true } },
};

/** What axe says against the page that is open, a line each. */
async function complaints(page, way) {
  await page.evaluate(axe);
  // What is in the gallery's frame is looked at by itself.
  const { violations, incomplete } = await page.evaluate((options) => window.axe.run({ exclude: [["#frame"]] }, options), OPTIONS);
  const lines = (list, word) => list.flatMap(({ id: rule, nodes }) => nodes.flatMap(({ target, any, all, none }) => {
    const [{ message = "" } = {}] = [...any, ...all, ...none];
    const known = word === "undecided"
      && REVIEWED.some((each) => each.way === way && each.rule === rule && each.message.test(message));
    return known ? [] : [`${word}: ${rule} of ${target.flat().join(" ")}: ${message}`];
  }));
  return [...lines(violations, "wrong"), ...lines(incomplete, "undecided")];
}

const ways = [
  ["in a light page", {}],
  ["in a dark page", { scheme: "dark" }],
  ["in forced colours", {}, { forcedColors: "active" }],
  ["from right to left", { dir: "rtl" }],
  ["on a phone", {}, {}, { width: 375, height: 667 }],
];
for (const [way, how, media = {}, size = { width: 1280, height: 800 }] of ways) {
  test(`axe finds nothing against any kind ${way}`, async () => {
    const { page } = browser;
    await page.emulateMedia({ forcedColors: "none", ...media });
    await page.setViewportSize(size);
    const found = [];
    for (const { id } of entries) {
      await exhibit(page, server, id, how);
      for (const line of await complaints(page, way)) found.push(`${id}: ${line}`);
    }
    assert.deepEqual(found, []);
  });
}

/** Controls whose frame is not to be seen: less than 3 to 1 to what it is on (WCAG 1.4.11), which axe leaves out. */
function faint() {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (...layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return [...document.querySelectorAll("docent-ui")].flatMap(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll(".text, .other, label.option, .scale:not(.stars, .smileys) span")].flatMap((control) => {
      const ground = getComputedStyle(control.closest("[part=card]")).backgroundColor;
      const [one, other] = [luminance(ground), luminance(ground, getComputedStyle(control).borderTopColor)];
      const ratio = Math.max(one, other) / Math.min(one, other);
      return ratio < 3 ? [`${control.className || control.localName}: ${ratio.toFixed(2)} to 1`] : [];
    }));
}

test("the frame of every control stands out from its card, in light and dark and in every theme", async () => {
  const { page } = browser;
  await page.emulateMedia({ forcedColors: "none" });
  const found = [];
  for (const scheme of ["light", "dark"]) {
    for (const theme of ["docent", "page", "square", "round"]) {
      for (const id of ["single", "multiple", "scale", "nps", "text", "long-text", "agree", "launcher-open"]) {
        await exhibit(page, server, id, { scheme, theme });
        for (const line of await page.evaluate(faint)) found.push(`${id}, ${theme}, ${scheme}: ${line}`);
      }
    }
  }
  assert.deepEqual(found, []);
});

test("axe finds nothing against the gallery itself", async () => {
  const { page } = browser;
  await page.emulateMedia({ forcedColors: "none" });
  // High enough for all of the picker: of what is scrolled away axe cannot see the ground.
  await page.setViewportSize({ width: 1280, height: 2200 });
  for (const scheme of ["light", "dark"]) {
    await page.goto(`${server.url}/gallery?scheme=${scheme}`);
    await page.frameLocator("#frame").locator("html[data-ready]").waitFor();
    assert.deepEqual(await complaints(page), []);
  }
});
