// Every kind of experience and every trigger in a page: what is drawn, what the keyboard can do,
// and what is left behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, inRoot, page } from "./harness/host.mjs";
import { KINDS, checklist, show } from "./harness/kinds.mjs";

host(KINDS);

const heard = () => page.inPage(() => window.heard);
const hears = (state) => page.waitFor((state) => window.heard.includes(state), state, { args: [state] });
const focusedId = () => page.inPage(() => document.activeElement.id);

test("a checklist is a button that opens a list, counts, and is done with its last task", async () => {
  await show([checklist]);
  assert.equal(await page.uiText(".pill"), "Get started 0 of 2 done");
  assert.equal(await focusedId(), "host", "it takes no focus");
  const folded = await inRoot((root) => {
    const pill = root.querySelector(".pill");
    return [pill.ariaExpanded, root.getElementById(pill.getAttribute("aria-controls")).hidden];
  });
  assert.deepEqual(folded, ["false", true]);
  await page.uiClick(".pill");
  await page.ui(".panel");
  const list = await inRoot((root) => [
    root.querySelector(".pill").ariaExpanded,
    root.querySelector("ul").getAttribute("role"),
    [...root.querySelectorAll("li [role=img]")].map((mark) => mark.ariaLabel),
  ]);
  assert.deepEqual(list, ["true", "list", ["To do", "To do"]]);
  await page.inPage(() => window.docent.track("Made"));
  await page.ui("li[data-done]");
  assert.match(await page.uiText(".pill"), /1 of 2 done/);
  await page.uiClick("[data-press='1.0']");
  await page.waitFor(() => window.heard.includes("x0 completed"), "the checklist to be completed");
  assert.match(await page.uiText(".pill"), /2 of 2 done/);
  await page.uiClick("[data-press=close]");
  await page.uiGone(".dock");
  assert.deepEqual(await heard(), ["x0 started", "x0 seen", "x0 engaged", "x0 step make", "x0 step read", "x0 completed"]);
});

test("Escape folds a checklist and leaves the keyboard on its button", async () => {
  await show([checklist]);
  await page.uiClick(".pill");
  await page.keys("Tab");
  assert.equal((await page.focused()).text, "I read it");
  await page.keys("Escape");
  await page.uiGone(".panel");
  assert.match((await page.focused()).text, /Get started/);
  assert.ok(await page.hasUi(".pill"));
});

test("a checklist survives a reload with what is done and open", async () => {
  await show([checklist], { options: { storage: { kind: "auto", prefix: "kinds" } } });
  await page.uiClick(".pill");
  await page.uiClick("[data-press='1.0']");
  await page.ui("li[data-done]");
  await show([checklist], { options: { storage: { kind: "auto", prefix: "kinds" } } });
  await page.ui(".panel li[data-done]");
  assert.match(await page.uiText(".pill"), /1 of 2 done/);
  await page.inPage(() => window.docent.erase());
});

test("an inline card comes with its element and goes with it, and takes no focus", async () => {
  await show([{ kind: "inline", target: "#slot", title: "New here", body: ["Text"], actions: [{ label: "OK", do: "complete" }] }]);
  await page.ui(".inline");
  const placed = () => page.inPage(() => [...document.querySelectorAll("docent-ui[data-inline]")].map((host) => host.parentElement.id));
  assert.deepEqual(await placed(), ["slot"]);
  assert.equal(await focusedId(), "host");
  await hears("x0 seen");
  await page.inPage(() => {
    window.slot = document.querySelector("#slot");
    window.slot.remove();
  });
  await page.uiGone(".inline");
  await page.inPage(() => document.querySelector("main").append(window.slot));
  await page.ui(".inline");
  await page.uiClick("[data-press='0']");
  await page.uiGone(".inline");
  await hears("x0 completed");
  assert.deepEqual(await placed(), []);
});

test("an inline banner pushes the page down, and an overlay does not", async () => {
  const top = () => page.inPage(() => document.querySelector("#host").getBoundingClientRect().top);
  await show([{ kind: "banner", body: ["Over"] }]);
  await page.ui(".banner");
  const before = await top();
  await show([{ kind: "banner", layout: "inline", body: ["In"] }]);
  await page.ui(".banner");
  assert.ok((await top()) > before + 20);
  await show([{ kind: "banner", layout: "inline", position: "bottom", body: ["In"] }]);
  await page.ui(".banner");
  assert.equal(await top(), before);
  const below = () => page.inPage(() => {
    const banner = document.querySelector("docent-ui[data-inline]").getBoundingClientRect();
    return banner.top >= document.querySelector("main").getBoundingClientRect().bottom;
  });
  assert.ok(await below());
});

const spotlight = {
  kind: "spotlight",
  spots: [
    { id: "save", target: "#save", title: "Saves by itself", body: ["Always."] },
    { id: "more", type: "tooltip", target: "#more", title: "More of it" },
  ],
};

test("a dot sits on its element, opens by click, and goes when it was understood", async () => {
  await show([{ kind: "spotlight", spots: [spotlight.spots[0]] }]);
  await page.ui(".beacon");
  await page.waitFor(() => {
    const { right, top } = document.querySelector("#save").getBoundingClientRect();
    const { x, y, width, height } = document.querySelector("docent-ui").shadowRoot.querySelector(".beacon").getBoundingClientRect();
    return Math.abs(x + width / 2 - right) <= 1 && Math.abs(y + height / 2 - top) <= 1 && width >= 24;
  }, "the dot on its corner");
  assert.equal(await focusedId(), "host");
  await page.uiClick(".beacon");
  await page.ui(".spotlight .tooltip:not([hidden])");
  assert.equal(await inRoot((root) => root.querySelector(".beacon").ariaExpanded), "true");
  await page.keys("Escape");
  await page.uiGone(".spotlight .tooltip");
  await page.keys("Enter");
  await page.ui(".spotlight .tooltip");
  await page.uiClick(".spotlight .close");
  await page.uiGone(".spotlight .tooltip");
  assert.ok(await page.hasUi(".beacon"), "closed is not gone");
  await page.uiClick(".beacon");
  await page.uiClick("[data-press='0.0']");
  await page.uiGone(".beacon");
  assert.deepEqual(await heard(), ["x0 started", "x0 seen", "x0 engaged", "x0 step save", "x0 completed"]);
});

test("a plain tooltip comes by the focus and the pointer, can be entered, and goes with Escape", async () => {
  await show([spotlight]);
  await page.ui(".beacon");
  await page.inPage(() => document.querySelector("#more").focus());
  const tip = await page.ui("[role=tooltip]");
  assert.equal(await tip.getText(), "More of it");
  // The element says it itself, as its description.
  await page.waitFor(() => document.querySelector("#more").hasAttribute("aria-describedby"), "the description");
  assert.equal(await page.inPage(() => document.getElementById(document.querySelector("#more").getAttribute("aria-describedby")).textContent), "More of it");
  assert.equal(await inRoot((root) => root.querySelector("[aria-live]").textContent), "");
  await page.keys("Escape");
  await page.uiGone("[role=tooltip]");
  assert.equal(await focusedId(), "more", "the focus stays");
  const driver = await page.driver();
  const move = async (origin) => driver.actions().move({ origin }).perform();
  // From here on, what is to wait a moment waits until the test rings. Drivers set longer timers in the page.
  await page.inPage(() => {
    const { setTimeout: set, clearTimeout: clear } = window;
    const held = new Map();
    let last = 0;
    window.setTimeout = (act, span) => (span < 1000 ? held.set((last -= 1), act) && last : set(act, span));
    window.clearTimeout = (timer) => held.delete(timer) || clear(timer);
    window.ring = () => {
      const due = [...held.values()];
      held.clear();
      due.forEach((act) => act());
      return due.length;
    };
  });
  const ring = () => page.inPage(() => window.ring());
  await move(await page.find("#more"));
  const again = await page.ui("[role=tooltip]");
  await move(await page.find("#host"));
  await move(again);
  await ring();
  assert.ok(await page.hasUi("[role=tooltip]"), "it stays while the pointer is in it");
  await move(await page.find("#host"));
  assert.ok(await page.hasUi("[role=tooltip]"), "and for the moment it takes to come back");
  assert.ok(await ring(), "something waited");
  await page.uiGone("[role=tooltip]");
});

test("a launcher opens a panel with a search box, and what is in it", async () => {
  await show([
    { kind: "launcher", title: "Help", label: "?", items: [
      { title: "Handbook", url: "#handbook" }, { title: "The tour", body: ["Two steps"], experience: "tour" }] },
    { id: "tour", kind: "flow", trigger: { on: "manual" }, steps: [{ id: "a", type: "modal", title: "Here we go" }] },
  ]);
  await page.uiClick(".pill");
  await page.ui(".panel");
  assert.equal((await page.focused()).name, "Search");
  await page.keys("two");
  const found = () => inRoot((root) => [...root.querySelectorAll("li")].filter((li) => !li.hidden).map((li) => li.innerText.split(/\n+/)));
  assert.deepEqual(await found(), [["The tour", "Two steps"]]);
  await page.keys("x");
  assert.equal(await page.uiText("[role=status]"), "Nothing found");
  await page.keys("Escape");
  await page.uiGone(".panel");
  await page.keys("Enter");
  await page.ui(".panel");
  await page.keys("Tab", "Enter");
  await page.waitFor(() => location.hash === "#handbook", "the handbook");
  await page.uiGone(".panel");
  await page.uiClick(".pill");
  await page.uiClick("[data-press='1.0']");
  await page.ui("dialog");
});

test("a launcher is searched by words, in any order, without capitals and accents", async () => {
  const titles = ["Take the tour", "Keyboard shortcuts", "Über uns und unsere Maße"];
  await show([{ kind: "launcher", title: "Help", items: titles.map((title) => ({ title, url: "#" })) }]);
  await page.uiClick(".pill");
  await page.ui(".panel");
  const find = (words) => inRoot((root, words) => {
    const search = root.querySelector("[type=search]");
    search.value = words;
    search.dispatchEvent(new Event("input"));
    return [...root.querySelectorAll("li")].filter((li) => !li.hidden).map((li) => li.textContent);
  }, words);
  assert.deepEqual(await find("tour TAKE"), [titles[0]]);
  assert.deepEqual(await find(" shortcut  keyb "), [titles[1]]);
  assert.deepEqual(await find("uber"), [titles[2]]);
  assert.deepEqual(await find("MASSE"), [titles[2]]);
  assert.deepEqual(await find(" "), titles);
  assert.deepEqual(await find("tour uns"), []);
});

test("a link in a text goes by the router of the page, which knows paths", async () => {
  await show([]);
  await page.inPage(async (experience) => {
    window.docent.destroy();
    experience.body.push({ paragraph: { link: "The same", url: `${location.origin}/projects?a=1#top` } });
    await window.docent.init({
      storage: { kind: "memory" }, guidebook: { version: 1, experiences: [experience] }, navigate: (url) => window.heard.push(url),
    });
  }, { id: "b", kind: "banner", body: [{ paragraph: { link: "Projects", url: "/projects?a=1" } }] });
  await page.ui(".banner a");
  await page.uiClick(".banner a");
  await page.uiClick(".banner p + p a");
  assert.deepEqual((await heard()).filter((each) => each.startsWith("/")), ["/projects?a=1", "/projects?a=1#top"]);
  assert.ok(await page.hasUi(".banner"), "it is read further");
});

test("of two panels, the one that is opened folds the other", async () => {
  await show([
    { id: "help", kind: "launcher", title: "Help", label: "?", items: [{ title: "Handbook", url: "#handbook" }] },
    { id: "list", kind: "checklist", title: "To do", open: true, tasks: [{ id: "a", title: "One", done: { $event: { name: "One" } } }] },
  ]);
  await page.ui(".checklist .panel");
  await page.uiClick(".launcher .pill");
  await page.ui(".launcher .panel");
  await page.uiGone(".checklist .panel");
  assert.equal((await page.focused()).name, "Search");
  await page.uiClick(".checklist .pill");
  await page.ui(".checklist .panel");
  await page.uiGone(".launcher .panel");
});

test("a task that is marked as done leaves the list and the keyboard where they were", async () => {
  const tasks = Array.from({ length: 20 }, (_, at) => ({ id: `t${at}`, title: `Task ${at}` }));
  await show([{ ...checklist, open: true, tasks }]);
  await page.ui(".panel");
  const before = await inRoot((root) => {
    const button = root.querySelector("[data-press='9.0']");
    button.scrollIntoView({ block: "center" });
    button.focus();
    return root.querySelector(".card").scrollTop;
  });
  assert.ok(before > 0);
  await page.keys("Enter");
  const item = await page.ui("[data-done]");
  assert.equal(await inRoot((root) => root.querySelector(".card").scrollTop), before);
  assert.equal((await page.focused()).tag, "li");
  assert.match(await item.getText(), /Task 9/);
  await page.keys("Tab");
  assert.equal(await inRoot((root) => root.activeElement.dataset.press), "10.0");
});

test("a launcher says how many it found, opens the first by Enter, and its search box stays in its place", async () => {
  await show([{ kind: "launcher", title: "Help", items: ["One", "Two", "Twine"].map((title) => ({ title, url: `#${title}` })) }]);
  await page.uiClick(".pill");
  await page.ui(".panel");
  const top = () => inRoot((root) => root.querySelector("input").getBoundingClientRect().top);
  const before = await top();
  await page.keys("Enter", "tw");
  assert.equal(await page.inPage(() => location.hash), "", "nothing was looked for");
  assert.equal(await inRoot((root) => root.querySelector("[role=status]").textContent), "2 found");
  await page.keys("i");
  assert.equal(await top(), before);
  await page.keys("Enter");
  await page.waitFor(() => location.hash === "#Twine", "the first hit");
});

test("a panel takes the keyboard too where a click gives a button no focus, as in Safari", async () => {
  await show([{ kind: "launcher", title: "Help", items: [{ title: "Handbook", url: "#handbook" }] }]);
  await page.ui(".pill");
  await inRoot((root) => root.querySelector(".pill").click());
  await page.ui(".panel");
  assert.equal((await page.focused()).name, "Search");
  await page.keys("Escape");
  await page.uiGone(".panel");
});

test("scrolling, an element and quiet start what waits for them, and nothing else is watched", async () => {
  const inline = (trigger) => ({ kind: "inline", target: "#slot", trigger });
  await show([
    { ...inline({ on: "scroll", percent: 50 }), title: "Scrolled" },
    { ...inline({ on: "element", selector: ".late", when: "appears" }), title: "Appeared" },
    { ...inline({ on: "idle", after: "1s" }), title: "Quiet" },
  ]);
  await page.inPage(() => {
    const tall = document.createElement("div");
    tall.style.height = "4000px";
    document.body.append(tall);
    scrollTo(0, 500);
  });
  await hears("x2 started");
  assert.deepEqual(await heard().then((all) => all.filter((state) => /started/.test(state))), ["x2 started"]);
  await page.inPage(() => scrollTo(0, 3000));
  await hears("x0 started");
  await page.inPage(() => {
    const late = document.createElement("p");
    late.className = "late";
    late.textContent = "Late";
    document.body.append(late);
  });
  await hears("x1 started");
});

test("the pointer on its way out through the top starts what waits for it", async () => {
  await show([{ kind: "banner", trigger: { on: "exit" }, body: ["Wait"] }]);
  const leave = (clientY) => page.inPage((clientY) => {
    document.documentElement.dispatchEvent(new MouseEvent("mouseout", { clientY, bubbles: true }));
  }, clientY);
  await leave(300);
  assert.equal(await page.hasUi(".banner"), false);
  await leave(-1);
  await page.ui(".banner");
});

test("a survey thanks at the end", async () => {
  await show([{ kind: "survey", thanks: ["Thank you!"], questions: [{ id: "q", type: "number", title: "How many?", max: 3 }] }]);
  await page.ui("dialog .text");
  await page.keys("7", "Enter");
  assert.equal(await page.uiText("[role=alert]"), "Please enter at most 3.");
  await page.keys("BackSpace", "2", "Enter");
  await page.waitFor(() => window.heard.includes("x0 completed"), "the survey to be completed");
  assert.equal(await page.uiText("dialog .body"), "Thank you!");
  assert.equal((await page.focused()).text, "Close");
  await page.keys("Enter");
  await page.uiGone("dialog");
  assert.equal(await focusedId(), "host");
});

test("who goes back in a survey finds what was typed and not submitted yet when they come again", async () => {
  const text = (id, title) => ({ id, type: "text", title });
  await show([{ kind: "survey", questions: [text("a", "A"), text("b", "B"), text("c", "C")] }]);
  const value = () => inRoot((root) => root.querySelector(".text").value);
  const at = (title) => page.waitFor((title) => {
    const { shadowRoot } = document.querySelector("docent-ui");
    return shadowRoot.querySelector("h2").textContent === title;
  }, title, { args: [title] });
  await page.ui("dialog .text");
  await page.keys("one", "Enter");
  await at("B");
  await page.keys("two");
  await page.uiClick("[data-press=back]");
  await at("A");
  assert.equal(await value(), "one");
  await page.keys("!", "Enter");
  await at("B");
  assert.equal(await value(), "two");
  const answers = await page.inPage(() => window.docent.facts().answers);
  assert.deepEqual(answers, { x0: { a: "one!" } }, "it is no answer yet");
  await page.keys("Enter");
  await at("C");
  await page.uiClick("[data-press=back]");
  await at("B");
  assert.equal(await value(), "two");
});

test("themes and languages: safe tokens alone, and right to left where it is written so", async () => {
  const guidebook = { theme: { accent: "#006677", surface: "url(//evil.example)", line: "red;}*{display:none", radius: 3, field: "image-set('//evil.example' 1x)", muted: "#fff\nurl(//evil.example)" } };
  const experience = { kind: "banner", title: "Hello", theme: { accent: "rgb(1, 2, 3)" }, actions: [{ label: "OK", do: "complete" }], locale: { ar: { title: "مرحبا" } } };
  await show([experience], { guidebook, options: { ui: { locale: "ar-EG" } } });
  await page.ui(".banner");
  const looks = await inRoot((root) => {
    const host = getComputedStyle(root.host);
    const banner = root.querySelector(".banner");
    return [
      ...["accent", "surface", "line", "radius", "field", "muted"].map((name) => host.getPropertyValue(`--docent-${name}`)),
      getComputedStyle(root.querySelector(".primary")).backgroundColor, banner.dir, banner.lang, banner.innerText.split("\n")[0],
    ];
  });
  assert.deepEqual(looks, ["#006677", "", "", "3px", "", "", "rgb(1, 2, 3)", "rtl", "ar-EG", "مرحبا"]);
});

test("the host says into what, in which direction, how dark and how high", async () => {
  await show([{ kind: "banner", body: ["B"] }], { options: { ui: { container: "#slot", dir: "rtl", theme: "dark", zIndex: 7 } } });
  await page.ui(".banner");
  const looks = await inRoot((root) => {
    const { colorScheme, zIndex } = getComputedStyle(root.host);
    return [root.host.parentElement.id, root.querySelector(".banner").dir, colorScheme, zIndex];
  });
  assert.deepEqual(looks, ["slot", "rtl", "dark", "7"]);
});

test("what is open follows the page when that changes its colours", async () => {
  const theme = { radius: 4, dark: { accent: "#ff8800" } };
  await show([{ kind: "banner", body: ["B"], theme }, { kind: "inline", target: "#slot", title: "In the page" }]);
  await page.ui(".banner");
  const own = () => page.inPage(() => {
    const [{ style }] = [...document.querySelectorAll("docent-ui")].flatMap((each) => each.shadowRoot.querySelector(".banner") ?? []);
    return ["--docent-accent", "--docent-radius"].map((name) => style.getPropertyValue(name));
  });
  const schemes = (wanted) => page.waitFor((wanted) =>
    [...document.querySelectorAll("docent-ui")].every((each) => getComputedStyle(each).colorScheme === wanted),
  `everything to be ${wanted}`, { args: [wanted] });
  await page.inPage(() => { document.documentElement.style.colorScheme = "dark"; });
  await schemes("dark");
  assert.deepEqual(await own(), ["#ff8800", "4px"]);
  await page.inPage(() => { document.documentElement.style.colorScheme = "light"; });
  await schemes("normal");
  assert.deepEqual(await own(), ["", "4px"], "what is for the dark goes with it");
});

test("what is open goes into a dialog that the page opens over it, and out again, with what was typed", async () => {
  await show([{ kind: "survey", present: "slideout", questions: [{ id: "q", type: "text", title: "Why?" }] }]);
  await (await page.ui("input")).sendKeys("Because");
  await page.inPage(() => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.id = "theirs";
    dialog.showModal();
  });
  const parent = () => page.inPage(() => document.querySelector("docent-ui").parentElement.id);
  await page.waitFor(() => document.querySelector("#theirs docent-ui"), "it to be in the dialog");
  await (await page.ui("input")).sendKeys(" it");
  await page.inPage(() => document.querySelector("#theirs").close());
  await page.waitFor(() => !document.querySelector("#theirs docent-ui"), "it to be out of the dialog");
  assert.equal(await parent(), "");
  assert.equal(await (await page.ui("input")).getAttribute("value"), "Because it");
  assert.equal(await inRoot((root) => root.querySelector(".slideout").matches(":popover-open")), true);
});

test("a plain tooltip is the description of its element for as long as it is offered", async () => {
  await show([{ kind: "spotlight", spots: [{ id: "more", type: "tooltip", target: "#more", title: "All of it", body: ["And more"] }] }]);
  await page.waitFor(() => document.querySelector("#more").hasAttribute("aria-describedby"), "the description");
  const note = await page.inPage(() => {
    const note = document.getElementById(document.querySelector("#more").getAttribute("aria-describedby"));
    return [note.textContent, getComputedStyle(note).display];
  });
  assert.deepEqual(note, ["All of it. And more", "none"]);
  await page.inPage(() => window.docent.end("x0"));
  assert.equal(await page.inPage(() => document.querySelector("#more").hasAttribute("aria-describedby")), false);
});

test("destroy takes every kind off the page", async () => {
  await show([checklist, spotlight, { kind: "inline", target: "#slot", title: "Here" }, { kind: "banner", layout: "inline", body: ["B"] },
    { kind: "launcher", title: "Help", items: [{ title: "A", url: "/a" }] }]);
  for (const css of [".checklist .pill", ".launcher .pill", ".beacon", ".inline", ".banner"]) await page.ui(css);
  assert.equal(await page.inPage(() => {
    window.docent.destroy();
    return document.querySelectorAll("docent-ui").length;
  }), 0);
  const errors = (await page.console()).filter(({ level, message }) => level === "SEVERE" && !/favicon/.test(message));
  assert.deepEqual(errors, []);
});

test("what is ended in the same breath does not come, and what is asked for next does", async () => {
  const flow = (title) => ({ kind: "flow", trigger: { on: "manual" }, steps: [{ id: "a", type: "modal", title }] });
  // A database takes a moment to grant it; memory would have shown it at once.
  await show([flow("Not wanted"), flow("Wanted")], { options: { storage: { kind: "auto" } } });
  await page.inPage(() => {
    window.docent.show("x0");
    window.docent.end("x0");
    window.docent.show("x1");
  });
  await hears("x1 seen");
  assert.deepEqual((await heard()).filter((state) => state.startsWith("x0")), ["x0 dismissed"]);
});

test("a button in a text does what it says, by keyboard too", async () => {
  await show([{ kind: "banner", body: ["Try it:", { button: { label: "Do", do: "track", event: "Tried" } }], actions: [{ do: "dismiss" }] }]);
  await page.inPage(() => window.docent.on("event", ({ name }) => window.heard.push(name)));
  await page.ui(".body button");
  await inRoot((root) => root.querySelector(".body button").focus());
  await page.keys("Enter");
  await hears("Tried");
});

test("a button in the text of a question takes its answer along, and a required one is asked for", async () => {
  const body = ["Short is fine.", { button: { label: "Send", do: "submit" } }];
  await show([{ kind: "survey", trigger: { on: "page" }, questions: [{ id: "q", type: "text", title: "Why?", required: true, body }] }]);
  await page.uiClick(".body button");
  assert.equal(await page.uiText("[role=alert]:not(:empty)"), "Please fill this in.");
  await (await page.ui("input")).sendKeys("Because");
  await page.inPage(() => window.docent.on("answer", ({ answer }) => window.heard.push(answer)));
  await inRoot((root) => root.querySelector(".body button").focus());
  await page.keys("Enter");
  await page.uiGone("dialog");
  assert.ok((await heard()).includes("Because"));
});

test("the status says what consent makes of it, now", async () => {
  await show([], { options: { consent: "denied" } });
  const status = () => page.inPage(() => window.docent.status);
  assert.equal(await status(), "blocked");
  await page.inPage(() => window.docent.consent("granted"));
  assert.equal(await status(), "ready");
  await page.inPage(() => window.docent.consent("denied"));
  assert.equal(await status(), "blocked");
});

test("a mask that is no selector captures nothing, and says so", async () => {
  await show([], { options: { capture: { text: true, mask: [".secret", "##"] } } });
  const events = await page.inPage(async () => {
    const heard = [];
    window.docent.on("event", ({ name }) => heard.push(name));
    document.querySelector("#save").click();
    await window.docent.track("After");
    return heard;
  });
  assert.deepEqual(events, ["After"]);
});

test("what cannot be called is not registered, and harms nothing", async () => {
  await show([{ kind: "banner", body: "B", actions: [{ label: "Call", do: "call", function: "wrong" }] }]);
  const errors = await page.inPage(() => {
    window.docent.on("error", ({ message }) => window.heard.push(message));
    window.docent.register("wrong", 3);
    return window.heard.filter((said) => said.includes("expects a function"));
  });
  assert.equal(errors.length, 1);
});

test("what was decided about consent is in localStorage for as long as it is anywhere", async () => {
  await show([], { options: { storage: { kind: "auto", prefix: "elsewhere" } } });
  const kept = () => page.inPage(() => JSON.parse(localStorage.getItem("elsewhere.consent")));
  assert.equal(await kept(), null);
  await page.inPage(() => window.docent.consent({ analytics: "pending" }));
  assert.equal((await kept()).analytics, "pending");
  await page.inPage(async () => {
    window.docent.consent("granted");
    await window.docent.erase();
  });
  assert.equal((await kept()).analytics, "granted", "a decision is not forgotten with the rest");
});
