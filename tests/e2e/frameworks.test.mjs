// What libraries do to a page: they take it apart and put it together again, keep copies of it for the
// way back, take over what a server has drawn, and hold what is under their dialogs still.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness/demo.mjs";
import { ENGINE } from "./harness/engine.mjs";
import { host, html, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en"><title>Host</title><body>${body}<script src="/docent/docent.js"></script></body></html>`);
host({
  "/host.html": english(`<style>body { display: flex; flex-direction: column; gap: 40px; margin: 0 }</style>
    <main><h1 id="title" tabindex="-1">Host</h1><input id="field" aria-label="Field" aria-describedby="hint">
    <span id="hint">Hint</span> <span id="error">Error</span><div id="slot"></div><button id="probe"></button></main>`),
  "/inner.html": html("<!doctype html><title>Inner</title><input id=inner aria-describedby=own><i id=own>Own</i>"),
  "/roots.html": english(`<x-field></x-field><iframe src="/inner.html" title="Inner"></iframe><script>
    document.querySelector("x-field").attachShadow({ mode: "open" }).innerHTML = "<input id=shadowed aria-describedby=own><i id=own>Own</i>";
  </script>`),
});

const trigger = { on: "manual" };
const actions = [{ label: "Read", do: "complete" }];
const tip = (target) => ({ kind: "spotlight", trigger, frequency: "always", spots: [{ id: "a", type: "tooltip", on: "focus", target, title: "Tip" }] });
const GUIDEBOOK = { version: 1, experiences: [
  { id: "asks", kind: "survey", present: "slideout", trigger, frequency: "always", questions: [{ id: "q", type: "text", title: "What?" }] },
  { id: "modal", kind: "flow", trigger, steps: [{ id: "a", type: "modal", title: "News", actions }] },
  { id: "inline", kind: "inline", trigger, target: "#slot", title: "News", actions },
  { id: "banner", kind: "banner", layout: "inline", trigger, body: ["News"] },
  { id: "tip", ...tip("#field") }, { id: "shadowed", ...tip("#shadowed") }, { id: "inner", ...tip("#inner") },
  { id: "help", kind: "launcher", trigger, label: "Help", items: Array.from({ length: 40 }, (_, at) => ({ title: `Item ${at}`, url: `#${at}` })) },
] };

async function visit(path = "/host.html") {
  await page.goto(server.url + path);
  await page.inPage((guidebook) => window.docent.init({ storage: { kind: "memory" }, guidebook }), GUIDEBOOK);
}
const show = (id) => page.inPage((id) => window.docent.show(id), id);

/** Takes out what the server did not send, as idiomorph does; `focus` names what gets the focus then. */
const morph = (focus) => page.inPage(async (focus) => {
  for (const each of document.querySelectorAll("docent-ui")) each.remove();
  if (focus) document.querySelector(focus).focus();
  // Two: the order of what is called in one is nobody's business.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}, focus);

/** Goes into the field of a card, by the keyboard. */
async function enter() {
  await page.ui("input.text");
  await page.keys("F6", "Tab");
  assert.equal((await page.focused()).tag, "input");
}

test("who types into a card goes on where they were after a library has put the page together anew", async () => {
  await visit();
  await show("asks");
  await enter();
  await page.keys("held", "ArrowLeft", "ArrowLeft");
  await morph();
  await page.keys("l", "o");
  assert.equal(await (await page.ui("input.text")).getAttribute("value"), "helold");
});

test("a button of an inline or a modal card still has the focus after a library has put the page together anew", async () => {
  for (const id of ["inline", "modal"]) {
    await visit();
    await show(id);
    await page.ui(`.${id}`);
    if (id === "inline") await page.keys("F6");
    await eventually(async () => (await page.focused()).text === "News", "the focus on the heading");
    await page.keys("Tab");
    assert.equal((await page.focused()).text, "Read", id);
    await morph();
    assert.equal((await page.focused()).text, "Read", id);
  }
});

test("what the page gave the focus to when it put itself together anew keeps it, and so does who had left the card", async () => {
  await visit();
  await show("asks");
  await enter();
  await morph("#title");
  assert.equal((await page.focused()).text, "Host");
  await enter();
  await page.inPage(() => document.querySelector("docent-ui").shadowRoot.activeElement.blur());
  await morph();
  assert.equal((await page.focused()).tag, "body");
  assert.ok(await page.hasUi("input.text"));
});

test("what a dialog of the page holds still is not what is over it: a wheel and a finger scroll Docent's cards", async () => {
  await visit();
  await show("help");
  await page.uiClick(".pill");
  await page.ui(".panel");
  await show("asks");
  await page.ui(".slideout");
  const stopped = await page.inPage(() => {
    document.body.style.overflow = "hidden";
    for (const name of ["wheel", "touchmove"]) document.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    const { shadowRoot } = document.querySelector("docent-ui");
    const elements = [".panel h2", ".slideout h2"].map((css) => shadowRoot.querySelector(css));
    return ["wheel", "touchmove"].flatMap((name) => [...elements, document.body].map((element) =>
      !element.dispatchEvent(new Event(name, { bubbles: true, composed: true, cancelable: true }))));
  });
  assert.deepEqual(stopped, [false, true, true, false, true, true], "not in the long card; in one that has nothing to scroll, and in the page");
  // Its driver has no wheel.
  if (ENGINE === "webkit") return;
  const driver = await page.driver();
  await driver.actions().scroll(0, 0, 0, 200, await page.ui(".panel li:nth-child(2)")).perform();
  await page.waitFor(() => {
    const { shadowRoot } = document.querySelector("docent-ui");
    return [...shadowRoot.querySelectorAll(".panel *")].some(({ scrollTop }) => scrollTop > 0);
  }, "the list to scroll");
});

test("copies of the page, kept for the way back, bring back nothing of Docent's that stays or takes room", async () => {
  await visit();
  for (const id of ["asks", "inline", "banner", "tip"]) await show(id);
  for (const css of [".slideout", ".inline", ".banner"]) await page.ui(css);
  await page.waitFor(() => document.querySelector("#field").getAttribute("aria-describedby") !== "hint", "the description");
  const frames = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";
  /** Goes to another page and back, as libraries do: says where the page starts at once, and how many hosts there are in the end. */
  const back = () => page.inPage(`async () => {
    const kept = document.body.innerHTML;
    document.body.innerHTML = "<main>Elsewhere</main>";
    ${frames}
    document.body.innerHTML = kept;
    const { top } = document.querySelector("main").getBoundingClientRect();
    ${frames}
    const hosts = [...document.querySelectorAll("docent-ui")];
    return [top, hosts.filter(({ shadowRoot }) => shadowRoot).length, hosts.length, document.querySelectorAll("docent-note").length, document.querySelector("#field").getAttribute("aria-describedby")];
  }`);
  const described = await page.inPage(() => document.querySelector("#field").getAttribute("aria-describedby"));
  for (const _ of [1, 2, 3]) assert.deepEqual(await back(), [0, 3, 3, 1, described]);
  const end = () => page.inPage(() => {
    window.docent.end();
    return [document.querySelectorAll("docent-ui,docent-note").length, document.querySelector("#field").getAttribute("aria-describedby")];
  });
  const kept = await page.inPage(() => document.body.innerHTML);
  assert.deepEqual(await end(), [0, "hint"]);
  await page.inPage((kept) => { document.body.innerHTML = kept; }, kept);
  await show("tip");
  await page.waitFor(() => !!document.querySelector("docent-note"), "the tooltip's text");
  assert.deepEqual(await end(), [0, "hint"], "what was kept while it was shown has nothing more");
});

/** What an element is described by, as the browser reckons it: it tells of names only, and so of one made of the same ids. */
async function description() {
  await page.inPage(() => {
    const ids = document.querySelector("#field").getAttribute("aria-describedby");
    document.querySelector("#probe").setAttribute("aria-labelledby", ids ?? "");
  });
  return (await page.find("#probe")).getAccessibleName();
}

test("a plain tooltip is a part of its element's description, which stays the page's to change", async () => {
  await visit();
  await show("tip");
  const becomes = (count) => page.waitFor((count) => (document.querySelector("#field").getAttribute("aria-describedby") ?? "").split(" ").length === count,
    `a description of ${count}`, { args: [count] });
  await becomes(2);
  assert.equal(await description(), "Hint Tip");
  await page.inPage(() => { document.querySelector("#hint").textContent = "Too short"; });
  // Firefox knows it a moment later.
  await eventually(async () => (await description()) === "Too short Tip", "the page's new text in it");
  await page.inPage(() => document.querySelector("#field").setAttribute("aria-describedby", "error"));
  await becomes(2);
  assert.equal(await description(), "Error Tip");
  await page.inPage(() => document.querySelector("#field").removeAttribute("aria-describedby"));
  await page.waitFor(() => document.querySelector("#field").hasAttribute("aria-describedby"), "the tooltip again");
  assert.equal(await description(), "Tip");
  await page.inPage(() => window.docent.end("tip"));
  assert.equal(await page.inPage(() => document.querySelector("#field").hasAttribute("aria-describedby")), false, "what the page took away does not come back");
  assert.equal(await page.inPage(() => document.querySelectorAll("docent-ui,docent-note").length), 0);
});

test("in a shadow root and in a frame a plain tooltip describes its element too, and is gone without a trace", async () => {
  await visit("/roots.html");
  for (const id of ["shadowed", "inner"]) {
    const said = () => page.inPage((id) => {
      const root = id === "shadowed" ? document.querySelector("x-field").shadowRoot : document.querySelector("iframe").contentDocument;
      return root.getElementById(id).getAttribute("aria-describedby").split(" ").map((each) => root.getElementById(each).textContent).join();
    }, id);
    await show(id);
    await page.waitFor((id) => {
      const root = id === "shadowed" ? document.querySelector("x-field").shadowRoot : document.querySelector("iframe").contentDocument;
      return root.getElementById(id).getAttribute("aria-describedby") !== "own";
    }, "the description", { args: [id] });
    assert.equal(await said(), "Own,Tip", id);
    await page.inPage((id) => window.docent.end(id), id);
    assert.equal(await said(), "Own", id);
  }
});

test("what a server has drawn is not touched before the page's own framework has taken it over", async () => {
  const release = server.hold("/late.png");
  server.overrides.set("/release", (request, response) => {
    release();
    response.end();
  });
  server.overrides.set("/hydrated.html", english(`<div id="app"><input id="field" aria-label="Field"><div id="slot"></div></div><img src="/late.png" alt="">
    <script type="module">
      const untouched = document.querySelector("#app").outerHTML;
      const same = () => document.querySelector("#app").outerHTML === untouched;
      const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const found = window.found = [];
      await window.docent.init({ storage: { kind: "memory" }, guidebook: ${JSON.stringify(GUIDEBOOK)} });
      for (const id of ["asks", "inline", "tip"]) await window.docent.show(id);
      while (!document.querySelector("docent-ui")?.shadowRoot.querySelector(".slideout")) await painted();
      await painted();
      found.push(document.readyState, same());
      addEventListener("load", () => {
        // In slices, as schedulers work, each of them in a task of its own.
        const { port1, port2 } = new MessageChannel();
        const end = performance.now() + 100;
        port1.onmessage = () => {
          if (performance.now() < end) port2.postMessage(0);
          else found.push(document.readyState, same());
        };
        port2.postMessage(0);
      });
      fetch("/release");
    </script>`));
  await page.goto(`${server.url}/hydrated.html`);
  await page.ui(".inline");
  await page.waitFor(() => document.querySelector("#field").hasAttribute("aria-describedby"), "the description");
  assert.deepEqual(await page.inPage(() => window.found), ["interactive", true, "complete", true]);
});
