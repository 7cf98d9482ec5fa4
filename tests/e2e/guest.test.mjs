// The careful guest: whatever is wrong with the guidebook, the network or the page, the page does
// not notice, the developer gets one clear message, and the good parts stay in force.

import assert from "node:assert/strict";
import { test } from "node:test";
import { STRICT_CSP } from "../../www/server.mjs";
import { demo, eventually } from "./harness/demo.mjs";
import { bundle } from "./harness/source.mjs";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><h1>Host</h1>
      <script src="/docent/docent.js" data-guidebook="/guidebook.json"></script></body></html>`),
  "/bare.html": html(`<!doctype html><html lang="en"><title>Host</title><body>
      <button id="delete" name="delete" aria-label="Delete Sam Smith">x</button> <input id="sought" name="q" aria-label="Search people">
      <script src="/docent/docent.js"></script></body></html>`),
  "/asleep.html": html(`<!doctype html><html lang="en"><title>Asleep</title><body><script>
      const { now } = Date;
      window.slept = 0;
      Date.now = () => now() + window.slept;
    </script><script src="/docent/docent.js"></script></body></html>`),
  "/empty.html": html("<!doctype html><title>Empty</title>"),
});

const good = (id) => ({
  id, kind: "banner", frequency: "always", trigger: { on: "page" }, body: ["Still here"],
});
const deep = (levels) => `{"version":1,"segments":[],"x":${"[".repeat(levels)}${"]".repeat(levels)}}`;

/** What Docent said in the console since it had so many lines. */
async function said(since) {
  const lines = (await page.console()).slice(since).map(({ message }) => message);
  return lines.filter((line) => /Docent:/.test(line));
}

/** Opens the host with a guidebook; returns what it says, after Docent has decided. */
async function visit(guidebook, { fresh = true } = {}) {
  server.overrides.set("/guidebook.json", guidebook);
  const heard = (await page.console()).length;
  await page.goto(`${server.url}/host.html`);
  if (fresh) {
    await page.inPage(async () => {
      document.querySelector("docent-ui")?.remove();
      window.docent.destroy();
      // Emptied and not deleted, which would wait for every page that the browser has put aside.
      const database = await new Promise((done) => {
        const request = indexedDB.open("docent", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("docent");
        request.onsuccess = () => done(request.result);
      });
      const transaction = database.transaction("docent", "readwrite");
      transaction.objectStore("docent").clear();
      await new Promise((done) => (transaction.oncomplete = done));
      database.close();
    });
  }
  const before = (await page.console()).length;
  if (fresh) await page.goto(`${server.url}/host.html`);
  await page.waitFor(() => ["ready", "blocked", "failed"].includes(window.docent.status), "Docent to decide");
  return said(fresh ? before : heard);
}

const cases = [
  ["one that is missing", { status: 404, body: "no" }, /HTTP 404/],
  ["one that is not JSON", "{ version: 1 }", /line 1, column 3: expected a key in double quotes/],
  ["one of 50 MB", Buffer.alloc(50 << 20, " "), /larger than 1 MB/],
  ["one that is nested 100,000 deep", deep(100_000), /nested more than 64 deep/],
  ["one of a newer version", { version: 2, segments: [] }, /version: is newer than this Docent reads/],
];
for (const [what, guidebook, message] of cases) {
  test(`${what} gives one clear message and harms nothing`, async () => {
    const lines = await visit(guidebook);
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.match(lines[0], message);
    assert.equal(await page.text("h1"), "Host");
    assert.equal(await page.hasUi(".banner"), false);
  });
}

test("one broken segment and one unknown field leave the rest in force", async () => {
  const lines = await visit({
    version: 1,
    segments: [
      { id: "fine", where: {} },
      { id: "broken", where: { $event: { name: "x", within: "soon" } } },
    ],
    experiences: [
      { ...good("typo"), audiance: {} },
      { ...good("refers"), audience: { $segment: "broken" } },
      good("good"),
    ],
  });
  assert.equal(lines.length, 1);
  for (const part of [
    /segments\[1\]\.where\.\$event\.within: expected a duration/,
    /experiences\[0\]\.audiance: is not a field/,
    /experiences\[1\]\.audience\.\$segment: refers to a segment/,
  ]) {
    assert.match(lines[0], part);
  }
  assert.match(await page.uiText(".banner"), /Still here/);
  assert.deepEqual(await page.inPage(() => window.docent.segments()), ["fine"]);
});

test("a broken new guidebook leaves the last good copy in force", async () => {
  await visit({ version: 1, experiences: [good("kept")] });
  await page.uiText(".banner");
  const before = (await page.console()).length;
  await visit("nonsense", { fresh: false });
  // The cached copy is in force at once; what is wrong with the new one is said when it arrives.
  await eventually(async () => (await said(before)).length > 0, "the message");
  assert.equal((await said(before)).length, 1);
  assert.match(await page.uiText(".banner"), /Still here/);
});

test("destroy leaves the page as it was found", async () => {
  await visit({ version: 1, experiences: [good("here")] });
  await page.ui(".banner");
  const after = await page.inPage(() => {
    const patched = history.pushState;
    window.docent.destroy();
    return {
      nodes: document.querySelectorAll("docent-ui").length,
      restored: history.pushState !== patched && /native code/.test(String(history.pushState)),
      status: window.docent.status,
    };
  });
  assert.deepEqual(after, { nodes: 0, restored: true, status: "destroyed" });
});

test("what arrives after destroy shows nothing", async () => {
  await visit({ version: 1 });
  const release = server.hold("/guidebook.json");
  await page.goto(`${server.url}/host.html`);
  await eventually(() => server.requests.some(({ path }) => path === "/docent/docent.wasm"), "the module");
  await page.inPage(() => window.docent.destroy());
  server.overrides.set("/guidebook.json", { version: 1, experiences: [good("late")] });
  release();
  await page.inPage(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await page.hasUi(".banner"), false);
});

test("a trap in the module is caught, everything is detached, and the page goes on", async () => {
  await visit({ version: 1, experiences: [good("before")] });
  await page.ui(".banner");
  const errors = await page.inPage(() => {
    let uncaught = 0;
    window.addEventListener("error", () => (uncaught += 1));
    const told = [];
    window.docent.on("error", ({ message }) => told.push(message));
    // The module asks the page for the time at every step; a page may break anything. (Where a
    // driver runs scripts in a scope of their own, as Firefox's does, `Date` alone is not the page's.)
    const { Date } = window;
    const now = Date.now;
    Date.now = () => {
      throw new Error("broken by the page");
    };
    const { getTimezoneOffset } = Date.prototype;
    Date.prototype.getTimezoneOffset = Date.now;
    document.body.click();
    Date.now = now;
    Date.prototype.getTimezoneOffset = getTimezoneOffset;
    document.body.click();
    return { uncaught, told: told.length, status: window.docent.status, ui: document.querySelectorAll("docent-ui").length };
  });
  assert.deepEqual(errors, { uncaught: 0, told: 1, status: "failed", ui: 0 });
});

test("everything works under a strict content security policy with trusted types", async (t) => {
  const strict = await demo({ csp: STRICT_CSP });
  t.after(() => strict.close());
  await page.goto(strict.url);
  await page.waitFor(() => window.docent?.status === "ready", "Docent to be ready");
  assert.match(await page.uiText("dialog"), /What best describes you/);
  const lines = (await page.console()).map(({ message }) => message);
  const violations = lines.filter((line) => /Content Security Policy|TrustedType/i.test(line));
  assert.deepEqual(violations, []);
});

test("a page that hides and resets everything still shows the guide", async () => {
  await visit({ version: 1, experiences: [good("stubborn")] });
  await page.ui(".banner");
  await page.inPage(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("body * { all: unset !important; display: none !important }");
    document.adoptedStyleSheets = [sheet];
  });
  const box = await page.inPage(() => {
    const banner = document.querySelector("docent-ui").shadowRoot.querySelector(".banner");
    const { width, height } = banner.getBoundingClientRect();
    return width > 100 && height > 20;
  });
  assert.equal(box, true);
});

test("a tooltip follows its element through scroll, resize and a shift of the layout, and then rests", async () => {
  await visit({
    version: 1,
    experiences: [
      { id: "tip", kind: "flow", frequency: "always", trigger: { on: "page" }, steps: [{ id: "a", type: "tooltip", target: "#anchor", placement: "bottom", title: "Here" }] },
    ],
  });
  await page.inPage(() => {
    const anchor = document.createElement("button");
    anchor.id = "anchor";
    anchor.textContent = "Anchor";
    const above = document.createElement("div");
    above.id = "above";
    const below = document.createElement("div");
    above.style.height = "300px";
    below.style.height = "3000px";
    document.body.append(above, anchor, below);
  });
  await page.ui(".tooltip:not([data-waiting])");
  const beside = () =>
    page.waitFor(
      () => {
        const tip = document.querySelector("docent-ui").shadowRoot.querySelector(".tooltip").getBoundingClientRect();
        const anchor = document.querySelector("#anchor").getBoundingClientRect();
        return Math.abs(tip.top - anchor.bottom - 12) < 2 && tip.left <= anchor.left + anchor.width / 2 + 1;
      },
      "the tooltip to stand below its element",
    );
  await beside();
  await page.inPage(() => window.scrollTo(0, 120));
  await beside();
  await page.resize(700, 600);
  await beside();
  await page.inPage(() => (document.querySelector("#above").style.height = "360px"));
  await beside();
  await page.resize(1280, 800);
  const calls = await page.inPage(async () => {
    const frames = (count) => new Promise((done) => (function next(left) { left ? requestAnimationFrame(() => next(left - 1)) : done(); })(count));
    await frames(30);
    const original = window.requestAnimationFrame;
    let calls = 0;
    window.requestAnimationFrame = (act) => ((calls += 1), original.call(window, act));
    await new Promise((done) => original.call(window, () => original.call(window, () => original.call(window, done))));
    window.requestAnimationFrame = original;
    return calls;
  });
  assert.equal(calls, 0, "no frame is asked for while nothing moves");
});

test("where there is no IndexedDB, localStorage remembers; where there is neither, it works for the page", async (t) => {
  const without = (script) => ({
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: `<!doctype html><html lang="en"><title>Host</title><body><h1>Host</h1><script>${script}</script>
      <script src="/docent/docent.js" data-guidebook="/guidebook.json"></script></body></html>`,
  });
  const database = "Object.defineProperty(window, 'indexedDB', { value: undefined });";
  const local = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });";
  server.overrides.set("/guidebook.json", { version: 1, experiences: [{ ...good("once"), frequency: "once" }] });
  server.overrides.set("/fallback.html", without(database));
  server.overrides.set("/memory.html", without(database + local));
  t.after(async () => {
    await page.goto(`${server.url}/host.html`);
    await page.inPage(() => localStorage.clear());
  });
  const arrive = async (path) => {
    await page.goto(server.url + path);
    await page.waitFor(() => window.docent.status === "ready", "Docent to be ready");
  };
  await arrive("/fallback.html");
  await page.ui(".banner");
  await page.uiClick(".banner .close");
  assert.match(await page.inPage(() => window.docent.track("Kept")), /^[0-9a-f-]{36}$/);
  await arrive("/fallback.html");
  assert.equal((await page.inPage(() => window.docent.explain("once"))).gate, "frequency");
  await arrive("/memory.html");
  await page.ui(".banner");
  assert.equal(await page.inPage(() => window.docent.track("Not kept")), null);
});

test("who listens once hears it once, and can be taken back", async () => {
  await page.goto(`${server.url}/bare.html`);
  const heard = await page.inPage(async () => {
    const { docent } = window;
    const heard = [];
    const listener = (name) => () => heard.push(name);
    const [once, back, both] = ["once", "taken back", "both"].map(listener);
    docent.once("event", once);
    docent.once("event", back);
    docent.off("event", back);
    docent.once("event", listener("taken back by its own function"))();
    docent.once("event", both);
    docent.on("event", both);
    docent.once("event", both);
    await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 }, capture: false });
    await docent.track("First");
    await docent.track("Second");
    docent.off("event", both);
    await docent.track("Third");
    return heard;
  });
  assert.deepEqual(heard, ["once", "both", "both"]);
});

test("labels are text that people read: captured where text is, and never of what is masked", async () => {
  const heard = async (capture) => {
    await page.goto(`${server.url}/bare.html`);
    return page.inPage(async (capture) => {
      const heard = [];
      window.docent.on("event", ({ properties: { selector, name, label, text } }) => heard.push([selector, name, label, text]));
      await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 }, capture: { pages: false, ...capture } });
      document.querySelector("#delete").click();
      document.querySelector("#sought").dispatchEvent(new Event("change", { bubbles: true }));
      return heard;
    }, capture);
  };
  // What is missing comes back from the page as null.
  assert.deepEqual(await heard({}), [["#delete", "delete", null, null], ["#sought", "q", null, null]]);
  assert.deepEqual(await heard({ text: true }), [["#delete", "delete", "Delete Sam Smith", "x"], ["#sought", "q", "Search people", null]]);
  assert.deepEqual(await heard({ text: true, mask: "#delete" }), [["#delete", "delete", null, null], ["#sought", "q", "Search people", null]]);
});

test("a call that cannot be kept says so by its name, loses nothing else, and is as it was made", async () => {
  await page.goto(`${server.url}/bare.html`);
  const [told, ids, heard] = await page.inPage(async () => {
    const { docent } = window;
    const [told, heard] = [[], []];
    docent.on("error", ({ message }) => told.push(message));
    docent.on("event", ({ name, properties }) => heard.push([name, properties.n]));
    const round = { n: 1 };
    const calls = [docent.track("Counted", { n: 1n }), docent.track("Early", round)];
    round.n = round;
    calls.push(docent.page(round));
    await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 }, capture: false });
    calls.push(docent.identify("sam", round));
    let deep = {};
    for (let level = 0; level < 64; level += 1) deep = { deep };
    calls.push(docent.group("a", { deep }), docent.set({ text: "x".repeat(40_000) }));
    return [told, await Promise.all(calls), heard];
  });
  assert.equal(told.length, 5, told.join("\n"));
  for (const [at, name] of ["track", "page", "identify", "group", "set"].entries()) {
    assert.match(told[at], new RegExp(`^docent\\.${name} .*cannot be kept\\. ${at < 3 ? "TypeError: " : "larger than 32 KB or deeper"}`));
  }
  assert.deepEqual(ids.map((id) => id ?? null), [null, null, null, null, null, null]);
  assert.deepEqual(heard, [["Early", 1]]);
});

test("a page is called as it calls itself soon after the route, and nothing on it is told before it", async () => {
  await page.goto(`${server.url}/bare.html`);
  const [known, titles] = await page.inPage(async () => {
    const heard = (window.heard = []);
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, segments: [{ id: "b", where: { "page.path": "/b" } }] } });
    window.docent.on("event", ({ name }) => heard.push(name));
    history.pushState({}, "", "/a");
    // As frameworks do it, a few frames later.
    await new Promise((done) => setTimeout(done));
    document.title = "A";
    await new Promise((done) => setTimeout(done));
    history.pushState({}, "", "/b");
    await Promise.resolve();
    const known = window.docent.isIn("b");
    await window.docent.track("Done");
    const titles = window.docent.export().records.filter(({ k }) => k === "page").map(({ c }) => [c.path, c.title]);
    // A page that sets none is not waited for again.
    history.pushState({}, "", "/c");
    return [known, titles];
  });
  await page.waitFor(() => window.heard.length > 3, "the page without a title of its own to be told");
  const heard = await page.inPage(async () => {
    history.pushState({}, "", "/d");
    await new Promise((done) => queueMicrotask(done));
    return window.heard;
  });
  const viewed = "Page viewed";
  assert.deepEqual([heard, known, titles], [[viewed, viewed, "Done", viewed, viewed], true, [["/bare.html", "Host"], ["/a", "A"], ["/b", "A"]]]);
});

test("what is known is the same list while nothing changes, as stores of frameworks need it", async () => {
  await page.goto(`${server.url}/bare.html`);
  const same = await page.inPage(async () => {
    const { docent } = window;
    const before = docent.segments();
    const none = before === docent.segments();
    await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, segments: [{ id: "b", where: { "user.b": true } }] } });
    docent.set({ b: true });
    const after = docent.segments();
    return [none, before === after, after === docent.segments(), after];
  });
  assert.deepEqual(same, [true, false, true, ["b"]]);
});

test("where the page has frozen its history, nothing is thrown, and routes are seen as far as the browser tells", async () => {
  for (const freeze of ["Object.freeze(history)", "Object.freeze(History.prototype)",
    "Object.defineProperty(history, 'pushState', { value: history.pushState, writable: false })"]) {
    await page.goto(`${server.url}/bare.html`);
    const [status, path, tells] = await page.inPage(async (freeze) => {
      const { docent } = window;
      (0, eval)(freeze);
      const status = await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
      const seen = new Promise((done) => docent.on("event", done));
      history.pushState(null, "", "/frozen");
      const tells = "navigation" in window;
      if (tells) await seen;
      const { path } = docent.facts().page;
      docent.destroy();
      return [status, path, tells];
    }, freeze);
    assert.equal(status, "ready", freeze);
    if (tells) assert.equal(path, "/frozen", freeze);
  }
});

test("whatever a method is given, it throws nothing into the page", async () => {
  await page.goto(`${server.url}/bare.html`);
  const [told, statuses] = await page.inPage(async () => {
    const { docent } = window;
    const told = [];
    docent.on("error", ({ message }) => told.push(message));
    const round = {};
    round.round = round;
    const given = { storage: { kind: "memory" }, get guidebook() { throw new Error("no such thing"); } };
    const statuses = [await docent.init(given)];
    docent.destroy();
    statuses.push(await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } }));
    docent.explain(round);
    docent.explain(5n);
    docent.isIn(Object.create(null));
    docent.variant(Object.create(null));
    docent.on(Symbol("x"), () => {});
    return [told, statuses];
  });
  assert.deepEqual(statuses, ["failed", "ready"]);
  assert.deepEqual(told.map((message) => /no such thing|docent\.\w+ was called wrongly/.exec(message)?.[0]), [
    "no such thing", "docent.explain was called wrongly", "docent.explain was called wrongly", "docent.isIn was called wrongly",
    "docent.variant was called wrongly", "docent.on was called wrongly",
  ]);
});

test("memberships are as of the moment they are asked for, also where timers are late", async () => {
  await page.goto(`${server.url}/asleep.html`);
  const [before, after, sentence, told] = await page.inPage(async () => {
    const { docent } = window;
    const where = { $event: { name: "x", within: "30m" } };
    await docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, segments: [{ id: "recent", where }] } });
    const told = new Promise((done) => docent.on("segment", ({ entered }) => entered || done([entered, docent.isIn("recent")])));
    await docent.track("x");
    const before = docent.isIn("recent");
    window.slept = 8 * 3600e3;
    return [before, docent.isIn("recent"), docent.explain("recent").member, await told];
  });
  assert.deepEqual([before, after, sentence, told], [true, false, false, [false, false]]);
});

test("an event is stored before its promise is fulfilled", async () => {
  await visit({ version: 1 });
  const found = await page.inPage(async () => {
    const id = await window.docent.track("Kept", { n: 1 });
    const database = await new Promise((done) => {
      const request = indexedDB.open("docent");
      request.onsuccess = () => done(request.result);
    });
    const request = database.transaction("docent").objectStore("docent").get(`e:${id}`);
    const value = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    database.close();
    return value?.n;
  });
  assert.equal(found, "Kept");
});

test("a page left before the module is there keeps nothing on disk that analytics has no consent for", async (t) => {
  t.after(server.hold("/held.wasm"));
  /** What is kept of a page with a call in it, and what else it does: the page itself, and calls. */
  const kept = async (options, signal, answer, earlier) => {
    await page.goto(`${server.url}/bare.html`);
    await page.inPage((options, signal, answer, earlier) => {
      localStorage.clear();
      if (earlier) localStorage.setItem("docent.consent", JSON.stringify({ analytics: earlier }));
      Object.defineProperty(navigator, "globalPrivacyControl", { value: signal });
      void window.docent.init({ wasm: "/held.wasm", ...options });
      void window.docent.track("Early");
      if (answer) window.docent.consent(answer);
    }, options, signal, answer, earlier);
    await page.goto(`${server.url}/empty.html`);
    return page.inPage(() => JSON.parse(localStorage.getItem("docent.queue") ?? '{"items":[]}').items.map(({ call }) => call ?? "page"));
  };
  const [granted, pending, denied] = ["granted", "pending", "denied"].map((analytics) => ({ analytics }));
  for (const consent of [undefined, "granted", granted, { personalization: "denied" }]) {
    assert.deepEqual(await kept({ consent }, false), ["page", "track"], JSON.stringify(consent));
  }
  for (const consent of ["pending", "denied", pending, denied]) {
    assert.deepEqual(await kept({ consent }, false), [], JSON.stringify(consent));
  }
  for (const consent of [undefined, { personalization: "granted" }]) {
    assert.deepEqual(await kept({ consent }, true), [], `${JSON.stringify(consent)} under Global Privacy Control`);
  }
  assert.deepEqual(await kept({ consent: "granted" }, true), ["page", "track"], "who was asked has the last word");
  assert.deepEqual(await kept({}, false, "denied"), ["consent"], "the answer itself is kept");
  assert.deepEqual(await kept({ consent: "pending" }, false, granted), ["page", "track", "consent"]);
  assert.deepEqual(await kept({}, false, undefined, "denied"), [], "what was denied on an earlier page stays denied");
  assert.deepEqual(await kept({ consent: "pending" }, false, undefined, "granted"), ["page", "track"]);
});

test("a page that is left in the middle of a transaction keeps the next one from nothing", async () => {
  const html = (body) => ({ status: 200, headers: { "Content-Type": "text/html" }, body: `<!doctype html><title>Host</title>${body}` });
  server.overrides.set("/database.js", { status: 200, headers: { "Content-Type": "text/javascript" }, body: await bundle("database.ts") });
  server.overrides.set("/left.html", html("<script type=module>import * as it from '/database.js'; window.it = it;</script>"));
  await page.goto(`${server.url}/left.html`);
  await page.inPage(async () => {
    const database = await window.it.openDatabase("left");
    // As a page that is put aside whole: nothing of it runs from here on.
    addEventListener("pagehide", () => {
      void database.claim("r", {}, "a", []).catch(() => {});
      void database.claim("s", {}, "a", []).catch(() => {});
      database.close();
    });
  });
  await page.goto(`${server.url}/left.html?next`);
  const written = await page.inPage(async () => {
    const database = await window.it.openDatabase("left");
    return new Promise((done) => database.write([["k", 1]], done));
  });
  assert.equal(written, true);
});
