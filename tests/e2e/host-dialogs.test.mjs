// Beside dialogs and menus of the page: traps that want the focus back, siblings that are made inert,
// dialogs in dialogs and in shadow roots, menus that close at a click elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

const english = (body) => html(`<!doctype html><html lang="en"><title>Host</title><body>${body}<script src="/docent/docent.js"></script></body></html>`);
host({
  "/trap.html": english(`<button id="outside">Outside</button>
    <div id="modal" role="dialog" aria-label="Host" style="padding:80px"><input id="inside" aria-label="Inside"><button id="ok">OK</button></div>`),
  "/menu.html": english(`<div id="menu" popover style="margin:80px"><button id="item">Item</button></div>
    <dialog id="around"><div id="nested" popover style="margin:80px"><button id="entry">Entry</button></div></dialog>`),
  "/dialogs.html": english(`<dialog id="second"><input id="deep" aria-label="Deep"></dialog><dialog id="first"><button id="more">More</button></dialog><x-dialog></x-dialog>
    <script>
      customElements.define("x-dialog", class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<dialog style='margin:20px'><input id=shadowed aria-label=Shadowed></dialog>"; }
      });
    </script>`),
});

const trigger = { on: "manual" };
const TIP = { id: "tip", kind: "flow", trigger, steps: [{ id: "a", type: "tooltip", target: ["#inside", "#deep", "#shadowed", "#item", "#entry"], title: "Here" }] };
const SURVEY = { kind: "survey", trigger, questions: [{ id: "q", type: "text", title: "What?" }] };
const GUIDEBOOK = { version: 1, experiences: [TIP, { id: "asks", present: "slideout", ...SURVEY }, { id: "modal", ...SURVEY },
  { id: "help", kind: "launcher", trigger, label: "Help", items: [{ title: "A", url: "#a" }] }] };

const start = async (path) => {
  await page.goto(server.url + path);
  await page.inPage((guidebook) => window.docent.init({ storage: { kind: "memory" }, guidebook }), GUIDEBOOK);
};
const show = (id) => page.inPage((id) => window.docent.show(id), id);

/** Finds Docent in the page, wherever that is. */
const FIND = `const find = (root) => root.querySelector("docent-ui") ??
  [...root.querySelectorAll("*")].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean);`;

/** Presses the mouse in the middle of something of Docent's, as soon as that can be hit there. */
async function press(query) {
  const at = await page.waitFor(`(query) => {
    ${FIND}
    const root = find(document)?.shadowRoot;
    const element = root?.querySelector(query);
    const { x, y, width, height } = element?.getBoundingClientRect() ?? {};
    const at = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    return element?.contains(root.elementFromPoint(at.x, at.y)) && at;
  }`, query, { args: [query] });
  await (await page.driver()).actions().move(at).click().perform();
}

/** Traps as libraries make them, by what they listen to. */
const TRAPS = {
  "that hears all of the document first": () => {
    const modal = document.querySelector("#modal");
    const outside = (event) => !modal.contains(event.target);
    const stop = (event) => {
      if (!outside(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    for (const name of ["mousedown", "touchstart", "click"]) document.addEventListener(name, stop, { capture: true, passive: false });
    document.addEventListener("focusin", (event) => {
      if (!outside(event)) return;
      event.stopImmediatePropagation();
      document.querySelector("#inside").focus();
    }, true);
  },
  "that hears when the focus goes": () => {
    const modal = document.querySelector("#modal");
    let last = document.querySelector("#inside");
    window.left = 0;
    document.addEventListener("focusin", ({ target }) => (modal.contains(target) ? (last = target) : last.focus()));
    document.addEventListener("focusout", ({ relatedTarget }) => {
      window.left += 1;
      if (relatedTarget && !modal.contains(relatedTarget)) last.focus();
    });
  },
};
for (const [what, trap] of Object.entries(TRAPS)) {
  test(`a dialog of the page ${what} keeps nobody from what Docent shows, by mouse or keyboard`, async () => {
    await start("/trap.html");
    await page.inPage(trap);
    await page.inPage(() => document.querySelector("#inside").focus());
    await show("tip");
    await page.ui(".tooltip");
    await page.keys("F6");
    assert.equal((await page.focused()).text, "Here");
    await page.inPage(() => document.querySelector("#inside").focus());
    await press(".tooltip .primary");
    await page.uiGone(".tooltip");
    for (const [id, field] of [["asks", ".slideout .text"], ["modal", "dialog .text"]]) {
      await show(id);
      await page.ui(field);
      await press(field);
      await page.keys("hello");
      const typed = await page.inPage((field) => [
        document.querySelector("docent-ui").shadowRoot.querySelector(field).value, document.querySelector("#inside").value,
      ], field);
      assert.deepEqual(typed, ["hello", ""], id);
      await press("[type=submit]");
      await page.uiGone(field);
      const [answer] = await page.inPage((id) => [window.docent.facts().answers[id].q], id);
      assert.equal(answer, "hello");
    }
    assert.ok((await page.inPage(() => window.left ?? 1)) > 0, "the page is told that the focus left it");
  });
}

test("what a dialog of the page makes of its siblings is not for Docent", async () => {
  await start("/trap.html");
  await show("help");
  await page.ui(".pill");
  for (const [name, value] of [["inert", ""], ["aria-hidden", "true"]]) {
    await page.inPage((name, value) => {
      for (const each of document.body.children) if (each.id !== "modal") each.setAttribute(name, value);
    }, name, value);
    await page.waitFor((name) => !document.querySelector("docent-ui").hasAttribute(name), `no ${name}`, { args: [name] });
    assert.ok(await page.inPage((name) => document.querySelector("#outside").hasAttribute(name), name));
  }
  await page.uiClick(".pill");
  await page.ui(".panel");
  assert.equal(await page.uiText(".panel h2"), "Help", "it is called by its label");
});

test("a click in a tooltip is no click beside an open menu, and a key is the page's only where it went down", async () => {
  await start("/trap.html");
  await page.inPage(() => {
    document.body.insertAdjacentHTML("beforeend", "<ul id=menu><li><button id=item>Item</button></ul>");
    document.querySelector("#inside").remove();
    window.heard = [];
    for (const name of ["pointerdown", "mousedown", "click"]) {
      document.addEventListener(name, ({ target }) => target.closest("#menu") ?? document.querySelector("#menu")?.remove());
    }
    addEventListener("keyup", ({ key }) => window.heard.push(key));
  });
  await show("tip");
  await page.ui(".tooltip");
  await page.uiClick(".tooltip h2");
  await page.keys("Escape");
  await page.uiGone(".tooltip");
  await page.keys("j");
  assert.ok(await page.inPage(() => !!document.querySelector("#menu")), "the menu is still open");
  assert.deepEqual(await page.inPage(() => window.heard), ["j"], "Escape went down in the tooltip, and so nobody hears that it came up");
});

test("a menu in the browser's own popover stays open while a tooltip at one of its items is used", async () => {
  await start("/menu.html");
  await show("help");
  for (const menu of ["menu", "nested"]) {
    await page.inPage((menu) => {
      if (menu === "nested") document.querySelector("#around").showModal();
      document.getElementById(menu).showPopover();
    }, menu);
    const isOpen = () => page.inPage((menu) => document.getElementById(menu).matches(":popover-open"), menu);
    await show("tip");
    await press(".tooltip:not([data-waiting]) h2");
    assert.equal(await isOpen(), true, "after a click in the tooltip");
    await page.keys("Escape");
    await page.uiGone(".tooltip");
    assert.equal(await isOpen(), true, "Escape closed the tooltip and not the menu");
    // A menu that closes hides what stands in it.
    await page.inPage((menu) => document.getElementById(menu).hidePopover(), menu);
    await page.inPage(() => document.querySelector("#around").close());
    await press(".pill");
    await page.ui(".panel");
    await page.keys("Escape");
    await page.uiGone(".panel");
  }
});

test("of dialogs, the one that has the focus is on top, in a shadow root too", async () => {
  await start("/dialogs.html");
  const isUsed = async () => {
    await show("tip");
    await page.waitFor(`() => { ${FIND} return !!find(document)?.shadowRoot.querySelector(".tooltip:not([data-waiting])"); }`, "the tooltip");
    // What is inert has no focus.
    await page.keys("F6", "Tab", "Enter");
    await page.waitFor(`() => { ${FIND} return !find(document); }`, "it to be used and gone");
  };
  await page.inPage(() => {
    document.querySelector("#first").showModal();
    document.querySelector("#second").showModal();
  });
  // What was opened last stands first.
  await isUsed();
  await page.inPage(() => {
    for (const id of ["second", "first"]) document.getElementById(id).close();
    document.querySelector("#deep").remove();
    document.querySelector("x-dialog").shadowRoot.querySelector("dialog").showModal();
  });
  await isUsed();
});
