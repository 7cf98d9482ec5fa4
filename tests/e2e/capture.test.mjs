// What is captured of what people do, and what never is: in slots, in fields, in what cannot be seen;
// and what a click is meant for where a menu has opened under it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en"><title>Host</title><body>${body}<script src="/docent/docent.js"></script></body></html>`);
host({
  "/fields.html": english(`
    <div id="card" role="button">Card <b class="own">Own</b> <b data-docent-ignore>Ignored</b></div>
    <div id="editor" role="button">Edit <span role="textbox">Typed</span></div>
    <div id="shown" role="button"><script type="application/json">{"csrf":"Secret"}</script><span hidden>Hidden</span>Open</div>
    <input id="paid" autocomplete="section-a billing cc-number"><input id="seen" autocomplete="current-password"><input id="code" autocomplete="one-time-code">
    <x-slotted><button id="slotted">Slotted</button></x-slotted>
    <script>
      customElements.define("x-slotted", class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<div data-docent-ignore><slot></slot></div>"; }
      });
    </script>`),
  "/early.html": english(`<p class="own"><a id="ignored" href="/patients/4711">A</a></p> <a id="masked" href="/patients/4712">B</a>
    <script>addEventListener("click", (event) => event.preventDefault())</script>`),
  "/menu.html": english(`<button id="menu" style="position:fixed;left:40px;top:40px">Menu</button><button id="other" style="position:fixed;left:240px;top:40px">Other</button>
    <script>
      // As some libraries do it: opened when the pointer goes down, and the page is dead meanwhile.
      document.querySelector("#menu").addEventListener("pointerdown", () => (document.body.style.pointerEvents = "none"));
      document.querySelector("#menu").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    </script>`),
  "/labels.html": english(`<label id="lab">Yes <input type="checkbox" id="box"></label> <label id="for" for="box">Also</label> <button id="save">Save</button>`),
  "/links.html": english(`<svg width="80" height="20"><a id="drawn" href="/drawn"><text y="15">Drawn</text></a></svg>
    <map name="m"><area id="area" href="/area" shape="rect" coords="0,0,20,20"></map><a id="mail" href="mailto:x@example.com">Mail</a><a id="none">None</a>
    <script>addEventListener("click", (event) => event.preventDefault())</script>`),
  "/shadow.html": english(`<main id="main"><my-form></my-form></main>
    <script>
      customElements.define("my-form", class extends HTMLElement {
        constructor() {
          super();
          this.attachShadow({ mode: "open" }).innerHTML = "<form><input><button>Send</button></form>";
          this.shadowRoot.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
        }
      });
    </script>`),
});

/** What became of clicks and changes on these elements: what is told of each. */
const done = (path, options, ids) => page.goto(server.url + path).then(() => page.inPage(async (options, ids) => {
  const heard = [];
  window.docent.on("event", ({ properties: { selector, text, href } }) => selector && heard.push([selector, text, href]));
  await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 }, ...options });
  for (const id of ids) {
    const element = document.getElementById(id);
    if (element.localName === "input") element.dispatchEvent(new Event("change", { bubbles: true }));
    element.click();
  }
  return heard;
}, options, ids));

test("a text is captured where people see it, and not where it or a part of it is not to be captured", async () => {
  const options = { capture: { text: true, ignore: ".own" } };
  assert.deepEqual(await done("/fields.html", options, ["card", "editor", "shown"]), [
    ["#card", null, null], ["#editor", null, null], ["#shown", "Open", null],
  ]);
});

test("fields of cards, passwords and codes are nobody's business, nor is what stands in a slot of what is ignored", async () => {
  assert.deepEqual(await done("/fields.html", {}, ["paid", "seen", "code", "slotted"]), []);
});

test("what was done before the options came is held against them, on the next page too", async () => {
  const options = { capture: { ignore: ".own", mask: "#masked" } };
  for (const left of [false, true]) {
    await page.goto(`${server.url}/early.html`);
    await page.click("#ignored");
    await page.click("#masked");
    if (left) {
      await page.inPage((options) => void window.docent.init({ ...options, storage: { prefix: "early" }, wasm: new Promise(() => {}) }), options);
      await page.goto(`${server.url}/early.html`);
    }
    const heard = await page.inPage(async (options, kept) => {
      const heard = [];
      window.docent.on("event", ({ properties: { selector, href } }) => selector && heard.push([selector, href]));
      await window.docent.init({ ...options, guidebook: { version: 1 }, storage: kept ? { prefix: "early" } : { kind: "memory" } });
      return heard;
    }, options, left);
    assert.deepEqual(heard, [["#masked", null]], `left: ${left}`);
  }
});

test("a click is of what the pointer went down on, though a menu opened there at once", async () => {
  const guidebook = { version: 1, features: [{ event: "Menu used", selector: "#menu" }], experiences: [{
    id: "tour", kind: "flow", trigger: { on: "manual" }, steps: [{ id: "a", type: "driven", target: "#menu", title: "Open it" }],
  }] };
  for (const use of ["pointer", "keyboard"]) {
    await page.goto(`${server.url}/menu.html`);
    await page.inPage(async (guidebook) => {
      window.heard = [];
      window.docent.on("event", ({ name, properties }) => window.heard.push(name === "Element clicked" ? properties.selector : name));
      await window.docent.init({ storage: { kind: "memory" }, guidebook, capture: { pages: false } });
      await window.docent.show("tour");
    }, guidebook);
    await page.ui(".tooltip:not([data-waiting])");
    if (use === "pointer") await page.click("#menu");
    else {
      await page.inPage(() => document.querySelector("#menu").focus());
      await page.keys("Enter");
    }
    await page.uiGone(".tooltip");
    const heard = await page.inPage(() => window.heard.filter((name) => !/^Experience/.test(name)));
    assert.deepEqual(heard, use === "pointer" ? ["Menu used", "#menu"] : []);
  }
});

test("a click that is taken back by moving away is of nothing that the pointer went down on", async () => {
  await page.goto(`${server.url}/menu.html`);
  await page.inPage(async () => {
    window.heard = [];
    window.docent.on("event", ({ properties }) => properties.selector && window.heard.push(properties.selector));
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
  });
  const driver = await page.driver();
  await driver.actions().move({ x: 250, y: 50 }).press().move({ x: 400, y: 200 }).release().perform();
  await page.click("#other");
  const heard = await page.inPage(() => window.heard);
  assert.equal(heard.filter((selector) => selector === "#other").length, 1);
});

test("a click on a label is one, though the browser clicks what it is the label of as well", async () => {
  const guidebook = { version: 1, features: [{ event: "Lab", selector: "#lab" }, { event: "Box", selector: "#box" }] };
  await page.goto(`${server.url}/labels.html`);
  await page.inPage(async (guidebook) => {
    window.heard = [];
    window.docent.on("event", ({ name, properties: { selector } }) => selector && window.heard.push(`${name} ${selector}`));
    await window.docent.init({ storage: { kind: "memory" }, guidebook });
  }, guidebook);
  const heard = async () => page.inPage(() => window.heard.splice(0));
  await page.inPage(() => document.querySelector("#lab").click());
  assert.deepEqual(await heard(), ["Lab #lab", "Box #lab", "Element clicked #lab", "Input changed #box"]);
  await page.click("#for");
  assert.deepEqual(await heard(), ["Box #for", "Element clicked #for", "Input changed #box"]);
  await page.click("#box");
  assert.deepEqual(await heard(), ["Lab #box", "Box #box", "Element clicked #box", "Input changed #box"]);
});

test("every kind of link tells where it leads", async () => {
  const heard = await page.goto(`${server.url}/links.html`).then(() => page.inPage(async () => {
    const heard = [];
    window.docent.on("event", ({ properties: { selector, href } }) => selector && heard.push([selector, href]));
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
    for (const id of ["drawn", "area", "mail", "none"]) document.getElementById(id).dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }));
    return heard;
  }));
  assert.deepEqual(heard, [["#drawn", "/drawn"], ["#area", "/area"], ["#mail", "mailto:"], ["#none", null]]);
});

test("what is changed and sent in a shadow root is told, by a selector that finds it", async () => {
  await page.goto(`${server.url}/shadow.html`);
  await page.inPage(async () => {
    window.heard = [];
    window.docent.on("event", ({ name, properties: { selector } }) => selector && window.heard.push([name, selector]));
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
    document.querySelector("my-form").shadowRoot.querySelector("input").focus();
  });
  await page.keys("abc", "Enter");
  const form = "#main > my-form:nth-of-type(1) >>> form:nth-of-type(1)";
  await page.waitFor(() => window.heard.some(([name]) => name === "Form submitted"), "the form to be sent");
  const heard = await page.inPage(() => window.heard);
  assert.deepEqual(heard.filter(([name]) => name !== "Element clicked"), [["Input changed", `${form} > input:nth-of-type(1)`], ["Form submitted", form]]);
  const clicked = heard.filter(([name]) => name === "Element clicked").map(([, selector]) => selector);
  assert.deepEqual(clicked, [`${form} > button:nth-of-type(1)`]);
});

test("where nothing is captured, a click still starts what waits for it", async () => {
  const banner = { id: "b", kind: "banner", body: "B", trigger: { on: "element", selector: "#save", when: "clicked" } };
  await page.goto(`${server.url}/labels.html`);
  await page.inPage(async (guidebook) => {
    window.heard = [];
    window.docent.on("event", ({ name }) => window.heard.push(name));
    await window.docent.init({ storage: { kind: "memory" }, capture: false, guidebook });
  }, { version: 1, features: [{ event: "Saved", selector: "#save" }], experiences: [banner] });
  await page.click("#save");
  await page.ui(".banner");
  assert.deepEqual(await page.inPage(() => window.heard), []);
});

test("where nothing is captured, nothing of what was done is left to the next page", async () => {
  for (const [capture, left] of [[true, 1], [false, 0]]) {
    await page.goto(`${server.url}/labels.html`);
    await page.click("#save");
    const kept = await page.inPage(async (capture) => {
      // The module cannot be had: what waits for it is put down for the next page.
      await window.docent.init({ capture, storage: { prefix: `off${capture}` }, wasm: "/no.wasm" });
      return JSON.parse(localStorage.getItem(`off${capture}.queue`))?.items ?? null;
    }, capture);
    assert.ok(kept.some((item) => "route" in item), "the page itself is");
    assert.equal(kept.filter((item) => "gesture" in item).length, left);
  }
});
