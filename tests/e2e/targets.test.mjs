// How steps find their elements: by CSS, by words, by role; in open shadow roots and in frames;
// when they come late, hide, move or go.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chromiumOnly } from "./harness/engine.mjs";
import { host, html, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en">${body}</html>`);
host({
  "/frame.html": english(`<body style="margin:0;height:2000px"><div style="height:900px"></div><button>In the frame</button>`),
  "/targets.html": english(`<title>Targets</title><body style="margin:0">
    <h1>Invoices</h1><button aria-label="Save it">💾</button> <button>Save <b>draft</b></button> <a href="#s">Save</a>
    <span role="button">Made up</span> <label>Name <input></label>
    <my-card></my-card>
    <div id="box" style="height:120px;overflow:auto;border:1px solid"><p style="height:600px">Long</p><button id="deep">Deep</button></div>
    <iframe src="/frame.html" title="Inside" style="width:400px;height:200px;margin-left:300px;border:5px solid"></iframe>
    <script>
      customElements.define("my-card", class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<button class=inner>In the card</button>"; }
      });
    </script><script src="/docent/docent.js"></script></body>`),
});

/** Shows a tooltip at a target; later steps are never reached. */
async function point(target, step = {}) {
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(async (step) => {
    window.heard = [];
    window.docent.on("experience", ({ state }) => window.heard.push(state));
    const flow = { id: "f", kind: "flow", steps: [{ id: "s", type: "tooltip", title: "Here", placement: "bottom", ...step }] };
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [flow] } });
  }, { target, ...step });
}

/** The box of what a function finds in the page, in the window's own coordinates. */
const boxOf = (fn) => page.inPage(`() => {
  const element = (${fn})();
  const { x, y, width, height } = element.getBoundingClientRect();
  const frame = element.ownerDocument.defaultView.frameElement;
  const at = frame ? frame.getBoundingClientRect() : { x: 0, y: 0 };
  return { x: x + at.x + (frame?.clientLeft ?? 0), y: y + at.y + (frame?.clientTop ?? 0), width, height };
}`);

/** Waits until the tooltip stands beside what a function finds. */
async function beside(fn) {
  await page.ui(".tooltip .card");
  const of = (rect) => rect.x + rect.width / 2;
  let last;
  await page.waitFor(() => !document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").hasAttribute("data-waiting"), "the tooltip to be shown");
  for (let attempt = 0; attempt < 100; attempt++) {
    const target = await boxOf(fn);
    const tooltip = await page.inPage(() => document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").getBoundingClientRect().toJSON());
    last = { target, tooltip };
    const gap = Math.min(Math.abs(tooltip.y - target.y - target.height), Math.abs(target.y - tooltip.y - tooltip.height));
    const inside = of(target) >= tooltip.x && of(target) <= tooltip.x + tooltip.width;
    if (gap <= 14 && inside) return;
  }
  assert.fail(`the tooltip is not beside its element: ${JSON.stringify(last)}`);
}

for (const [target, what, fn] of [
  ["text=save draft", "words that go over several elements, whatever their case", () => document.querySelectorAll("button")[1]],
  ["text=Save", "all the words of an element and not a part of them", () => document.querySelector("a")],
  ["role=button[name='Save it']", "a role and the name that is read aloud", () => document.querySelector("button")],
  ["role=button[name=Made up]", "a role that was given", () => document.querySelector("[role=button]")],
  ["role=textbox[name=Name]", "a field by its label", () => document.querySelector("input")],
  ["role=heading", "a role alone", () => document.querySelector("h1")],
  [".inner", "a selector, in an open shadow root", () => document.querySelector("my-card").shadowRoot.querySelector("button")],
  ["my-card >>> text=In the card", "a way into one shadow root", () => document.querySelector("my-card").shadowRoot.querySelector("button")],
  ["text=In the frame", "words, in a frame that has to be scrolled", () => document.querySelector("iframe").contentDocument.querySelector("button")],
  ["#deep", "a selector, in a box that has to be scrolled", () => document.querySelector("#deep")],
  [[".not-there", "text=Nowhere", "h1"], "the first of several that there is", () => document.querySelector("h1")],
]) {
  test(`a target is ${what}`, async () => {
    await point(target);
    await beside(fn);
  });
}

test("what nobody sees is no target: it is waited for until it is shown", async () => {
  await page.goto(`${server.url}/targets.html`);
  await point("#late");
  await page.inPage(() => {
    document.body.insertAdjacentHTML("afterbegin", `<button id="late" style="visibility:hidden">Late</button>`);
  });
  // After two frames, a look that is wrong would have been taken.
  await page.inPage(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));
  assert.equal(await page.hasUi(".tooltip:not([data-waiting])"), false);
  await page.inPage(() => (document.querySelector("#late").style.visibility = "visible"));
  await beside(() => document.querySelector("#late"));
});

test("words that are written into a text that is there are found", async () => {
  await point("text=Ready");
  const write = (words) => page.inPage(async (words) => {
    for (let at = 0; at < 10; at++) await new Promise(requestAnimationFrame);
    document.querySelector("h1").firstChild.data = words;
  }, words);
  await write("Ready");
  await beside(() => document.querySelector("h1"));
  await write("Over");
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip[data-waiting]"), "the tooltip to hide");
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(async () => {
    const steps = [{ id: "s", type: "modal", title: "Here" }];
    const flow = { id: "f", kind: "flow", trigger: { on: "element", selector: "text=Ready" }, steps };
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [flow] } });
  });
  await write("Ready");
  await page.ui(".modal");
});

test("what a style sheet shows under the pointer is found", async () => {
  await point("#item");
  await page.inPage(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#item { display: none } #menu:hover #item { display: block }");
    document.body.insertAdjacentHTML("afterbegin", `<nav id="menu" style="width:200px">Menu<button id="item">Item</button></nav>`);
    document.adoptedStyleSheets = [sheet];
  });
  // The frames in which it is looked for are over.
  await page.inPage(async () => {
    for (let at = 0; at < 10; at++) await new Promise(requestAnimationFrame);
  });
  const driver = await page.driver();
  await driver.actions().move({ origin: await driver.findElement({ css: "#menu" }) }).perform();
  await beside(() => document.querySelector("#item"));
});

/** Styles of the page's own, and an element at its top. */
const dressed = (css, body) => page.inPage(async (css, body) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  document.body.insertAdjacentHTML("afterbegin", body);
  // The frames in which it is looked for are over.
  for (let at = 0; at < 10; at++) await new Promise(requestAnimationFrame);
}, css, body);
const waits = () => page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip[data-waiting]"), "the tooltip to hide");

test("what fades in is found, and what fades out is left", async () => {
  await point("#fades");
  await dressed("#fades { opacity: 0; transition: opacity .2s .1s } #fades.on { opacity: 1 }", `<button id="fades">Fades</button>`);
  await page.inPage(() => void document.querySelector("#fades").classList.add("on"));
  await beside(() => document.querySelector("#fades"));
  await page.inPage(() => void document.querySelector("#fades").classList.remove("on"));
  await waits();
});

test("a trigger hears of what comes by an animation", async () => {
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(async () => {
    const steps = [{ id: "s", type: "modal", title: "Here" }];
    const flow = { id: "f", kind: "flow", trigger: { on: "element", selector: "#toast" }, steps };
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [flow] } });
  });
  await dressed("@keyframes come { 0%, 50% { opacity: 0 } } #toast { animation: come .4s }", `<p id="toast">Saved</p>`);
  await page.ui(".modal");
});

test("what a style sheet shows while a box is ticked is found, and left", async () => {
  await point("#more");
  await dressed("#more { display: none } #box2:checked ~ #more { display: block }", `<input type="checkbox" id="box2"><button id="more">More</button>`);
  await page.click("#box2");
  await beside(() => document.querySelector("#more"));
  await page.click("#box2");
  await waits();
});

test("a tooltip comes back with an element that is scrolled in a shadow root around it", async () => {
  await point("#slotted");
  await page.inPage(() => {
    const scroller = document.createElement("div");
    scroller.id = "scroller";
    scroller.attachShadow({ mode: "open" }).innerHTML = `<div id="in" style="height:150px;overflow:auto"><slot></slot><p style="height:900px"></p></div>`;
    scroller.innerHTML = `<button id="slotted">Slotted</button>`;
    document.body.prepend(scroller);
  });
  await beside(() => document.querySelector("#slotted"));
  const scroll = (top) => page.inPage((top) => void (document.querySelector("#scroller").shadowRoot.querySelector("#in").scrollTop = top), top);
  await scroll(600);
  await waits();
  await scroll(0);
  await beside(() => document.querySelector("#slotted"));
});

for (const name of ["pointerdown", "mouseup", "keydown"]) {
  test(`a step moves on by what goes away at its ${name}, as options of lists do`, async () => {
    await page.goto(`${server.url}/targets.html`);
    await page.inPage(async (name) => {
      document.body.insertAdjacentHTML("afterbegin", `<button id="option">Option</button>`);
      const option = document.querySelector("#option");
      option.addEventListener(name, () => option.remove());
      const steps = [{ id: "a", type: "driven", target: "#option", title: "Choose" }, { id: "b", type: "modal", title: "Chosen" }];
      await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [{ id: "f", kind: "flow", steps }] } });
    }, name);
    await beside(() => document.querySelector("#option"));
    const driver = await page.driver();
    if (name === "keydown") await driver.findElement({ css: "#option" }).sendKeys("\uE007");
    else await driver.actions().move({ origin: await driver.findElement({ css: "#option" }) }).press().release().perform();
    await page.ui(".modal");
  });
}

test("a step is not given up while its tab is in the background", async () => {
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(async () => {
    window.heard = [];
    window.docent.on("experience", ({ state }) => window.heard.push(state));
    const steps = [{ id: "a", type: "tooltip", target: "#later", wait: "50ms", missing: "end", title: "Here" }];
    // What ends the patience rings when this test says so.
    const { setTimeout } = window;
    const patience = new Promise((started) => {
      window.setTimeout = (act, span) => (span === 50 ? started(act) : setTimeout(act, span));
    });
    let hidden = false;
    Object.defineProperty(document, "hidden", { get: () => hidden });
    window.front = (on) => {
      hidden = !on;
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    };
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [{ id: "f", kind: "flow", steps }] } });
    const ring = await patience;
    window.front(false);
    ring();
  });
  assert.ok(!(await page.inPage(() => window.heard)).includes("missing"));
  await page.inPage(() => {
    document.body.insertAdjacentHTML("afterbegin", `<button id="later">Later</button>`);
    window.front(true);
  });
  await beside(() => document.querySelector("#later"));
});

test("what is full screen has all of Docent in it, and gives it back", chromiumOnly("its driver lets pages have the screen"), async () => {
  await point("#wide");
  await page.inPage(() => {
    document.body.insertAdjacentHTML("afterbegin", `<main id="stage"><button id="wide">Wide</button></main>`);
    document.querySelector("#wide").addEventListener("click", () => document.querySelector("#stage").requestFullscreen());
  });
  await beside(() => document.querySelector("#wide"));
  await page.click("#wide");
  const standsIn = (css) => page.waitFor((css) => document.querySelector("docent-ui")?.parentElement.matches(css), `it to stand in ${css}`, { args: [css] });
  await standsIn("#stage");
  await page.inPage(() => document.exitFullscreen());
  await standsIn("body");
});

test("what comes late into a shadow root or a frame is found", async () => {
  await point("text=Fresh");
  await page.inPage(() => {
    const button = Object.assign(document.createElement("button"), { textContent: "Fresh" });
    document.querySelector("my-card").shadowRoot.append(button);
  });
  await beside(() => document.querySelector("my-card").shadowRoot.querySelectorAll("button")[1]);
  await page.inPage(() => {
    const { contentDocument } = document.querySelector("iframe");
    document.querySelector("my-card").shadowRoot.querySelectorAll("button")[1].remove();
    contentDocument.body.prepend(Object.assign(contentDocument.createElement("button"), { textContent: "Fresh" }));
  });
  await beside(() => document.querySelector("iframe").contentDocument.querySelector("button"));
});

for (const [what, experience] of [
  ["a step waits for", { kind: "flow", steps: [{ id: "s", type: "tooltip", target: ".late", wait: "1h", title: "Here" }] }],
  ["a trigger waits for", { kind: "flow", trigger: { on: "element", selector: ".late" }, steps: [{ id: "s", type: "modal", title: "Here" }] }],
  ["a card is to stand in", { kind: "inline", target: ".late", title: "Here" }],
]) {
  test(`what ${what} is looked for with pauses in a page that is slow to search and never rests`, async () => {
    await page.goto(`${server.url}/targets.html`);
    await page.inPage(async (experience) => {
      await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [{ id: "x", ...experience }] } });
    }, experience);
    const searches = await page.inPage(async () => {
      // Every look at the clock is a third of a second later, and so a search seems to take as long.
      let time = performance.now();
      Performance.prototype.now = () => (time += 300);
      let searched = 0;
      const search = document.querySelectorAll;
      document.querySelectorAll = function (names) {
        if (names === ".late") searched += 1;
        return search.call(this, names);
      };
      for (let frame = 0; frame < 20; frame++) {
        document.body.dataset.frame = frame;
        await new Promise(requestAnimationFrame);
      }
      document.body.insertAdjacentHTML("beforeend", "<p class=late>Late</p>");
      return searched;
    });
    assert.ok(searches > 0 && searches < 5, `${searches} searches in 20 frames`);
    await page.ui(".card");
  });
}

test("a tooltip hides while its element is scrolled out of its box, and comes back with it", async () => {
  await point("#deep");
  await beside(() => document.querySelector("#deep"));
  await page.inPage(() => void (document.querySelector("#box").scrollTop = 0));
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").hasAttribute("data-waiting"), "the tooltip to hide");
  await page.inPage(() => void (document.querySelector("#box").scrollTop = 1e6));
  await beside(() => document.querySelector("#deep"));
});

const waiting = () => document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip")?.hasAttribute("data-waiting");

test("a tooltip hides while its element is out of the window, and comes back with it", async () => {
  await point("role=heading");
  await beside(() => document.querySelector("h1"));
  await page.inPage(() => {
    document.body.style.minHeight = "5000px";
    scrollTo(0, 3000);
  });
  await page.waitFor(waiting, "the tooltip to hide");
  await page.inPage(() => scrollTo(0, 0));
  await beside(() => document.querySelector("h1"));
});

test("what something fixed lies over is scrolled out from under it, or waited for", async () => {
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(() => {
    document.body.style.minHeight = "5000px";
    document.body.insertAdjacentHTML("afterbegin", "<header style='position:sticky;top:0;height:120px;background:#ccc'>Bar</header>");
    const target = document.body.appendChild(Object.assign(document.createElement("button"), { id: "low", textContent: "Low" }));
    target.style.marginTop = "1500px";
    scrollTo(0, target.getBoundingClientRect().y - 50);
  });
  await page.inPage(async () => {
    const steps = [{ id: "s", type: "tooltip", title: "Here", placement: "bottom", target: "#low" }];
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [{ id: "f", kind: "flow", steps }] } });
  });
  await beside(() => document.querySelector("#low"));
  assert.ok((await boxOf(() => document.querySelector("#low"))).y > 120, "it is below the bar");
  await page.inPage(() => {
    document.body.insertAdjacentHTML("beforeend", "<div id='over' style='position:fixed;inset:0;background:#0008'></div>");
  });
  await page.waitFor(waiting, "the tooltip to hide behind the page's own dialog");
  await page.inPage(() => document.querySelector("#over").remove());
  await beside(() => document.querySelector("#low"));
});

test("a click is recognised by words and roles too", async () => {
  await page.goto(`${server.url}/targets.html`);
  await page.inPage(async () => {
    window.names = [];
    window.docent.on("event", ({ name }) => window.names.push(name));
    const features = [{ event: "Drafted", selector: "text=Save draft" }, { event: "Carded", selector: "my-card >>> role=button" }];
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, features } });
    document.querySelector("b").click();
    document.querySelector("my-card").shadowRoot.querySelector("button").click();
  });
  await page.waitFor(() => window.names.includes("Drafted") && window.names.includes("Carded"), "both features");
});

test("Docent in a frame is at home there: its own frame is not added to where things are", async () => {
  await page.goto(`${server.url}/frame.html`);
  await page.inPage(() => {
    const frame = Object.assign(document.createElement("iframe"), { src: "/targets.html", width: 700, height: 500 });
    frame.style.marginTop = "150px";
    document.body.replaceChildren(frame);
  });
  await page.waitFor(() => document.querySelector("iframe").contentWindow.docent?.init, "Docent in the frame");
  await page.inPage(() => {
    const steps = [{ id: "s", type: "tooltip", title: "Here", target: "h1", placement: "bottom" }];
    const experiences = [{ id: "f", kind: "flow", steps }];
    return document.querySelector("iframe").contentWindow.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
  });
  // WebKit measures a popover that has just opened in a frame from the page around it, for one frame.
  await page.waitFor(() => {
    const { contentDocument } = document.querySelector("iframe");
    const tooltip = contentDocument.querySelector("docent-ui")?.shadowRoot.querySelector(".tooltip:not([data-waiting])");
    const gap = tooltip && tooltip.getBoundingClientRect().top - contentDocument.querySelector("h1").getBoundingClientRect().bottom;
    return gap > 0 && gap < 20;
  }, "the tooltip just below its element in the frame");
});
