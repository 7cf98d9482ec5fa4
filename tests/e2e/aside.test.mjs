// Pages that browsers put aside whole and bring back, and what they bring back or copy of what was
// kept: tabs and queues.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrive } from "./harness/arrive.mjs";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/host.html": html("<!doctype html><html lang=en><title>Host</title><body><h1>Host</h1><button id=press>Press</button></body></html>"),
});

test("a page that was put aside before it was ever started has lost nothing when it is back", async () => {
  await arrive();
  const names = await page.inPage(async () => {
    const { docent } = window;
    docent.track("Early");
    docent.consent("granted");
    for (const name of ["pagehide", "pageshow"]) dispatchEvent(new PageTransitionEvent(name, { persisted: true }));
    await docent.init({ storage: { prefix: "aside" }, guidebook: { version: 1 } });
    localStorage.removeItem("docent.queue");
    return docent.export().records.map(({ n }) => n).filter(Boolean);
  });
  assert.deepEqual(names, ["Early"]);
});

test("a page that was put aside knows what only it knew, and holds nothing of the site's meanwhile", async () => {
  const guidebook = {
    version: 1,
    segments: [{ id: "pro", where: { "user.plan": "pro" } }],
    experiences: [{ id: "hello", kind: "banner", trigger: { on: "event", event: "Hello" }, frequency: "always", body: ["Hello"] }],
  };
  for (const [at, options] of [{}, { consent: { analytics: "denied" } }, { consent: { analytics: "pending" } }, { storage: { kind: "memory" } }].entries()) {
    await arrive();
    const found = await page.inPage(async (options, prefix) => {
      const { docent, until, held } = window;
      const put = async (away) => {
        dispatchEvent(new PageTransitionEvent(away ? "pagehide" : "pageshow", { persisted: true }));
        await until(async () => !(await held(`${prefix}:`)) === away);
      };
      await docent.init({ ...options, storage: { prefix, ...options.storage } });
      await docent.identify("sam", { plan: "pro" });
      await docent.suppress();
      const before = await held(`${prefix}:`);
      let ready = 0;
      docent.on("ready", () => (ready += 1));
      await window.turn();
      await put(true);
      const aside = [await held(`${prefix}:`), docent.status];
      await put(false);
      await docent.track("Hello");
      await docent.track("Last");
      return {
        before: before > 0, aside: aside[0], back: (await held(`${prefix}:`)) === before, ready: ready === (aside[1] === "ready" ? 1 : 2),
        user: docent.facts().user.id, segments: docent.segments(), nodes: document.querySelectorAll("docent-ui").length,
      };
    }, { guidebook, ...options }, `aside-${at}`);
    const expected = { before: true, aside: 0, back: true, ready: true, user: "sam", segments: ["pro"], nodes: 0 };
    assert.deepEqual(found, expected, JSON.stringify(options));
  }
});

test("a page that was put aside hears of what was decided elsewhere meanwhile", async () => {
  await arrive();
  await page.inPage(() => window.docent.init({ consent: "pending", storage: { prefix: "elsewhere" } }));
  await page.inPage(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  const other = await page.newTab(`${server.url}/host.html`);
  await other.inPage(async () => {
    const { default: docent } = await import("/docent/docent.mjs");
    await docent.init({ consent: "pending", storage: { prefix: "elsewhere" } });
    docent.consent("denied");
    await docent.track("Nothing");
  });
  await other.close();
  await page.inPage(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.waitFor(() => window.docent.status === "blocked", "the refusal to arrive");
});

test("a page that was put aside goes on with what a tab was showing that is gone", async () => {
  const options = {
    consent: { analytics: "pending" }, storage: { prefix: "held" },
    guidebook: { version: 1, experiences: [{ id: "once", kind: "banner", trigger: { on: "page" }, frequency: "once", body: ["Once"] }] },
  };
  const start = async (options) => {
    // WebKit's driver leaves a new tab in the background.
    Object.defineProperty(document, "hidden", { get: () => false });
    window.docent = (await import("/docent/docent.mjs")).default;
    return window.docent.init(options);
  };
  await page.goto(`${server.url}/host.html`);
  const other = await page.newTab(`${server.url}/host.html`);
  await other.inPage(start, options);
  await other.ui(".banner");
  await page.inPage(start, options);
  await page.waitFor(() => /another tab/.test(window.docent.explain("once").sentence), "to know of the other tab");
  assert.equal(await page.hasUi(".banner"), false);
  await page.inPage(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  await other.close();
  await page.inPage(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.ui(".banner");
});

test("what was erased or ended elsewhere while a page was put aside is gone there too", async () => {
  const options = {
    consent: { analytics: "denied" }, storage: { prefix: "gone" },
    guidebook: { version: 1, experiences: [{ id: "once", kind: "banner", trigger: { on: "page" }, frequency: "once", body: ["Once"], actions: [{ label: "No", do: "dismiss" }] }] },
  };
  const start = async (options) => {
    Object.defineProperty(document, "hidden", { get: () => false });
    window.docent = (await import("/docent/docent.mjs")).default;
    return window.docent.init(options);
  };
  const put = (away) => page.inPage((name) => void dispatchEvent(new PageTransitionEvent(name, { persisted: true })), away ? "pagehide" : "pageshow");
  await page.goto(`${server.url}/host.html`);
  await page.inPage(start, options);
  await page.ui(".banner");
  await put(true);
  const other = await page.newTab(`${server.url}/host.html`);
  await other.inPage(start, options);
  await other.uiClick(".banner .secondary,.banner .primary");
  await put(false);
  await page.waitFor(() => !document.querySelector("docent-ui")?.shadowRoot.querySelector(".banner"), "the banner to go");

  await page.inPage(async () => {
    window.docent.consent("granted");
    await window.docent.identify("ann", { email: "ann@example.com" });
    await window.docent.consent({ analytics: "pending" });
    await window.docent.track("Last");
  });
  await put(true);
  await other.inPage(() => window.docent.erase());
  await put(false);
  await page.waitFor(() => !JSON.stringify(window.docent.export()).includes("ann@example.com"), "what was erased to go");
  await other.close();
});

test("a tab that begins with the id of another that lives takes one of its own", async () => {
  await arrive();
  const tabs = await page.inPage(async () => {
    // As browsers copy it to a window that is opened, or a tab that is duplicated.
    sessionStorage.setItem("twice.tab", "one");
    let done;
    void navigator.locks.request("twice:tab:one", () => new Promise((end) => (done = end)));
    await window.docent.init({ storage: { prefix: "twice" }, guidebook: { version: 1 } });
    await window.docent.track("Here");
    const { held, pending } = await navigator.locks.query();
    done();
    return [held, pending].map((locks) => locks.filter(({ name }) => name.startsWith("twice:tab:")).length);
  });
  assert.deepEqual(tabs, [2, 0], "nothing waits for the lock of the other");
});

test("what waited for the module happens once, also where a browser that died brings it back", async () => {
  await arrive();
  const early = await page.inPage(async () => {
    const { docent } = window;
    const items = [{ call: "track", args: ["Early"], time: Date.now(), page: {}, ticket: 0 }];
    for (let start = 0; start < 2; start += 1) {
      localStorage.setItem("dies.queue", JSON.stringify({ id: 0.5, items }));
      await docent.init({ storage: { prefix: "dies" }, guidebook: { version: 1 } });
      await docent.track("Here");
      docent.destroy();
    }
    await docent.init({ storage: { prefix: "dies" }, guidebook: { version: 1 } });
    return docent.export().records.map(({ n }) => n).filter(Boolean);
  });
  assert.deepEqual(early.toSorted(), ["Early", "Here", "Here"]);
});
