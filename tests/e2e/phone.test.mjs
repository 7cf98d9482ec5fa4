// On a phone: pages wider than the screen, notches and bars of the system, fingers that pinch, swipe and
// tap, keyboards on the screen. With Chromium's own powers, which are a phone's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./harness/chromium.mjs";
import { demo } from "./harness/demo.mjs";

const WIDTH = 390;
const HEIGHT = 844;
let server;
let phone;
before(async () => {
  server = await demo();
  phone = await launch({ width: WIDTH, height: HEIGHT, context: { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } });
});
after(async () => {
  await phone?.close();
  await server?.close();
});

const trigger = { on: "manual" };
const GUIDEBOOK = { version: 1, experiences: [
  { id: "tour", kind: "flow", trigger, steps: [{ id: "a", type: "tooltip", target: "#a", title: "First" }, { id: "b", type: "tooltip", target: "#b", title: "Second" }] },
  { id: "top", kind: "banner", trigger, body: ["News"] },
  { id: "bottom", kind: "banner", trigger, position: "bottom", body: ["News"] },
  { id: "list", kind: "checklist", trigger, title: "Start", tasks: [{ id: "t", title: "Task" }] },
  { id: "asks", kind: "survey", present: "slideout", trigger, questions: [{ id: "q", type: "text", title: "What?" }] },
  { id: "spots", kind: "spotlight", trigger, spots: [{ id: "s", type: "tooltip", target: "#a", title: "Hint" }] },
] };

/** A page with this in its body, with these experiences on it. */
async function visit(body, shown, viewport = "width=device-width,initial-scale=1") {
  const content = `<!doctype html><html lang="en"><title>Phone</title><meta name="viewport" content="${viewport}"><body style="margin:0">${body}<script src="/docent/docent.js"></script></body></html>`;
  server.overrides.set("/phone.html", { status: 200, headers: { "Content-Type": "text/html" }, body: content });
  const { page } = phone;
  await page.goto(`${server.url}/phone.html`);
  await page.evaluate(async ([guidebook, shown]) => {
    window.heard = [];
    window.docent.on("experience", ({ experience, state }) => window.heard.push(`${experience} ${state}`));
    await window.docent.init({ storage: { kind: "memory" }, guidebook });
    for (const id of shown) await window.docent.show(id);
  }, [GUIDEBOOK, shown]);
  return page;
}

/** The boxes of what matches in Docent, as soon as all of it is drawn and stands still. */
const boxes = (css) => phone.page.waitForFunction((css) => {
  const found = [...(document.querySelector("docent-ui")?.shadowRoot.querySelectorAll(css) ?? [])];
  const now = found.map((each) => each.getBoundingClientRect().toJSON());
  const before = window.boxes;
  window.boxes = JSON.stringify(now);
  const drawn = found.length > 0 && found.every((each) => each.checkVisibility({ visibilityProperty: true }));
  return drawn && before === window.boxes && now;
}, css, { polling: 50 }).then((handle) => handle.jsonValue());

const button = (id, left, top) => `<button id="${id}" style="position:absolute;left:${left}px;top:${top}px;width:60px;height:40px">${id}</button>`;

test("a tooltip shows on a page that is wider than the screen, wherever its element is in sight", async () => {
  for (const width of [470, 800]) {
    await visit(`<div style="width:${width}px;height:1800px"></div>${button("a", width - 70, 300)}`, ["tour"], "width=device-width");
    const [{ right }] = await boxes(".tooltip");
    assert.ok(right > width - 70 && right <= width, `${right} of ${width}`);
  }
});

test("nothing lies under a notch or a bar of the system where the page does", async (t) => {
  const setInsets = (insets) => phone.cdp.send("Emulation.setSafeAreaInsetsOverride", { insets });
  t.after(() => setInsets({}));
  const [top, bottom, side] = [59, 34, 20];
  await visit("", ["top", "bottom", "list", "asks"], "width=device-width,initial-scale=1,viewport-fit=cover");
  await setInsets({ top, bottom, left: side, right: side });
  for (const box of await boxes(".banner,.pill,.slideout")) {
    assert.ok(box.top >= top && box.bottom <= HEIGHT - bottom && box.left >= side && box.right <= WIDTH - side, JSON.stringify(box));
  }
});

test("who has zoomed in is brought to the next step", async () => {
  const page = await visit(`${button("a", 30, 100)}${button("b", 280, 700)}<div style="height:1500px"></div>`, ["tour"]);
  await boxes(".tooltip");
  await phone.cdp.send("Input.synthesizePinchGesture", { x: 60, y: 100, scaleFactor: 2.2, relativeSpeed: 2000 });
  await page.evaluate(() => document.querySelector("docent-ui").shadowRoot.querySelector(".primary").click());
  await page.waitForFunction(() => {
    const { offsetLeft, offsetTop, width, height } = visualViewport;
    const { left, top, right, bottom } = document.querySelector("#b").getBoundingClientRect();
    return left >= offsetLeft && top >= offsetTop && right <= Math.ceil(offsetLeft + width) && bottom <= Math.ceil(offsetTop + height);
  });
});

test("a finger that scrolls opens nothing; one that taps does, and closes it elsewhere", async () => {
  const page = await visit(`${button("a", 150, 400)}<div style="height:3000px"></div>`, ["spots"]);
  await page.waitForFunction(() => document.querySelector("#a").hasAttribute("aria-describedby"));
  const touch = (type, y) => phone.cdp.send("Input.dispatchTouchEvent", { type, touchPoints: y ? [{ x: 180, y }] : [] });
  await touch("touchStart", 420);
  for (let at = 1; at <= 8; at++) await touch("touchMove", 420 - at * 20);
  await touch("touchEnd");
  await page.waitForFunction(() => scrollY > 0);
  const isOpen = () => page.evaluate(() => !document.querySelector("docent-ui").shadowRoot.querySelector("[role=tooltip]").hidden);
  assert.equal(await isOpen(), false);
  await page.evaluate(() => scrollTo(0, 0));
  await page.tap("#a");
  await boxes("[role=tooltip]");
  await page.touchscreen.tap(20, 700);
  await page.waitForFunction(() => document.querySelector("docent-ui").shadowRoot.querySelector("[role=tooltip]").hidden);
  assert.deepEqual((await page.evaluate(() => window.heard)).filter((each) => each === "spots seen"), ["spots seen"]);
});

test("an on-screen keyboard lifts what is typed into, and nothing over what is typed in the page", async () => {
  const page = await visit(`<textarea id="composer" style="position:fixed;left:10px;bottom:10px;width:300px;height:60px"></textarea>`, ["list", "asks"]);
  const lowest = async (css) => (await boxes(css))[0].bottom;
  const before = await lowest(".pill");
  await page.evaluate(() => {
    document.querySelector("#composer").focus();
    Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - 300 });
    visualViewport.dispatchEvent(new Event("resize"));
  });
  assert.equal(await lowest(".pill"), before);
  const docent = page.locator("docent-ui");
  await docent.locator(".text").focus();
  await page.waitForFunction((limit) => {
    const { bottom } = document.querySelector("docent-ui").shadowRoot.querySelector(".slideout").getBoundingClientRect();
    return bottom <= limit;
  }, HEIGHT - 300);
  assert.ok(await docent.locator(".text").evaluate((field) => parseFloat(getComputedStyle(field).fontSize) >= 16), "phones zoom in on smaller letters");
  // As some do, which move the page up for it.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "offsetTop", { configurable: true, get: () => 300 });
    visualViewport.dispatchEvent(new Event("scroll"));
  });
  await page.waitForFunction((before) => document.querySelector("docent-ui").shadowRoot.querySelector(".pill").getBoundingClientRect().bottom === before, before);
});
