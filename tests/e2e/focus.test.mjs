// Where the focus is while something comes, changes and goes: never lost, never taken unasked, and
// back where it was in the end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body>
      <nav><button id="menu">Menu</button><ul id="items"><li><button id="entry">Entry</button></ul></nav>
      <main><button id="host">Host</button> <button id="other">Other</button><div id="slot"></div></main><my-card></my-card>
      <script>
        customElements.define("my-card", class extends HTMLElement {
          constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<button>Before</button><button id=inner>Inner</button>"; }
        });
      </script><script src="/docent/docent.js"></script></body></html>`),
});

const actions = [{ label: "OK", do: "complete" }];
const step = (type, more) => ({ id: type, type, title: type, target: type === "tooltip" ? "#other" : undefined, ...more });
const flow = (...steps) => ({ kind: "flow", steps });

/** Opens the host with these experiences, which only `show` starts, and the focus on an element. */
async function visit(focus, ...experiences) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (focus, experiences) => {
    window.inner = document.querySelector("my-card").shadowRoot.querySelector("#inner");
    (focus === "#inner" ? window.inner : document.querySelector(focus)).focus();
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences } });
  }, focus, experiences.map((each, at) => ({ id: `x${at}`, frequency: "always", trigger: { on: "manual" }, ...each })));
}

const show = (id = "x0") => page.inPage((id) => window.docent.show(id), id);
const end = (id = "x0") => page.inPage((id) => window.docent.end(id), id);
/** The id, or else the text, of what has the focus, in whatever root. */
const focus = () => page.inPage(() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at.id || at.getAttribute("aria-label") || (at === document.body ? "body" : at.textContent);
});
const focusIs = (wanted) => page.waitFor((wanted) => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return [at.id, at.textContent].includes(wanted);
}, `the focus on ${wanted}`, { args: [wanted] });

test("a modal gives the focus back into the page's own shadow root", async () => {
  await visit("#inner", flow(step("modal")));
  await show();
  await focusIs("modal");
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focus(), "inner");
});

test("any card that has the focus when it closes gives it back, into a shadow root too", async () => {
  for (const from of ["#host", "#inner"]) {
    for (const experience of [flow(step("slideout")), flow(step("tooltip")), { kind: "banner", title: "banner", actions }]) {
      await visit(from, experience);
      await show();
      await page.ui(":is(.slideout,.tooltip,.banner):not([data-waiting])");
      assert.equal(await focus(), from.slice(1), "not taken unasked");
      await page.keys("F6", "Tab");
      assert.match(await focus(), /^(Done|OK)$/);
      await page.keys("Enter");
      await page.uiGone(".card");
      assert.equal(await focus(), from.slice(1));
    }
  }
});

test("a card that is closed by a click, or by the page, gives the focus back just so", async () => {
  await visit("#host", flow(step("slideout")));
  await show();
  await page.uiClick(".close");
  await page.uiGone(".slideout");
  assert.equal(await focus(), "host");
  await show();
  await page.ui(".slideout");
  await page.keys("F6");
  assert.equal(await focus(), "slideout");
  await end();
  await page.uiGone(".slideout");
  assert.equal(await focus(), "host");
});

test("who works in the page when a card closes is left alone", async () => {
  await visit("#host", flow(step("slideout")));
  await show();
  await page.ui(".slideout");
  await page.keys("F6", "F6");
  await page.inPage(() => document.querySelector("#other").focus());
  await end();
  await page.uiGone(".slideout");
  assert.equal(await focus(), "other");
});

test("through all surfaces the focus goes along, and in the end back to where it was before", async () => {
  await visit("#inner", flow(step("tooltip"), step("modal"), step("slideout"), step("tooltip", { id: "last", title: "last" })));
  await show();
  await page.ui(".tooltip:not([data-waiting])");
  assert.equal(await focus(), "inner");
  await page.keys("F6", "Tab");
  // What has the focus at the end of each task, as long as something is open.
  await page.inPage(() => {
    window.lost = 0;
    const look = () => {
      if (document.activeElement === document.body) window.lost += 1;
      requestAnimationFrame(look);
    };
    look();
  });
  for (const next of ["modal", "slideout", "last"]) {
    await page.keys("Enter");
    await focusIs(next);
    if (next === "last") continue;
    await page.keys("Tab");
    while ((await focus()) !== "Next") await page.keys("Tab");
  }
  assert.equal(await page.inPage(() => window.lost), 0);
  await page.keys("Escape");
  await page.uiGone(".tooltip");
  assert.equal(await focus(), "inner");
});

test("a tooltip that follows a dialog takes the focus along when its element comes, unless it has moved on", async () => {
  const late = (id) => page.inPage((id) => document.body.insertAdjacentHTML("beforeend", `<button id=${id}>Late</button>`), id);
  await visit("#host", flow(step("modal"), step("tooltip", { target: "#late" })));
  await show();
  await page.uiClick("[data-press=next]");
  await page.uiGone("dialog");
  assert.equal(await focus(), "host", "until then it is where it was");
  await late("late");
  await focusIs("tooltip");
  await visit("#host", flow(step("modal"), step("tooltip", { target: "#late" })));
  await show();
  await page.uiClick("[data-press=next]");
  await page.uiGone("dialog");
  await page.inPage(() => document.querySelector("#other").focus());
  await late("late");
  await page.ui(".tooltip:not([data-waiting])");
  assert.equal(await focus(), "other");
});

test("a step that is for the user to do leaves the focus in the page, and what follows gives it back there", async () => {
  await visit("#host", flow(step("modal"), step("driven", { target: "#other" }), step("modal", { id: "end", title: "end" })));
  await show();
  await page.uiClick("[data-press=next]");
  await page.ui(".tooltip:not([data-waiting])");
  assert.equal(await focus(), "host");
  await page.keys("Tab", "Enter");
  await focusIs("end");
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focus(), "other");
});

test("a tooltip that loses its element gives the focus back before it hides", async () => {
  await visit("#host", flow(step("tooltip")));
  await show();
  await page.ui(".tooltip:not([data-waiting])");
  await page.keys("F6");
  await page.inPage(() => (document.querySelector("#other").hidden = true));
  await page.uiGone(".tooltip");
  assert.equal(await focus(), "host");
});

test("where what opened a dialog is gone, the focus goes to what is near its place", async () => {
  await visit("#entry", flow(step("modal")));
  await show();
  await focusIs("modal");
  await page.inPage(() => document.querySelector("#items").remove());
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focus(), "menu");
});

test("what a launcher opened gives the focus back to the launcher, though that was drawn anew", async () => {
  await visit("#host", flow(step("modal")), { kind: "launcher", title: "Help", trigger: { on: "page" }, items: [{ title: "Tour", experience: "x0" }] });
  await page.ui(".pill");
  await page.keys("F6", "Enter");
  await page.ui(".panel");
  await page.keys("Tab", "Enter");
  await focusIs("modal");
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focus(), "Help");
  await page.keys("F6");
  assert.equal(await focus(), "host", "and the way into the page is still known");
});

test("a card in the page gives the focus to what is near it where it never was in the page", async () => {
  await visit("body", { kind: "inline", target: "#slot", title: "Inline", actions });
  await show();
  await page.uiClick("[data-press='0']");
  await page.uiGone(".inline");
  assert.equal(await focus(), "host");
});

test("a dot that was understood hands the focus to the next, and the last one back to the page", async () => {
  const spots = ["#host", "#other"].map((target, at) => ({ id: `s${at}`, target, title: `Dot ${at}`, actions }));
  await visit("#menu", { kind: "spotlight", name: "Around", spots });
  await show();
  for (const dot of [0, 1]) {
    await page.ui(".beacon");
    if (dot === 0) await page.keys("F6");
    await page.waitFor((name) => document.querySelector("docent-ui").shadowRoot.activeElement?.ariaLabel === name, `dot ${dot}`, { args: [`Dot ${dot}`] });
    await page.keys("Enter");
    await page.ui(".spotlight .tooltip:not([data-waiting])");
    await page.keys("Tab", "Enter");
    await page.uiGone(".spotlight .tooltip");
  }
  await page.uiGone(".beacon");
  assert.equal(await focus(), "menu");
});

test("a click beside what can be used keeps the focus in a dialog", async () => {
  await visit("#host", flow(step("modal", { body: ["Text."] })));
  await show();
  await page.uiClick("dialog p");
  assert.equal(await page.inPage(() => document.activeElement.localName), "docent-ui");
  await page.keys("Shift+Tab");
  assert.equal(await focus(), "Close", "and Tab goes round from there");
  await page.keys("Escape");
  await page.uiGone("dialog");
  assert.equal(await focus(), "host");
});

test("behind a modal nothing of the page can have the focus or be pressed", async () => {
  await visit("#host", flow(step("modal")));
  await show();
  await focusIs("modal");
  const reached = await page.inPage(() => {
    document.querySelector("#other").focus();
    const { x, y } = document.querySelector("#other").getBoundingClientRect();
    return [document.activeElement.localName, document.elementFromPoint(x + 2, y + 2)?.id];
  });
  assert.deepEqual(reached.map((each) => each === "other"), [false, false]);
  assert.equal(reached[0], "docent-ui");
});

test("what lies over the page never hides all of what has the focus", async () => {
  const over = { kind: "banner", position: "bottom", layout: "overlay", title: "Over all", body: "What is under this nobody sees.", actions };
  for (const experience of [over, { ...over, position: "top" }, flow({ ...step("slideout"), body: "Long enough. ".repeat(20) })]) {
    await visit("#host", experience);
    await page.inPage(() => {
      document.querySelector("#slot").append(...Array.from({ length: 60 }, (_, at) => {
        const button = document.createElement("button");
        button.textContent = `Row ${at}`;
        button.style = "display: block; margin: 0 90px 0 auto; width: 60px; height: 20px";
        return button;
      }));
    });
    await show();
    await page.ui(":is(.slideout,.banner)");
    for (const [key, times] of [["Tab", 40], ["Shift+Tab", 30]]) {
      for (let time = 0; time < times; time += 1) {
        await page.keys(key);
        await page.waitFor(() => {
          const [own, card] = [document.activeElement, document.querySelector("docent-ui").shadowRoot.querySelector(".card")].map((each) => each.getBoundingClientRect());
          return card.left > own.left || card.right < own.right || card.top > own.top || card.bottom < own.bottom;
        }, "an element that is not hidden");
      }
    }
  }
});
