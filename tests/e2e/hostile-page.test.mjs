// A page that is torn apart in mid-step: 500 removals, moves, changes of attributes and routes, the
// same ones every time, for each kind that holds on to the page. Nothing throws, the focus stays in
// an open dialog, and what is left after `destroy` is what is left without Docent.
//
// What Docent attaches is counted in the page by what it attaches with, wrapped before it is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

const APP = `<div id="app"><header><h1>Host</h1><nav><a href="#a">A</a> <a href="#b">B</a></nav></header>
  <main><section id="one"><button id="t">Target</button> <input id="field"></section>
  <section id="two"><p>Text</p><div id="slot"></div></section>
  <section id="three"><ul><li>1</li><li><button class="u">Other</button></li></ul><a id="more" href="#more">More</a></section></main></div>`;

/** The app, with counters in it before anything else, and Docent or not. */
const app = (script) => html(
  `<!doctype html><html lang="en"><head><title>Host</title><script>(${count})();(${tear})()</script></head><body>${APP}${script}</body></html>`,
);
host({
  "/host.html": app(`<script src="/docent/docent.js" id="script"></script>`),
  "/alone.html": app(`<script id="script"></script>`),
});

// -- These run in the page and must stand on their own. --

/** Counts what is attached: listeners, timers, frames, observers. */
function count() {
  const listeners = new Set();
  const timers = new Set();
  const frames = new Set();
  const observers = new Set();
  const asked = { timers: 0, frames: 0 };
  const problems = [];
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const find = (target, type, heard, capture) => [...listeners].find((each) =>
    each.target === target && each.type === type && each.heard === heard && each.capture === capture);
  const captures = (options) => (typeof options === "object" ? !!options?.capture : !!options);
  EventTarget.prototype.addEventListener = function (type, heard, options) {
    const target = this ?? window;
    const capture = captures(options);
    if (heard && !options?.signal?.aborted && !(target instanceof AbortSignal) && !find(target, type, heard, capture)) {
      const entry = { target, type, heard, capture };
      listeners.add(entry);
      if (options?.signal) addEventListener.call(options.signal, "abort", () => listeners.delete(entry));
    }
    return addEventListener.call(target, type, heard, options);
  };
  EventTarget.prototype.removeEventListener = function (type, heard, options) {
    listeners.delete(find(this ?? window, type, heard, captures(options)));
    return removeEventListener.call(this ?? window, type, heard, options);
  };
  const { setTimeout, setInterval, clearTimeout, requestAnimationFrame, cancelAnimationFrame } = window;
  window.setTimeout = (act, ...rest) => {
    asked.timers += 1;
    const id = setTimeout(() => (timers.delete(id), act()), ...rest);
    timers.add(id);
    return id;
  };
  window.setInterval = (...rest) => {
    asked.timers += 1;
    const id = setInterval(...rest);
    timers.add(id);
    return id;
  };
  window.clearTimeout = window.clearInterval = (id) => (timers.delete(id), clearTimeout(id));
  window.requestAnimationFrame = (act) => {
    asked.frames += 1;
    const id = requestAnimationFrame((now) => (frames.delete(id), act(now)));
    frames.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => (frames.delete(id), cancelAnimationFrame(id));
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      observe(...what) {
        observers.add(this);
        super.observe(...what);
      }
      disconnect() {
        observers.delete(this);
        super.disconnect();
      }
    };
  }
  addEventListener.call(window, "error", ({ message }) => problems.push(message));
  addEventListener.call(window, "unhandledrejection", ({ reason }) => problems.push(`${reason}`));
  const { error } = console;
  console.error = (...words) => (problems.push(words.join(" ")), error(...words));
  window.counted = {
    asked,
    problems,
    frame: () => new Promise((done) => requestAnimationFrame.call(window, done)),
    /** What is attached now, by name; what hangs on nodes that are gone goes with them. */
    attached: () => {
      const lasting = [...listeners].filter(({ target }) => !(target instanceof Node) || target.isConnected);
      return {
        listeners: lasting.map(({ target, type }) => `${target.constructor.name} ${type}`).sort(),
        timers: timers.size, frames: frames.size, observers: observers.size,
      };
    },
    /** All of the page's own: nodes, attributes, styles. */
    page: () => [document.documentElement.outerHTML.replace(/<script.*?<\/script>/gs, ""), document.adoptedStyleSheets.length, document.styleSheets.length],
  };
}

/** Makes the page misbehave, in the same way for the same seed. */
function tear() {
  window.tear = async (seed, times, after) => {
    // mulberry32
    const chance = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const one = (list) => list[Math.floor(chance() * list.length)];
    const app = document.querySelector("#app");
    const own = [...app.querySelectorAll(":not(docent-ui)")];
    const here = () => own.filter((node) => app.contains(node));
    const put = (node) => {
      const parent = one([app, ...here()].filter((each) => !node.contains(each) && !/INPUT/.test(each.tagName)));
      const mates = [...parent.children].filter((each) => own.includes(each) && each !== node);
      parent.insertBefore(node, mates.length > 0 ? one(mates) : null);
    };
    const ways = [
      () => one(own).remove(),
      () => put(one(own)),
      () => put(one(own)),
      () => put(one(own.filter((node) => !app.contains(node)).concat(one(own)))),
      () => one(own).toggleAttribute("hidden"),
      () => one(own).setAttribute("class", one(["x", "u", "docent-ui", ""])),
      () => one(own).setAttribute("style", one(["display: none", "position: fixed; top: 40px", "transform: scale(.5)", "visibility: hidden", "margin: 300px", ""])),
      () => one(own).toggleAttribute("inert"),
      () => document.documentElement.setAttribute("dir", one(["ltr", "rtl"])),
      () => document.body.setAttribute("style", one(["min-height: 4000px", "overflow: hidden", "zoom: 1.5", ""])),
      () => history.pushState(null, "", `?page=${Math.floor(chance() * 9)}`),
      () => history.replaceState(null, "", `#${Math.floor(chance() * 9)}`),
      () => scrollTo(0, chance() * 900),
      () => one(own).focus(),
      () => document.body.append(app),
      // As libraries do that take a page's content from the network.
      () => document.body.replaceChildren(app, document.querySelector("#script")),
    ];
    for (let time = 0; time < times; time += 1) {
      one(ways)();
      if (time % 4 === 0) await window.counted.frame();
      await after?.(time);
    }
    scrollTo(0, 0);
    await window.counted.frame();
  };
}

// -- The tests --

const actions = [{ label: "OK", do: "complete" }];
const kinds = {
  tooltip: [{ kind: "flow", steps: [{ id: "a", type: "tooltip", target: ["#t", ".u"], title: "Here", actions }] }, ".tooltip:not([data-waiting])"],
  modal: [{ kind: "survey", questions: [{ id: "q", type: "single", title: "Which?", options: [{ value: "a" }, { value: "b" }] }] }, "dialog[open]"],
  spotlight: [{ kind: "spotlight", spots: [{ id: "a", target: "#t", title: "Dot" }, { id: "b", type: "tooltip", target: "#more", title: "Tip" }] }, ".beacon:not([data-waiting])"],
  inline: [{ kind: "inline", target: "#slot", title: "In the page", actions }, ".inline"],
  checklist: [{ kind: "checklist", open: true, title: "To do", tasks: [{ id: "a", title: "One", actions }] }, ".panel"],
};

/** Opens the host with Docent and an experience on it. */
async function visit(experience, css) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experience) => {
    await window.docent.init({
      storage: { kind: "memory" },
      guidebook: { version: 1, experiences: [{ id: "x", frequency: "always", trigger: { on: "page" }, ...experience }] },
    });
  }, experience);
  await page.ui(css);
}

for (const [name, [experience, css]] of Object.entries(kinds)) {
  test(`a page torn apart under a ${name} is not harmed, and gets everything back`, async () => {
    await page.goto(`${server.url}/alone.html`);
    const alone = await page.inPage(async () => {
      await window.tear(7, 500);
      // Asked in the same way: while it waits, WebKit's driver has a timer of its own in the page.
      return { attached: window.counted.attached(), page: window.counted.page() };
    });
    await visit(experience, css);
    const found = await page.inPage(async () => {
      const lost = [];
      let open = 0;
      await window.tear(7, 500, (time) => {
        const dialog = document.querySelector("docent-ui")?.shadowRoot.querySelector("dialog:modal");
        open += dialog ? 1 : 0;
        if (dialog && document.activeElement?.localName !== "docent-ui") lost.push(`${time}: the focus is in ${document.activeElement?.localName}`);
      });
      return { lost: lost.slice(0, 5), problems: window.counted.problems, status: window.docent.status, often: open > 250 };
    });
    assert.deepEqual(found, { lost: [], problems: [], status: "ready", often: name === "modal" });
    // It holds on as long as there is something to hold on to.
    await page.inPage((app) => {
      const fresh = document.createElement("template");
      fresh.innerHTML = app;
      window.torn = document.querySelector("#app");
      window.torn.replaceWith(fresh.content);
    }, APP);
    await page.ui(css);
    const left = await page.inPage(() => {
      document.querySelector("#app").replaceWith(window.torn);
      window.docent.destroy();
      return { attached: window.counted.attached(), page: window.counted.page() };
    });
    assert.deepEqual(left, alone);
  });
}

for (const [name, [experience, css]] of Object.entries(kinds)) {
  test(`while nothing moves, an open ${name} asks for no timer and no frame`, async () => {
    await visit(experience, css);
    const asked = await page.inPage(async () => {
      const { asked, frame } = window.counted;
      const rest = async (frames) => {
        for (let at = 0; at < frames; at += 1) await frame();
      };
      await rest(40);
      const before = { ...asked };
      await rest(60);
      return [before, asked];
    });
    assert.deepEqual(asked[1], asked[0]);
  });
}

test("an element of the page that is called docent is not taken for Docent", async (t) => {
  server.overrides.set("/named.html", {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><div id="docent"></div>
      <script src="/docent/snippet.js"></script><script>window.early = typeof docent.track</script><script src="/docent/docent.js"></script></body></html>`,
  });
  t.after(() => server.overrides.delete("/named.html"));
  await page.goto(`${server.url}/named.html`);
  const started = await page.inPage(async () => [window.early, await window.docent.init({ storage: { kind: "memory" } })]);
  assert.deepEqual(started, ["function", "ready"]);
});
