// What the keyboard and a screen reader get, after the patterns of WAI-ARIA: who has the focus,
// what is said, and what the page does not hear.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./harness/browser.mjs";
import { demo } from "./harness/demo.mjs";

let server;
let page;
before(async () => {
  server = await demo();
  server.overrides.set("/host.html", {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><button id="host">Host</button> <button id="other">Other</button>
      <script src="/docent/docent.js"></script></body></html>`,
  });
  page = await open();
});
after(async () => {
  await page?.quit();
  await server.close();
});

/** Opens the host, whose button starts what only it starts, with the focus on that button. */
async function visit(...experiences) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experiences) => {
    window.shortcuts = [];
    document.addEventListener("keydown", ({ key }) => window.shortcuts.push(key));
    document.querySelector("#host").addEventListener("click", () => window.docent.show("x0"));
    document.querySelector("#host").focus();
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
  }, experiences.map((each, at) => ({ id: `x${at}`, ...each })));
}

const inRoot = (fn, ...args) =>
  page.inPage(`(...args) => (${fn})(document.querySelector("docent-ui").shadowRoot, ...args)`, ...args);
const focusedId = () => page.inPage(() => document.activeElement.id);
const spoken = () => inRoot((root) => root.querySelector("[aria-live=polite]").textContent);

const trigger = { on: "manual" };
const steps = (type, more) => ["One", "Two"].map((title) => ({ id: title, type, title, body: ["Text."], ...more }));

test("a modal has a role and a name, takes the focus, keeps it, and gives it back to who opened it", async () => {
  await visit({ kind: "flow", name: "Hello", trigger, steps: steps("modal") });
  await page.keys("Enter");
  await page.ui("dialog");
  const dialog = await inRoot((root) => {
    const dialog = root.querySelector("dialog");
    return [dialog.getAttribute("role"), dialog.getAttribute("aria-label"), dialog.matches(":modal")];
  });
  assert.deepEqual(dialog, ["dialog", "One", true]);
  assert.equal((await page.focused()).text, "One", "the heading, which is what there is to read");
  const round = [];
  for (const key of ["Tab", "Tab", "Tab", "Shift+Tab"]) {
    await page.keys(key);
    const { text, name } = await page.focused();
    round.push(text || name);
  }
  assert.deepEqual(round, ["Next", "Close", "Next", "Close"]);
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focusedId(), "host");
});

test("a tooltip is a dialog that is not modal, is said and takes no focus; F6 goes there and back", async () => {
  await visit({ kind: "flow", trigger: { on: "page" }, steps: steps("tooltip", { target: "#other" }) });
  await page.ui(".tooltip:not([data-waiting])");
  const tooltip = await inRoot((root) => {
    const tooltip = root.querySelector(".tooltip");
    return [tooltip.getAttribute("role"), tooltip.getAttribute("aria-label"), tooltip.getAttribute("aria-modal")];
  });
  assert.deepEqual(tooltip, ["dialog", "One", null]);
  assert.equal(await focusedId(), "host");
  assert.match(await spoken(), /^One. Text.*Step 1 of 2$/);
  await page.keys("F6");
  assert.equal((await page.focused()).text, "One");
  await page.keys("F6");
  assert.equal(await focusedId(), "host");
  await page.keys("F6", "Tab", "Enter");
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector("h2").textContent === "Two", "the second step");
  assert.equal((await page.focused()).text, "Two", "who goes on by the keyboard stays in it");
  assert.match(await spoken(), /Step 2 of 2/);
  await page.keys("Escape");
  await page.uiGone(".tooltip");
  assert.equal(await focusedId(), "host");
});

test("F6 walks through everything that lies over the page", async () => {
  await visit(
    { kind: "banner", title: "News", body: ["Text"] },
    { kind: "checklist", title: "To do", tasks: [{ id: "a", title: "One" }] },
    { kind: "spotlight", name: "Around", spots: [{ id: "a", target: "#other", title: "Dot" }] },
  );
  for (const css of [".banner", ".checklist .pill", ".beacon"]) await page.ui(css);
  const walked = [];
  for (let at = 0; at < 4; at += 1) {
    await page.keys("F6");
    const { name, text } = await page.focused();
    walked.push(text || name);
  }
  assert.deepEqual(walked.slice(0, 3).sort(), ["Dot", "News", "To do 0 of 1 done"]);
  assert.equal(await focusedId(), "host");
});

test("a banner is said once, politely", async () => {
  await visit({ kind: "banner", name: "News", trigger, body: ["Text"] });
  await page.inPage(() => {
    window.said = [];
    new MutationObserver(() => {
      const voice = document.querySelector("docent-ui")?.shadowRoot.querySelector("[aria-live=polite]");
      if (voice) new MutationObserver(() => window.said.push(voice.textContent)).observe(voice, { childList: true });
    }).observe(document.body, { childList: true });
  });
  await page.click("#host");
  await page.ui(".banner");
  await page.inPage(() => window.docent.track("Something"));
  assert.equal(await spoken(), "Text");
  assert.ok((await page.inPage(() => window.said)).length <= 1);
});

test("what is typed into a survey is no shortcut of the page", async () => {
  await visit({ kind: "survey", present: "slideout", questions: [{ id: "q", type: "text", title: "What?" }] });
  await page.uiClick(".slideout .text");
  await page.keys("j", "k", "/", "?");
  assert.equal(await inRoot((root) => root.querySelector(".text").value), "jk/?");
  assert.deepEqual(await page.inPage(() => window.shortcuts), []);
});

test("a choice that was refused says so of its group, and has the focus", async () => {
  await visit({ kind: "survey", questions: [
    { id: "q", type: "single", title: "Which?", required: true, other: true, options: [{ value: "a" }, { value: "b" }] },
  ] });
  await page.uiClick("[type=submit]");
  await page.ui("[role=alert]:not(:empty)");
  const found = await inRoot((root) => {
    const group = root.querySelector("[role=radiogroup]");
    return [group.ariaInvalid, root.getElementById(group.getAttribute("aria-describedby")).textContent, root.activeElement.value];
  });
  assert.deepEqual(found, ["true", "Please choose an answer.", "a"]);
});

test("a task's state is a word and a shape, not a colour alone", async () => {
  await visit({ kind: "checklist", open: true, title: "To do", tasks: [{ id: "a", title: "One" }, { id: "b", title: "Two" }] });
  await page.uiClick("[data-press='0.0']");
  await page.ui("li[data-done]");
  const marks = await inRoot((root) => [...root.querySelectorAll(".mark")].map((mark) =>
    [mark.getAttribute("aria-label"), getComputedStyle(mark, "::after").content !== "none"]));
  assert.deepEqual(marks, [["Done", true], ["To do", false]]);
});
