// The overlay for developers: what it shows, what it finds, and that it leaves no trace.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { STRICT_CSP } from "../../www/server.mjs";
import { open } from "./harness/browser.mjs";
import { demo } from "./harness/demo.mjs";

const tip = (id, target) => ({ id, type: "tooltip", target, title: id });
const GUIDEBOOK = {
  version: 1,
  segments: [
    { id: "pro", name: "On the pro plan", where: { "user.plan": "pro" } },
    { id: "week", name: "A week later", where: { $event: { name: "Started", last: { $olderThan: "7d" } } } },
  ],
  features: [
    { event: "Saved", selector: "#save" },
    { event: "Elsewhere", selector: "#nowhere", page: "/reports/*" },
  ],
  experiences: [
    { id: "tour", kind: "flow", name: "The tour", audience: { $segment: "pro" }, trigger: { on: "page" }, frequency: "always", steps: [
      tip("one", ["#nowhere", "#save"]), tip("many", ".row"), tip("unseen", "#unseen"), tip("wrong", "p:nope"),
    ] },
    { id: "hello", kind: "survey", name: "Hello", trigger: { on: "manual" }, questions: [{ id: "q", type: "text", title: "How?" }] },
  ],
};

const host = (csp) => ({
  status: 200,
  headers: { "Content-Type": "text/html", ...(csp && { "Content-Security-Policy": csp }) },
  body: `<!doctype html><html lang="en"><title>Host</title><body>
    <h1>Host</h1><button id="save" aria-label="Save it">Save</button> <p class="row">A</p><p class="row">B</p>
    <p id="unseen" hidden>Hidden</p><div data-test="box"><span><i>Inner</i></span></div>
    <dialog id="dialog">A dialog of the page</dialog>
    <script src="/docent/docent.js"></script></body></html>`,
});

let server;
let page;
before(async () => {
  server = await demo();
  server.overrides.set("/guidebook.json", GUIDEBOOK);
  server.overrides.set("/host.html", host());
  server.overrides.set("/strict.html", host(STRICT_CSP));
  server.overrides.set("/module.html", {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><script type="module">
      import docent from "/docent/docent.mjs";
      window.docent = docent;
      docent.init({ guidebook: "/guidebook.json" });
      docent.debug();
    </script></body></html>`,
  });
  page = await open();
});
after(async () => {
  await page?.quit();
  await server.close();
});

/** Opens the host with Docent, which keeps nothing, and with the overlay at a tab. */
async function overlay(tab = "events", path = "/host.html") {
  await page.goto(server.url + path);
  await page.inPage(async () => {
    window.heard = [];
    window.docent.on("event", ({ name, properties }) => window.heard.push([name, properties.selector]));
    await window.docent.init({ guidebook: "/guidebook.json", storage: { kind: "memory" } });
    await window.docent.debug();
  });
  await page.uiClick(`#tab-${tab}`);
  await page.waitFor((id) => [...document.querySelectorAll("docent-debug")].some(({ shadowRoot }) =>
    shadowRoot.querySelector(id)?.childElementCount), `${tab} to be drawn`, { args: [`#view-${tab}`] });
}

/** Calls a function with the overlay's shadow root, wherever its host stands. */
const inOverlay = (fn, ...args) => page.inPage(`(...args) => {
  const roots = [document, ...[...document.querySelectorAll("docent-ui")].map((ui) => ui.shadowRoot)];
  const host = roots.map((root) => root.querySelector("docent-debug")).find(Boolean);
  return (${fn})(host.shadowRoot, ...args);
}`, ...args);
const texts = (css) => inOverlay((root, css) => [...root.querySelectorAll(css)].map((each) => each.textContent), css);
const text = (css, expected) => page.waitFor(
  (css, expected) => [...document.querySelectorAll("docent-debug")].some(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll(css)].some((each) => each.textContent.includes(expected))),
  `${css} to say ${expected}`, { args: [css, expected] },
);

test("what is not asked for is not loaded", async () => {
  const before = server.requests.length;
  await page.goto(`${server.url}/host.html`);
  await page.inPage(() => window.docent.init({ guidebook: "/guidebook.json", storage: { kind: "memory" } }));
  const loaded = () => server.requests.slice(before).some(({ path }) => path === "/docent/docent-debug.mjs");
  assert.equal(loaded(), false);
  await page.inPage(() => window.docent.debug());
  assert.equal(loaded(), true);
});

test("where the tools cannot be loaded, the developer is told and the page goes on", async (t) => {
  server.overrides.set("/docent/docent-debug.mjs", { status: 404, body: "no" });
  t.after(() => server.overrides.delete("/docent/docent-debug.mjs"));
  await page.goto(`${server.url}/host.html`);
  const answers = await page.inPage(async () => {
    const status = await window.docent.init({ guidebook: "/guidebook.json", storage: { kind: "memory" } });
    return [status, await window.docent.debug(), await window.docent.preview()];
  });
  assert.deepEqual(answers, ["ready", null, null]);
  const lines = (await page.console()).map(({ message }) => message);
  assert.ok(lines.some((line) => /Docent: docent\.debug .*docent-debug\.mjs/.test(line)), lines.at(-1));
});

test("events appear as they are captured, and what is done in the overlay is none", async () => {
  await overlay();
  await page.click("#save");
  await text("#view-events strong", "Element clicked");
  await page.inPage(() => window.docent.track("Paid", { amount: 7 }));
  await text("#view-events strong", "Paid");
  assert.match((await texts("#view-events .brief")).join(), /amount: 7/);
  await page.inPage(() => (window.heard = []));
  await page.uiClick("#view-events summary");
  await text("#view-events pre", "\"amount\": 7");
  await page.uiClick("#tab-facts");
  await page.uiClick("#tab-events");
  assert.ok((await texts("#view-events pre")).length > 0, "what was open stays open");
  await (await page.ui("#view-events input")).sendKeys("paid");
  await page.waitFor(() => document.querySelector("docent-debug").shadowRoot.querySelectorAll("#view-events strong").length === 1, "the filter");
  assert.deepEqual(await page.inPage(() => window.heard), []);
});

test("a line that is opened in the moment another comes stays open", async () => {
  await overlay();
  await page.inPage(() => window.docent.track("Paid", { amount: 7 }));
  await text("#view-events strong", "Paid");
  await inOverlay((root) => {
    [...root.querySelectorAll("#view-events summary")].find(({ textContent }) => textContent.includes("Paid")).click();
    window.docent.track("Refunded");
  });
  await text("#view-events strong", "Refunded");
  await text("#view-events pre", "\"amount\": 7");
});

test("facts, memberships and experiences are shown with the reason, and follow what happens", async () => {
  await overlay("segments");
  assert.deepEqual(await texts("#view-segments .badge"), ["out", "out"]);
  await page.uiClick("#view-segments summary");
  await text("#view-segments p", "not in \"On the pro plan\"");
  assert.deepEqual(await texts("#view-segments .tree div"), ["user.plan is \"pro\" not known"]);
  await page.inPage(() => window.docent.suppress());
  await page.inPage(() => window.docent.set({ plan: "pro" }));
  await text("#view-segments .badge", "in");
  await text("#view-segments .tree div", "user.plan is \"pro\" \"pro\"");
  await page.uiClick("#tab-facts");
  await text("#view-facts dt", "user.plan");
  await page.uiClick("#tab-experiences");
  await page.ui("#view-experiences summary");
  assert.deepEqual(await texts("#view-experiences .badge"), ["suppressed", "trigger"]);
  await page.inPage(() => window.docent.unsuppress());
  await text("#view-experiences .badge", "showing");
  await page.uiClick("#view-experiences [aria-label='End The tour']");
  await page.uiGone(".tooltip");
});

test("an experience is shown from the overlay, which can be used while it is modal", async () => {
  await overlay("experiences");
  await page.uiClick("[aria-label='Show Hello']");
  await page.ui("dialog input");
  await page.uiClick("#tab-facts");
  await page.ui("#view-facts");
  await page.keys("Escape");
  assert.ok(await page.hasUi("dialog"), "Escape in the overlay is the overlay's");
  await page.uiClick("dialog .close");
  await page.uiGone("dialog");
  await page.uiClick("#tab-events");
  await page.ui("#view-events");
  await page.inPage(() => document.querySelector("#dialog").showModal());
  await page.waitFor(() => document.querySelector("#dialog > docent-debug"), "the overlay to be in the dialog");
  await page.uiClick("#tab-facts");
  await page.ui("#view-facts");
});

test("every selector of the guidebook is checked against the page, and again when the page changes", async () => {
  await overlay("elements");
  const health = () => inOverlay((root) => Object.fromEntries([...root.querySelectorAll("#view-elements .check")].map((line) =>
    [line.querySelector("strong").textContent, line.querySelector(".badge").textContent])));
  await text("#view-elements .badge", "broken");
  assert.deepEqual(await health(), {
    "Feature “Saved”": "found", "Feature “Elsewhere”": "missing", "The tour › one": "found",
    "The tour › many": "several", "The tour › unseen": "hidden", "The tour › wrong": "broken",
  });
  assert.match((await texts("#view-elements .check p")).join("|"), /by selector 2 of 2.*belongs on \/reports\/\*|belongs on \/reports\/\*.*by selector 2 of 2/);
  await page.inPage(() => document.querySelector("#save").remove());
  await text("#view-elements .badge", "missing");
  await page.waitFor(() => {
    const lines = [...document.querySelector("docent-debug").shadowRoot.querySelectorAll("#view-elements .check")];
    return lines.filter((line) => line.querySelector(".badge").textContent === "missing").length === 3;
  }, "what is gone to be missing");
});

test("the picker yields the selector that capture uses, and the page hears nothing of it", async () => {
  await overlay("elements");
  await page.inPage(() => {
    window.clicks = 0;
    for (const name of ["pointerdown", "mousedown", "click"]) document.querySelector("#save").addEventListener(name, () => (window.clicks += 1));
  });
  await page.uiClick("#view-elements .primary");
  const shield = await page.ui(".shield");
  assert.equal(await page.hasUi(".panel"), false, "the panel is out of the way");
  const at = await page.inPage(() => {
    const { x, y, width, height } = document.querySelector("#save").getBoundingClientRect();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
  });
  const driver = await page.driver();
  await driver.actions().move(at).perform();
  await page.ui(".outline[data-name='button#save “Save it”']");
  await driver.actions().move(at).click().perform();
  await page.ui(".panel");
  assert.equal(await shield.isDisplayed().catch(() => false), false);
  const json = await inOverlay((root) => [...root.querySelectorAll(".copyable textarea")].map(({ value }) => value));
  assert.equal(json[0], "#save");
  assert.deepEqual(JSON.parse(json[1]).target, "#save");
  assert.deepEqual(JSON.parse(json[2]), { event: "Save it clicked", selector: "#save", page: "/host.html" });
  assert.deepEqual(await page.inPage(() => [window.clicks, window.heard.filter(([name]) => name === "Element clicked")]), [0, []]);
  await page.inPage(() => (navigator.clipboard.writeText = async (text) => void (window.copied = text)));
  await page.uiClick("[aria-label='Copy Tagged feature']");
  await text(".voice", "Tagged feature copied");
  assert.equal(await page.inPage(() => window.copied), json[2]);
  await page.click("#save");
  assert.deepEqual(await page.inPage(() => window.heard.at(-1)), ["Element clicked", "#save"], "capture says the same");
});

test("the picker goes into shadow roots, and by places where nothing else tells elements apart", async () => {
  await overlay("elements");
  await page.inPage(() => {
    const card = document.createElement("div");
    card.id = "card";
    card.style.cssText = "position:fixed;inset:0 auto auto 0;z-index:9;background:#fff";
    card.attachShadow({ mode: "open" }).innerHTML = "<button>Deep</button><p>Same</p><p>Same</p>";
    document.body.append(card);
  });
  const driver = await page.driver();
  const picked = async (query) => {
    await page.uiClick("#view-elements .primary");
    await page.ui(".shield");
    const at = await page.inPage((query) => {
      const { x, y, width, height } = document.querySelector("#card").shadowRoot.querySelector(query).getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    }, query);
    await driver.actions().move(at).click().perform();
    await page.ui(".panel");
    return inOverlay((root) => [root.querySelector(".copyable textarea").value, root.querySelector(".result > .caption").textContent]);
  };
  const [button, found] = await picked("button");
  assert.equal(button, "#card >>> role=button[name=Deep]");
  assert.equal(found, "It finds this element alone.");
  const [second, place] = await picked("p:last-child");
  assert.equal(second, "#card >>> p:nth-of-type(2)");
  assert.match(place, /by the element's place/);
});

test("the picker is used by keyboard, and Escape stops it", async () => {
  await overlay("elements");
  await (await page.ui("#view-elements .primary")).sendKeys(" ");
  await page.ui(".shield");
  await page.keys("Escape");
  await page.ui(".panel");
  assert.equal(await page.hasUi(".shield"), false);
  assert.match((await page.focused()).text, /Pick an element/);
  await page.keys("Enter");
  await page.ui(".shield");
  // From the body to its first child, three on, and two in.
  await page.keys("ArrowDown", ...Array(5).fill("ArrowRight"), "ArrowDown", "ArrowDown", "Enter");
  await page.ui(".panel");
  const [selector] = await inOverlay((root) => [...root.querySelectorAll(".copyable textarea")].map(({ value }) => value));
  assert.equal(selector, "text=Inner", "what it says lasts longer than its place");
  assert.match((await texts(".result .caption")).join(), /finds this element alone/);
});

test("a preview is begun, moved in time and stopped from the overlay", async () => {
  await overlay("preview");
  await (await page.ui("#traits")).sendKeys("{\"plan\": ");
  await page.uiClick("#view-preview [type=submit]");
  await text(".wrong", "Traits:");
  await (await page.ui("#traits")).sendKeys("\"pro\"}");
  await (await page.ui("#events")).sendKeys("[{\"name\": \"Started\"}]");
  await page.uiClick("#view-preview [type=submit]");
  await page.ui(".band");
  await page.uiClick("#tab-segments");
  await text("#view-segments .badge", "in");
  assert.deepEqual(await texts("#view-segments .badge"), ["in", "out"]);
  await page.uiClick("#tab-preview");
  for (const label of ["+7 days", "+1 day"]) await page.uiClick(`[data-key='${label}']`);
  await page.uiClick("#tab-segments");
  await page.waitFor(() => {
    const badges = [...document.querySelector("docent-debug").shadowRoot.querySelectorAll("#view-segments .badge")];
    return badges.map(({ textContent }) => textContent).join() === "in,in";
  }, "the sample person to be a week older");
  assert.deepEqual(await page.inPage(() => window.docent.segments()), []);
  await page.uiClick("#tab-events");
  await text("#view-events .badge", "preview");
  await page.uiClick(".band button");
  await page.uiGone(".band");
  await page.inPage(() => window.docent.identify("u-1", { plan: "free" }));
  await page.uiClick("#tab-preview");
  await page.uiClick("#view-preview .row button");
  const copied = await inOverlay((root) => ["user", "traits"].map((id) => root.getElementById(id).value));
  assert.deepEqual([copied[0], JSON.parse(copied[1])], ["u-1", { plan: "free" }]);
  await page.uiClick("#tab-segments");
  await page.waitFor(() => {
    const badges = [...document.querySelector("docent-debug").shadowRoot.querySelectorAll("#view-segments .badge")];
    return badges.map(({ textContent }) => textContent).join() === "out,out";
  }, "the real person again");
});

test("debug(false), its button, and destroy() take the overlay away completely", async () => {
  const gone = () => page.inPage(() => document.querySelectorAll("docent-debug").length);
  await overlay("elements");
  const before = await page.inPage(() => document.documentElement.outerHTML);
  await page.inPage(() => window.docent.debug());
  assert.equal(await gone(), 1, "there is one overlay");
  await page.uiClick("#view-elements .primary");
  await page.inPage(() => window.docent.debug(false));
  assert.equal(await gone(), 0);
  assert.equal(await page.inPage(() => document.documentElement.outerHTML), before.replace(/<docent-debug.*<\/docent-debug>/, ""));
  await page.inPage(() => {
    window.keys = 0;
    document.addEventListener("keydown", () => (window.keys += 1));
  });
  await page.keys("Escape");
  assert.equal(await page.inPage(() => window.keys), 1, "no picker eats keys any more");
  await page.inPage(() => window.docent.debug());
  await page.uiClick("[aria-label='Close the overlay']");
  assert.equal(await gone(), 0);
  await page.inPage(() => window.docent.debug());
  await page.ui(".panel");
  await page.inPage(() => window.docent.destroy());
  assert.equal(await gone(), 0);
  await page.inPage(() => window.docent.debug());
  assert.equal(await gone(), 0, "where there is no Docent, there is nothing to look at");
});

test("it works under a strict policy with trusted types, and every control has a name", async () => {
  const before = (await page.console()).length;
  await overlay("preview", "/strict.html");
  await page.inPage(async () => {
    window.sample = await window.docent.preview({});
  });
  for (const tab of ["events", "facts", "segments", "experiences", "elements", "preview"]) {
    await page.uiClick(`#tab-${tab}`);
    await page.ui(`#view-${tab}`);
    const controls = await inOverlay((root) => [...root.querySelectorAll("button, input, textarea, summary, [role=tabpanel], .panel")]
      .filter((each) => each.checkVisibility() && each.localName !== "option"));
    assert.ok(controls.length > 8);
    for (const control of controls) {
      assert.notEqual(await control.getAccessibleName(), "", await control.getAttribute("outerHTML"));
    }
  }
  await page.uiClick("#tab-elements");
  await page.uiClick("#view-elements [aria-label^='Point to']");
  await page.ui(".outline[data-name]");
  const lines = (await page.console()).slice(before).map(({ message }) => message);
  assert.deepEqual(lines.filter((line) => /Content Security Policy|TrustedType|Docent:/i.test(line)), []);
});

test("tabs are one stop, and arrow keys move among them", async () => {
  await overlay("events");
  await page.keys("ArrowRight");
  assert.deepEqual((await page.focused()).text, "Facts");
  await page.ui("#view-facts");
  await page.keys("End");
  assert.deepEqual((await page.focused()).text, "Preview");
  await page.keys("ArrowRight", "Tab");
  assert.equal((await page.focused()).name, "Filter events");
});

test("a page that hides and resets everything still shows the overlay, in a small window too", async (t) => {
  await overlay("events");
  await page.inPage(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("body * { all: unset !important; display: none !important }");
    document.adoptedStyleSheets = [sheet];
  });
  const box = () => inOverlay((root) => {
    const { x, y, right, bottom, width } = root.querySelector(".panel").getBoundingClientRect();
    return x >= 0 && y >= 0 && right <= innerWidth && bottom <= innerHeight && width > 250;
  });
  assert.equal(await box(), true);
  t.after(() => page.resize(1280, 800));
  await page.resize(500, 480);
  assert.equal(await box(), true);
});

test("it opens before the module is there, by the page's URL, and for who imports Docent", async () => {
  const release = server.hold("/docent/docent.wasm");
  await page.goto(`${server.url}/host.html?x=1&docent_debug`);
  await page.inPage(() => void window.docent.init({ guidebook: "/guidebook.json", storage: { kind: "memory" } }));
  await page.ui(".panel");
  await text(".state", "loading");
  release();
  await text(".state", "ready");
  await page.goto(`${server.url}/module.html`);
  await page.ui(".panel");
  await text(".state", "ready");
});
