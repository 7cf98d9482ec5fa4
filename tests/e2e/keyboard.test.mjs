// What the keyboard and a screen reader get, after the patterns of WAI-ARIA: how things are called,
// what is said, and what the page does not hear. Where the focus goes is in focus.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, inRoot, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="host">Host</button> <button id="other">Other</button>
      <script src="/docent/docent.js"></script></body></html>`),
});

/** Opens the host, whose button starts what only it starts, with the focus on that button. */
async function visit(...experiences) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experiences) => {
    window.shortcuts = [];
    for (const target of [window, document, document.documentElement]) {
      for (const name of ["keydown", "keypress", "keyup"]) {
        for (const capture of [true, false]) {
          target.addEventListener(name, ({ key }) => window.shortcuts.push(`${key}, ${name}`), { capture });
        }
      }
    }
    // What is said, text by text, and what stood in the region when it came.
    window.said = [];
    new MutationObserver(() => {
      const region = document.querySelector("docent-ui")?.shadowRoot.querySelector("[aria-live]");
      if (!region || window.region === region) return;
      window.region = region;
      window.early = region.textContent;
      new MutationObserver((records) => records.forEach(({ addedNodes }) =>
        addedNodes.forEach(({ textContent }) => window.said.push(textContent)))).observe(region, { childList: true });
    }).observe(document.body, { childList: true });
    document.querySelector("#host").addEventListener("click", () => window.docent.show("x0"));
    document.querySelector("#host").focus();
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
  }, experiences.map((each, at) => ({ id: `x${at}`, ...each })));
}

const focusedId = () => page.inPage(() => document.activeElement.id);
/** Waits until just these texts have been said, of which strings are the whole. */
const says = async (...wanted) => {
  await page.waitFor((count) => window.said.length >= count, `${wanted.length} texts to be said`, { args: [wanted.length] });
  assert.deepEqual(await page.inPage(() => window.said), wanted);
};

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
  await says("One. Text. Step 1 of 2");
  await page.keys("F6");
  assert.equal((await page.focused()).text, "One");
  await page.keys("F6");
  assert.equal(await focusedId(), "host");
  await page.inPage(() => addEventListener("keydown", (event) => {
    (window.kept ??= []).push([event.key, event.defaultPrevented]);
    // Firefox would go to its address bar, where no test can follow.
    event.key === "F6" && event.preventDefault();
  }));
  await page.keys("F6");
  assert.deepEqual(await page.inPage(() => window.kept), [["F6", false]], "once more, and it is the browser's");
  await page.keys("F6", "Tab", "Enter");
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector("h2").textContent === "Two", "the second step");
  assert.equal((await page.focused()).text, "Two", "who goes on by the keyboard stays in it");
  const description = await inRoot((root) => root.getElementById(root.activeElement.getAttribute("aria-describedby")).textContent);
  assert.equal(description, "Step 2 of 2", "said with what has the focus");
  await says("One. Text. Step 1 of 2", "Text.");
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
    if (at < 3) assert.notEqual(await inRoot((root) => getComputedStyle(root.activeElement).outlineStyle), "none", `${text || name} shows it`);
  }
  assert.deepEqual(walked.slice(0, 3), ["Dot", "To do 0 of 1 done", "News"], "the newest first");
  assert.equal(await focusedId(), "host");
});

test("a dot out of sight is reached by the keyboard, and comes into sight", async () => {
  await visit({ kind: "spotlight", trigger, name: "Around", spots: [{ id: "a", target: "#low", title: "Dot" }] });
  await page.inPage(() => {
    const low = document.body.appendChild(Object.assign(document.createElement("button"), { id: "low", textContent: "Low" }));
    low.style.marginTop = "3000px";
    window.docent.show("x0");
  });
  await page.ui(".beacon:not([data-waiting])");
  await page.keys("F6");
  assert.equal((await page.focused()).name, "Dot");
  await page.waitFor(() => {
    const { top, bottom } = document.querySelector("docent-ui").shadowRoot.querySelector(".beacon").getBoundingClientRect();
    return scrollY > 0 && top >= -20 && bottom <= innerHeight + 20;
  }, "the dot to be in the window");
});

test("a modal card waits until nobody types into the page", async () => {
  await visit({ kind: "survey", trigger, present: "modal", title: "Modal", questions: [{ id: "q", type: "text", title: "What?" }] });
  await page.inPage(() => {
    const field = document.createElement("input");
    field.id = "field";
    document.body.append(field);
    field.addEventListener("keydown", () => window.docent.show("x0"));
    field.focus();
  });
  await page.keys("a", "b", "c", "d", "e", "f");
  assert.equal(await page.inPage(() => document.querySelector("#field").value), "abcdef");
  await page.ui("dialog");
  assert.equal(await page.inPage(() => document.querySelector("#field").value), "abcdef");
  assert.equal(await inRoot((root) => root.querySelector(".text").value), "", "what was meant for the page is not in it");
});

test("what comes beside an open modal card comes to the front when that closes", async () => {
  await visit({ kind: "flow", trigger, steps: steps("modal") }, { kind: "banner", trigger, title: "News", body: ["Text"] });
  await page.inPage(() => window.docent.show("x0"));
  await page.ui("dialog");
  await page.inPage(() => window.docent.show("x1"));
  await page.ui(".banner");
  assert.equal(await inRoot((root) => root.querySelector(".banner").matches(":popover-open")), false);
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await inRoot((root) => root.querySelector(".banner").matches(":popover-open")), true);
});

test("a banner is said once, politely, by a region that was there before", async () => {
  await visit({ kind: "banner", name: "News", trigger, body: ["Text"] }, { kind: "flow", trigger, steps: steps("tooltip", { target: "#other" }) });
  await page.click("#host");
  await page.ui(".banner");
  await says("Text");
  assert.deepEqual(await page.inPage(() => [window.early, window.region.ariaLive]), ["", "polite"]);
  // What comes beside it is no news of it.
  await page.inPage(() => window.docent.show("x1"));
  await says("Text", "One. Text. Step 1 of 2");
  await page.uiClick("[data-press=next]");
  await says("Text", "One. Text. Step 1 of 2", "Text.");
});

test("a question that is drawn anew, because its answer was refused, is not said again", async () => {
  const question = { id: "q", type: "text", title: "What?", body: ["In short."], required: true };
  await visit({ kind: "survey", present: "slideout", questions: [question] }, { kind: "banner", trigger, title: "News" });
  await page.ui(".slideout");
  await says("What? In short.");
  await page.uiClick("[type=submit]");
  await page.ui("[role=alert]:not(:empty)");
  await page.inPage(() => window.docent.show("x1"));
  await says("What? In short.", "News");
});

test("of several that come at once, each is said", async () => {
  await visit({ kind: "banner", title: "News", body: ["Text"] }, { kind: "checklist", title: "To do", tasks: [{ id: "a", title: "One" }] });
  await page.waitFor(() => window.said.length === 2, "both to be said");
  assert.deepEqual((await page.inPage(() => window.said)).sort(), ["News. Text", "To do. 0 of 1 done"]);
});

test("a tooltip is said when it is seen, not while it waits for its element", async () => {
  await visit({ kind: "banner", title: "News" }, { kind: "flow", trigger: { on: "page" }, steps: steps("tooltip", { target: "#late" }) });
  await says("News");
  await page.inPage(() => document.body.insertAdjacentHTML("beforeend", "<button id=late>Late</button>"));
  await says("News", "One. Text. Step 1 of 2");
});

test("what is typed into a survey is no shortcut of the page, wherever it listens", async () => {
  await visit({ kind: "survey", present: "slideout", questions: [{ id: "q", type: "text", title: "What?" }] });
  await page.ui(".slideout .text");
  await inRoot((root) => root.querySelector(".text").focus());
  await page.keys("j", "k", "/", "?", "BackSpace", "ArrowLeft", "x");
  assert.equal(await inRoot((root) => root.querySelector(".text").value), "jkx/");
  assert.deepEqual(await page.inPage(() => window.shortcuts), []);
  // Docent hears them, and so does the page again when the focus is back in it.
  await page.keys("Escape");
  await page.uiGone(".slideout");
  await page.inPage(() => document.querySelector("#other").focus());
  await page.keys("j");
  assert.equal((await page.inPage(() => window.shortcuts)).filter((each) => each === "j, keydown").length, 6);
});

test("of a word that is being composed, Escape and Enter are the input method's", async () => {
  await visit({ kind: "survey", present: "slideout", questions: [{ id: "q", type: "text", title: "What?" }] });
  await page.ui(".slideout .text");
  await inRoot((root) => root.querySelector(".text").focus());
  await inRoot((root) => root.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Escape", isComposing: true, bubbles: true, composed: true, cancelable: true })));
  assert.ok(await page.hasUi(".slideout"));
  assert.deepEqual(await page.inPage(() => window.shortcuts), []);
});

test("what the page does with keys in its own fields stays as it is", async () => {
  await visit({ kind: "banner", title: "News" });
  await page.ui(".banner");
  await page.inPage(() => {
    document.body.insertAdjacentHTML("beforeend", "<input id=own>");
    document.querySelector("#own").focus();
  });
  await page.keys("j");
  assert.equal(await page.inPage(() => document.querySelector("#own").value), "j");
  assert.equal((await page.inPage(() => window.shortcuts)).length, 18);
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

for (const [type, more] of [["single", { options: ["1", "2", "3"].map((value) => ({ value })) }], ["scale", { min: 1, max: 3, low: "Low", high: "High" }], ["stars", { max: 3 }]]) {
  test(`a ${type} question is one stop of Tab, arrows choose in it, and nothing goes on by itself`, async () => {
    await visit({ kind: "survey", questions: [{ id: "q", type, title: "Which?", ...more }, { id: "r", type: "text", title: "Why?" }] });
    await page.ui("dialog");
    const chosen = () => inRoot((root) => [root.activeElement.value, [...root.querySelectorAll("input")].map(({ checked }) => checked)]);
    assert.deepEqual(await chosen(), ["1", [false, false, false]]);
    await page.keys("ArrowRight");
    assert.deepEqual(await chosen(), ["2", [false, true, false]]);
    await page.keys("ArrowDown");
    assert.deepEqual(await chosen(), ["3", [false, false, true]]);
    await page.keys("ArrowUp", "Tab");
    assert.equal((await page.focused()).text, "Continue");
    await page.keys("Shift+Tab");
    assert.deepEqual(await chosen(), ["2", [false, true, false]], "and back at what was chosen");
    assert.equal(await page.uiText(".progress"), "Question 1 of 2");
    const names = { scale: ["1, Low", "2", "3, High"], stars: ["1 of 3", "2 of 3", "3 of 3"] }[type] ?? ["1", "2", "3"];
    const group = await inRoot((root) => [root.querySelector(".field").getAttribute("role"), root.querySelector(".field").ariaLabel,
      [...root.querySelectorAll("input")].map((input) => input.ariaLabel ?? input.labels[0].textContent)]);
    assert.deepEqual(group, ["radiogroup", "Which?", names]);
  });
}

test("a task's state is a word and a shape, not a colour alone", async () => {
  await visit({ kind: "checklist", open: true, title: "To do", tasks: [{ id: "a", title: "One" }, { id: "b", title: "Two" }] });
  await page.uiClick("[data-press='0.0']");
  await page.ui("li[data-done]");
  const marks = await inRoot((root) => [...root.querySelectorAll(".mark")].map((mark) =>
    [mark.getAttribute("aria-label"), getComputedStyle(mark, "::after").content !== "none"]));
  assert.deepEqual(marks, [["Done", true], ["To do", false]]);
});
