// What page and device do to the window: zoom, transforms, an on-screen keyboard, too little height.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, inRoot, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="anchor">Anchor</button>
      <script src="/docent/docent.js"></script></body></html>`),
});

/** Opens the host with styles set by script, which come before Docent or after. */
async function visit(experience, { root = "", body = "" } = {}, late = false) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experience, root, body, late) => {
    document.querySelector("#anchor").style.cssText = "position: absolute; left: 300px; top: 120px; width: 90px; height: 30px";
    const dress = () => {
      document.documentElement.style.cssText = root;
      document.body.style.cssText = `margin: 0; ${body}`;
    };
    if (!late) dress();
    const experiences = [{ id: "x", trigger: { on: "page" }, ...experience }];
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
    window.dress = dress;
  }, experience, root, body, late);
}

const LONG = Array.from({ length: 60 }, (_, at) => `Paragraph ${at}.`);

const tooltip = { kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#anchor", placement: "bottom", title: "Here" }] };
const dots = { kind: "spotlight", spots: [{ id: "a", target: "#anchor", title: "Dot" }] };
/** Waits until a tooltip stands below the middle of its element, or a dot sits on its corner. */
const placed = () => page.waitFor(() => {
  const { shadowRoot } = document.querySelector("docent-ui");
  const anchor = document.querySelector("#anchor").getBoundingClientRect();
  const at = shadowRoot.querySelector(".tooltip:not([data-waiting],[hidden]),.beacon:not([data-waiting])")?.getBoundingClientRect();
  if (!at) return false;
  const middle = at.left + at.width / 2;
  const arrow = shadowRoot.querySelector(".tooltip:not([hidden]) .arrow")?.getBoundingClientRect();
  if (!arrow) return Math.abs(middle - anchor.right) < 2 && Math.abs(at.top + at.height / 2 - anchor.top) < 2;
  const points = arrow.left + arrow.width / 2 - anchor.left - anchor.width / 2;
  return Math.abs(at.top - anchor.bottom - 12) < 2 && Math.abs(points) < 2;
}, "it to be in its place");

for (const [what, styles] of [
  ["zoom of the body", { body: "zoom: 1.5" }],
  ["zoom of the whole page", { root: "zoom: .7" }],
  ["a transformed body", { body: "transform: translate(40px, 30px) scale(.8); height: 400px" }],
  ["a transformed page", { root: "transform: scale(.9)" }],
]) {
  test(`${what} displaces no tooltip and no dot, before or after it comes`, async () => {
    for (const experience of [tooltip, dots]) {
      await visit(experience, styles);
      await placed();
      await visit(experience, styles, true);
      await placed();
      await page.inPage(() => window.dress());
      await placed();
    }
  });
}

/** Where a card is in the window, and whether all of its text can be reached by scrolling in it. */
const fits = (css) => inRoot((root, css) => {
  const card = root.querySelector(css);
  const { top, bottom, left, right } = card.getBoundingClientRect();
  const box = [card, ...card.querySelectorAll("*")].find((each) => each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY === "auto");
  box?.scrollTo(0, 1e6);
  const last = [...card.querySelectorAll("button:not(.close)")].at(-1).getBoundingClientRect();
  return [top >= 0 && left >= 0, bottom <= innerHeight && right <= innerWidth, !!box, last.bottom <= bottom];
}, css);

const button = [{ label: "OK", do: "complete" }];
for (const [css, experience] of [
  [".tooltip", { kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#anchor", title: "Long", body: LONG }] }],
  [".modal", { kind: "flow", steps: [{ id: "a", type: "modal", title: "Long", body: LONG }] }],
  [".slideout", { kind: "flow", steps: [{ id: "a", type: "slideout", title: "Long", body: LONG }] }],
  [".banner", { kind: "banner", title: "Long", body: LONG, actions: button }],
  [".panel", { kind: "checklist", open: true, title: "Long", body: LONG, tasks: [{ id: "a", title: "One" }] }],
]) {
  test(`a ${css.slice(1)} that is taller than the window scrolls inside, in a zoomed page too`, async () => {
    for (const body of ["", "zoom: 1.5"]) {
      await visit(experience, { body });
      await page.ui(`${css}:not([data-waiting])`);
      assert.deepEqual(await fits(css), [true, true, true, true], body);
    }
  });
}

/** Whether what closes a card and what goes on are there to be clicked, however far it is scrolled. */
const atHand = (css, wanted) => inRoot((root, css, wanted) => {
  const scroller = root.querySelector(css).querySelector(".card");
  return [0, 300, 1e6].map((top) => {
    scroller.scrollTop = top;
    return wanted.map((each) => {
      const element = root.querySelector(`${css} ${each}`);
      const { left, top, width, height } = element.getBoundingClientRect();
      return element.contains(root.elementFromPoint(left + width / 2, top + height / 2));
    }).every(Boolean);
  });
}, css, wanted);

const TASKS = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, title: `Task ${at}` }));
for (const [css, wanted, experience] of [
  [".modal", [".close", ".primary"], { kind: "flow", steps: [{ id: "a", type: "modal", title: "Long", body: LONG }] }],
  [".slideout", [".close", ".primary"], { kind: "flow", steps: [{ id: "a", type: "slideout", title: "Long", body: LONG }] }],
  [".panel", [".card > .buttons button"], { kind: "checklist", open: true, title: "Long", tasks: TASKS }],
]) {
  test(`in a long ${css.slice(1)} the buttons stay at hand, and at its end the page does not scroll on`, async () => {
    await visit(experience);
    await page.ui(css);
    assert.deepEqual(await atHand(css, wanted), [true, true, true]);
    await (await page.driver()).actions().move({ origin: await page.ui(`${css} ${wanted.at(-1)}`) }).perform();
    assert.equal(await inRoot((root, css) => getComputedStyle(root.querySelector(css).querySelector(".card")).overscrollBehaviorY, css), "contain");
    const flat = (each) => inRoot((root, each) => [...root.querySelectorAll(each)].filter(({ offsetHeight }) => offsetHeight < 4).length, each);
    assert.equal(await flat("progress"), 0, "what shows how far one has come is not squeezed");
  });
}

/** As a device does that shows its keyboard: the visual viewport alone becomes less high. */
const keyboard = (height) => page.inPage((height) => {
  Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - height });
  visualViewport.dispatchEvent(new Event("resize"));
}, height);

for (const present of ["modal", "slideout"]) {
  test(`what is typed into a ${present} stays in sight above an on-screen keyboard`, async () => {
    await visit({ kind: "survey", present, questions: [{ id: "q", type: "long-text", title: "Why?", body: LONG }] });
    // A driver scrolls it to the edge of the card, where the buttons stand.
    await inRoot((root) => root.querySelector(".text").scrollIntoView());
    await page.uiClick(".text");
    const place = () => inRoot((root, css) => [css, ".text"].map((each) => Math.round(root.querySelector(each).getBoundingClientRect().bottom)), `.${present}`);
    const before = await place();
    assert.ok(before[0] > 500, before);
    await keyboard(350);
    const over = await place();
    assert.ok(over[0] <= 450 && over[1] <= 450, `the card ends at ${over[0]}, the field at ${over[1]}`);
    await keyboard(0);
    assert.equal((await place())[0], before[0]);
  });
}

test("a segment on the size of the window is entered when the window has it", async () => {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(() => window.docent.init({
    storage: { kind: "memory" },
    guidebook: { version: 1, segments: [{ id: "narrow", where: { "device.viewport.width": { $lt: 700 } } }] },
  }));
  assert.equal(await page.inPage(() => window.docent.isIn("narrow")), false);
  await page.resize(640, 700);
  await page.waitFor(() => window.docent.isIn("narrow"), "it to be narrow");
  await page.resize(1280, 800);
  await page.waitFor(() => !window.docent.isIn("narrow"), "it to be wide again");
});

test("a tooltip goes to the other side of its element where a keyboard would cover it", async () => {
  await visit(tooltip);
  await placed();
  await page.inPage(() => void (document.querySelector("#anchor").style.top = "400px"));
  await placed();
  // The frames in which it is looked for are over: only the keyboard says that something has changed.
  await page.inPage(async () => {
    for (let at = 0; at < 10; at++) await new Promise(requestAnimationFrame);
  });
  await keyboard(350);
  await page.waitFor(() => {
    const { bottom } = document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").getBoundingClientRect();
    return bottom < document.querySelector("#anchor").getBoundingClientRect().top;
  }, "the tooltip above its element");
});
