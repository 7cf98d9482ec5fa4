// What of Docent's own stays clear of what else is there of it, and of the page: banners, corners,
// tooltips and errors; and cards in places that are narrow, or in a frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import { notIn } from "./harness/engine.mjs";
import { host, html, inRoot, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Host</title>${body}<script src="/docent/docent.js"></script></html>`);
host({
  "/plain.html": english(`<body style="margin:0"><button id="save" style="position:absolute;left:400px;top:300px">Save</button><input id="field">
    <p style="height:2000px">Long</p>`),
  "/bar.html": english(`<body style="margin:0"><button id="low" style="position:fixed;left:20px;bottom:210px">Low</button>
    <style>docent-ui{--docent-bottom:200px}</style>`),
  "/held.html": english(`<body style="transform:scale(1);height:3000px;margin:0">`),
  "/grid.html": english(`<body style="display:grid;grid-template-columns:200px 1fr;margin:0"><nav>Nav</nav><main>Main</main>`),
  "/row.html": english(`<body><div id="row" style="display:flex;width:600px"><p>${"Long text of the page. ".repeat(30)}</p></div>`),
  "/dot.svg": { status: 200, headers: { "Content-Type": "image/svg+xml" }, body: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>` },
  "/frame.html": english(`<body><iframe srcdoc="<p id=slot></p>" style="width:500px;height:300px"></iframe>`),
});

/** Opens a page with these experiences. */
async function visit(path, ...experiences) {
  await page.goto(`${server.url}/${path}.html`);
  await page.inPage((experiences) => window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } }),
    experiences.map((each, at) => ({ id: `x${at}`, frequency: "always", ...each })));
}

const manual = { trigger: { on: "manual" } };
const show = (id) => page.inPage((id) => window.docent.show(id), id);
const banner = (position, more) => ({ kind: "banner", position, layout: "overlay", title: "Banner", body: "It says a few words.", ...more });
const tasks = Array.from({ length: 30 }, (_, at) => ({ id: `t${at}`, title: `Task ${at}`, body: "What there is to do." }));

/** The box of the first element that matches, in whatever root of ours. */
const box = (css) => page.inPage((css) => {
  const roots = [...document.querySelectorAll("docent-ui")].map(({ shadowRoot }) => shadowRoot);
  const { x, y, width, height, right, bottom } = roots.map((root) => root.querySelector(css)).find(Boolean).getBoundingClientRect();
  return { x, y, width, height, right, bottom };
}, css);

/** Waits until one box ends above another. */
const clear = (upper, lower) => page.waitFor((upper, lower) => {
  const { shadowRoot } = document.querySelector("docent-ui");
  const [above, below] = [upper, lower].map((css) => shadowRoot.querySelector(css)?.getBoundingClientRect());
  return above?.height && below?.height && above.bottom <= below.top;
}, `${upper} above ${lower}`, { args: [upper, lower] });

test("a banner at the top leaves the head of an open list, and of a card, in sight", async () => {
  await visit("plain", banner("top"), { kind: "checklist", title: "Start", open: true, tasks }, { kind: "flow", ...manual, steps: [{ id: "a", type: "slideout", title: "Long", body: Array.from({ length: 60 }, () => "Words.") }] });
  await page.ui(".panel");
  await clear(".banner", ".panel h2");
  await show("x2");
  await page.ui(".slideout");
  await clear(".banner", ".slideout h2");
});

test("tooltips keep clear of banners, and elements are brought out from under them", async () => {
  const step = (placement) => ({ kind: "flow", ...manual, steps: [{ id: "a", type: "tooltip", target: "#save", placement, title: "Save", body: "It is kept then." }] });
  await visit("plain", banner("top"), banner("bottom"), step("top"));
  for (const top of [20, 1]) {
    await page.inPage((top) => {
      scrollTo(0, 0);
      document.querySelector("#save").style.top = top === 1 ? `${innerHeight - 30}px` : `${top}px`;
    }, top);
    await show("x2");
    await page.ui(".tooltip:not([data-waiting])");
    await clear(".banner:not(.bottom)", ".tooltip");
    await clear(".tooltip", ".banner.bottom");
    await page.inPage(() => window.docent.end("x2"));
  }
});

test("a tooltip that is there makes room for a banner that comes, and takes it back", async () => {
  await visit("plain", { ...banner("top"), ...manual },
    { kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#save", placement: "top", title: "Save", body: "It is kept then." }] });
  await page.inPage(() => (document.querySelector("#save").style.top = "160px"));
  await page.ui(".tooltip:not([data-waiting])");
  const above = () => page.waitFor(() => {
    const { bottom } = document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").getBoundingClientRect();
    return bottom <= document.querySelector("#save").getBoundingClientRect().top;
  }, "the tooltip above its element");
  await above();
  await show("x0");
  await clear(".banner", ".tooltip");
  await page.uiClick(".banner .close");
  await above();
});

test("nothing lies over a bar of the page that says how high it is", async () => {
  await visit("bar", { kind: "flow", steps: [{ id: "a", type: "tooltip", target: "#low", placement: "bottom", title: "Low" }] });
  await page.ui(".tooltip:not([data-waiting])");
  const bottom = await page.inPage(() => innerHeight - 200);
  assert.ok((await box(".tooltip")).bottom <= bottom);
});

test("what is wrong with an answer stands clear of the buttons, in however many rows they are", async () => {
  const actions = [{ label: "Please remind me of it later", do: "snooze" }, { label: "Contact the people of the support", do: "open", url: "/" }];
  await visit("plain", { kind: "survey", actions, questions: [{ id: "q", type: "multiple", required: true, title: "Which?", options: tasks.map(({ id }) => ({ value: id, label: id })) }] });
  await page.uiClick("[type=submit]");
  await page.ui(".error:not(:empty)");
  const error = await box(".error");
  const buttons = await inRoot((root) => [...root.querySelectorAll(".card>.buttons button")].map((each) => each.getBoundingClientRect().toJSON()));
  assert.ok(buttons.length >= 3);
  for (const button of buttons) assert.ok(error.bottom <= button.top || error.y >= button.bottom, JSON.stringify([error, button]));
});

test("on a phone the buttons of both corners share the rows, and a card stands above them", notIn({
  firefox: "its windows are 500 pixels wide at least",
}), async () => {
  await page.resize(470, 640);
  try {
    const dock = (kind, position, label) => ({ kind, position, label, title: label, ...(kind === "launcher" ? { items: [{ title: "One", url: "/" }] } : { tasks: tasks.slice(0, 2) }) });
    await visit("plain", dock("launcher", "end", "Help and documentation"), dock("launcher", "start", "News from our team"),
      dock("checklist", "start", "Steps to your very first invoice"), dock("checklist", "end", "Steps to all the others"),
      { kind: "flow", ...manual, steps: [{ id: "a", type: "slideout", title: "Card" }] });
    await show("x4");
    await page.ui(".slideout");
    const boxes = await inRoot((root) => [...root.querySelectorAll(".pill,.slideout")].map((each) => each.getBoundingClientRect().toJSON()));
    assert.equal(boxes.length, 5);
    boxes.sort((a, b) => a.top - b.top);
    for (const [at, each] of boxes.slice(1).entries()) assert.ok(boxes[at].bottom <= each.top, JSON.stringify(boxes));
  } finally {
    await page.resize(1280, 800);
  }
});

test("a corner is the window's, also where the body holds what is fixed in it", async () => {
  await visit("held", { kind: "launcher", items: [{ title: "One", url: "/" }] });
  await page.ui(".pill");
  const { bottom } = await box(".pill");
  assert.ok(bottom <= await page.inPage(() => innerHeight), `${bottom}`);
});

test("a banner in the page takes a row of a grid of its own", async () => {
  await visit("grid", { ...banner("top"), layout: "inline" });
  await page.waitFor(() => document.querySelector("docent-ui[data-inline]")?.offsetHeight, "the banner");
  const tops = await page.inPage(() => ["nav", "main"].map((css) => document.querySelector(css).getBoundingClientRect().top));
  assert.equal(tops[0], tops[1]);
  assert.ok((await box(".banner")).bottom <= tops[0] + 1);
});

test("a card in a row of the page is no column of letters, and a small picture stays small", async () => {
  await visit("row", { kind: "inline", target: "#row", title: "Exports are faster", body: ["Understandably.", { image: { src: "/dot.svg", alt: "Dot" } }] });
  await page.waitFor(() => document.querySelector("docent-ui[data-inline]")?.offsetHeight, "the card");
  await page.waitFor(() => document.querySelector("docent-ui[data-inline]").shadowRoot.querySelector("img").complete, "the picture");
  const found = await page.inPage(() => {
    const { shadowRoot } = document.querySelector("docent-ui[data-inline]");
    const range = document.createRange();
    range.selectNodeContents(shadowRoot.querySelector(".body p"));
    return [range.getClientRects().length, shadowRoot.querySelector("img").offsetWidth];
  });
  assert.deepEqual(found, [1, 16], "a word in one line, a picture as large as it is");
});

test("a card in a frame of the page looks as it does elsewhere", async () => {
  await visit("frame", { kind: "inline", target: "#slot", title: "In a frame", actions: [{ label: "Good", do: "complete" }] });
  const found = await page.waitFor(() => {
    const own = document.querySelector("iframe").contentDocument.querySelector("docent-ui");
    const button = own?.shadowRoot.querySelector(".primary");
    return button && [getComputedStyle(own).position, getComputedStyle(button).backgroundColor];
  }, "the card");
  assert.deepEqual(found, ["static", "rgb(79, 70, 229)"]);
});

test("the tools for developers are no part of the page that is searched", async () => {
  await visit("plain", { kind: "flow", ...manual, steps: [{ id: "a", type: "tooltip", target: "text=Preview", wait: "50ms", title: "Found" }] });
  await page.inPage(() => window.docent.debug());
  await page.waitFor(() => document.querySelector("docent-debug"), "the overlay");
  await page.inPage(() => {
    window.heard = [];
    window.docent.on("experience", ({ state }) => window.heard.push(state));
  });
  await show("x0");
  await page.waitFor(() => window.heard.includes("missing"), "it to be missing");
});

test("a hint that came with the focus goes with it", async () => {
  await visit("plain", { kind: "spotlight", spots: [{ id: "a", target: "#field", type: "tooltip", on: "focus", title: "Hint" }] });
  await page.waitFor(() => document.querySelector("#field").getAttribute("aria-describedby"), "the hint");
  await page.inPage(() => document.querySelector("#field").focus());
  await page.ui(".tooltip:not([hidden],[data-waiting])");
  await page.inPage(() => document.querySelector("#field").blur());
  await page.uiGone(".tooltip:not([hidden])");
});
