// What it looks like: a few pages of the gallery beside pictures of how they looked when somebody
// last looked at them.
//
//   DOCENT_SCREENS=renew node --test tests/e2e/screens.test.mjs
//
// makes the pictures anew (tests/e2e/screens/); look at them before they are committed. What is
// found to differ is left in target/screens/, with the difference in red.
//
// Letters and form controls look different on another system or with another Chromium, and none
// of that is a fault. So the pictures say which Chromium drew them, and the first one is of letters
// and controls alone, without Docent: where either differs, the others are skipped. Elsewhere at most
// MOST pixels of a picture may differ by more than a shade, which is a tenth in pixelmatch's measure.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { launch } from "./harness/chromium.mjs";
import { demo } from "./harness/demo.mjs";
import { exhibit } from "./harness/gallery.mjs";
import { ROOT } from "./harness/machine.mjs";

const KEPT = join(ROOT, "tests/e2e/screens");
const FOUND = join(ROOT, "target/screens");
const VERSION = join(KEPT, "chromium.txt");
const renew = process.env.DOCENT_SCREENS === "renew";
/** Of a quarter or half a million; a corner that is 3 pixels rounder changes more. */
const MOST = 40;

const WIDE = { width: 960, height: 640 };
const NARROW = { width: 375, height: 667 };

let server;
let browser;
let elsewhere;
before(async () => {
  server = await demo();
  browser = await launch();
  const [, chromium] = /Chrome\/(\d+)/.exec(await browser.page.evaluate(() => navigator.userAgent));
  if (renew) await writeFile(VERSION, `${chromium}\n`);
  const then = (await readFile(VERSION, "utf8")).trim();
  const differs = chromium === then ? await difference("letters", letters) : `Chromium ${then} made them, this is ${chromium}`;
  if (differs) elsewhere = `letters and controls look different here than where the pictures were made: ${differs}`;
});
after(async () => {
  await browser?.close();
  await server.close();
});

/** Everything that is drawn by the system, in the fonts of the gallery. */
async function letters({ page }) {
  await page.setViewportSize({ width: 480, height: 200 });
  await page.goto(`${server.url}/gallery/page`);
  await page.setContent(`<!doctype html><link rel="stylesheet" href="${server.url}/styles/tokens.css">
    <body><p>Hamburgefonstiv 0123 <b>bold</b> <i>italic</i> <code style="font-family: ui-monospace, Menlo, Consolas, monospace">mono</code>
    <p dir="rtl">ابدأ من هنا <b>العميل</b><p style="font-family: Georgia, 'Liberation Serif', serif">Serif
    <p><input type="radio"><input type="checkbox" checked><input value="text"><progress value="1" max="3"></progress>`);
}

/** What a screen shows as soon as it stands still. */
async function still(page) {
  for (let last; ;) {
    const now = await page.screenshot({ animations: "disabled" });
    if (last?.equals(now)) return now;
    last = now;
  }
}

/** In how far a picture differs from the one that is kept; nothing where it is as good as the same. */
async function difference(name, show) {
  await show(browser);
  const found = await still(browser.page);
  const file = join(KEPT, `${name}.png`);
  if (renew) return void (await writeFile(file, found));
  if (!existsSync(file)) return `there is no ${name}.png yet`;
  const [before, now] = [PNG.sync.read(await readFile(file)), PNG.sync.read(found)];
  const { width, height } = now;
  if (before.width !== width || before.height !== height) return `${before.width} × ${before.height} became ${width} × ${height}`;
  const apart = new PNG({ width, height });
  const count = pixelmatch(before.data, now.data, apart.data, width, height, { threshold: 0.1, includeAA: true });
  if (count <= MOST) return undefined;
  await mkdir(FOUND, { recursive: true });
  await writeFile(join(FOUND, `${name}.png`), found);
  await writeFile(join(FOUND, `${name}-difference.png`), PNG.sync.write(apart));
  return `${count} pixels differ, see target/screens/${name}-difference.png`;
}

const screens = [
  ["a tooltip beside its element", "tooltip", WIDE, {}],
  ["every kind of text in a modal, dark", "rich", WIDE, { scheme: "dark" }],
  ["a checklist that is half done, in the tokens of a theme", "checklist-half", WIDE, { theme: "square" }],
  ["a refused answer on a phone", "refused", NARROW, {}],
  ["a scale on a phone, dark and from right to left", "nps-chosen", NARROW, { scheme: "dark", dir: "rtl" }],
  ["a launcher on a phone, from right to left", "launcher-open", NARROW, { dir: "rtl" }],
];
for (const [what, entry, size, how] of screens) {
  test(`${what} looks as it did`, async (t) => {
    if (elsewhere) return t.skip(elsewhere);
    const differs = await difference(entry, async ({ page }) => {
      await page.setViewportSize(size);
      await exhibit(page, server, entry, how);
    });
    assert.equal(differs, undefined);
  });
}
