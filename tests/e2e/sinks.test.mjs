// Which tab sends what to whom, and what stays on disk: with the real locks and the real storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness/demo.mjs";
import { chromiumOnly } from "./harness/engine.mjs";
import { host, html, page, server } from "./harness/host.mjs";

const BARE = `<!doctype html><html lang="en"><title>Host</title><body><script src="/docent/docent.js"></script></body></html>`;

/** Called once the page that is left has nothing under way. */
let settled;

host({
  "/bare.html": html(BARE),
  "/next.html": html(BARE),
  "/slow.html": async (_request, response) => {
    await new Promise((done) => (settled = done));
    response.writeHead(200, { "Content-Type": "text/html" }).end(BARE);
  },
});

const sent = () => server.collector.messages.map(({ event, type }) => event ?? type);
const init = (tab, sinks) => tab.inPage((sinks) => window.docent.init({ capture: false, sinks }), sinks);
const SINK = { kind: "segment", url: "/v1/batch", writeKey: "k" };

test("a tab with a sink that the first tab lacks sends by itself, and flush says when", async () => {
  await page.goto(`${server.url}/bare.html`);
  await init(page, []);
  await page.inPage(() => window.docent.track("Nobody's"));
  const other = await page.newTab(`${server.url}/bare.html`);
  await init(other, [SINK]);
  await other.inPage(async () => {
    await window.docent.track("Theirs");
    await window.docent.flush();
  });
  assert.deepEqual(sent(), ["Theirs"], "arrived when flush is done");
  await other.close();
});

test("a function among the sinks that never comes back is waited for half a minute, and holds up nothing for good", async () => {
  await page.goto(`${server.url}/bare.html`);
  await page.inPage(async () => {
    const { setTimeout: set } = window;
    window.setTimeout = (act, span, ...more) => set(act, span === 30000 ? ((window.hurried = true), 20) : span, ...more);
    const [warned, got] = [(window.warned = []), (window.got = [])];
    window.docent.on("error", ({ message }) => warned.push(message));
    const send = ({ batch }) => got.push(...batch.map(({ event }) => event)) > 1 || new Promise(() => {});
    await window.docent.init({ capture: false, storage: { kind: "memory" }, sinks: [{ kind: "function", send }] });
    await window.docent.track("Held");
    void window.docent.flush();
  });
  await page.waitFor(() => window.hurried, "half a minute to be waited for");
  const again = () => window.docent.flush().then(() => window.got.length > 1);
  await page.waitFor(again, "the batch to be sent once more");
  const [warned, got] = await page.inPage(() => [window.warned, window.got]);
  assert.deepEqual(got, ["Held", "Held"]);
  assert.match(warned.join(), /^a function among the sinks failed.*did not answer within 30 s$/);
});

test("the address that browsers send along is no place for what batches mask", async () => {
  let referrer;
  server.overrides.set("/own", (request, response) => {
    referrer = request.headers.referer;
    response.end();
  });
  await page.goto(`${server.url}/bare.html?token=secret`);
  await init(page, [{ ...SINK, url: "/own" }]);
  await page.inPage(() => window.docent.track("One").then(window.docent.flush));
  assert.equal(referrer, `${server.url}/`);
});

test("withdrawn consent takes along what pages that are gone left to the next one", async () => {
  await page.goto(`${server.url}/bare.html`);
  const left = await page.inPage(async () => {
    await window.docent.init({ storage: { prefix: "left" } });
    localStorage.setItem("left.journal.gone", JSON.stringify([["e:1", { p: { email: "sam@example.com" } }]]));
    localStorage.setItem("left.queue", JSON.stringify({ id: 1, items: [{ call: "identify", args: ["sam@example.com"], time: 1, page: {} }] }));
    localStorage.setItem("other", "sam@example.com");
    window.docent.consent("denied");
    await window.docent.flush();
    return Object.entries(localStorage).filter(([, value]) => value.includes("sam@")).map(([key]) => key);
  });
  assert.deepEqual(left, ["other"]);
});

/** What waits for a sink, in the database of a page. */
const inDatabase = (prefix) => new Promise((done) => {
  indexedDB.open(prefix).onsuccess = ({ target: { result } }) => {
    const keys = result.transaction("docent").objectStore("docent").getAllKeys(IDBKeyRange.bound("o:", "o;"));
    keys.onsuccess = () => {
      result.close();
      done(keys.result.length);
    };
  };
});
const waiting = (prefix) => page.inPage(inDatabase, prefix);

/** Records some events of so many bytes on a page, and leaves it at once for one that comes when what was sent is answered. */
async function leave(prefix, to, events, bytes) {
  server.collector.clear();
  server.overrides.set("/waiting", (request, response) => {
    const left = Number(new URL(request.url, server.url).search.slice(1));
    const over = sent().length > 0 && left + sent().length === events;
    if (over) settled?.();
    response.end(`${over}`);
  });
  await page.goto(`${server.url}/bare.html`);
  await page.inPage(async (prefix, sinks, to, events, bytes, inDatabase) => {
    await window.docent.init({ capture: false, storage: { prefix }, sinks });
    for (let at = 0; at < events; at++) await window.docent.track(`Left ${at}`, { long: "x".repeat(bytes) });
    location.href = to;
    const waiting = (0, eval)(inDatabase);
    // As long as this page is there.
    void (async () => {
      while (await fetch(`/waiting?${await waiting(prefix)}`));
    })();
  }, prefix, [SINK], to, events, bytes, `${inDatabase}`);
  await eventually(() => page.inPage((to) => location.pathname === to && !!window.docent, to), "the next page");
}

test("a page that is to be left hears the answer while it waits for the next one", chromiumOnly("tells before a page goes"), async () => {
  await leave("heard", "/slow.html", 3, 10);
  assert.equal(sent().length, 3);
  assert.equal(await waiting("heard"), 0);
});

test("as much leaves with a page as browsers let go", chromiumOnly("lets 64 KB go"), async () => {
  await leave("much", "/slow.html", 19, 5000);
  assert.ok(sent().length >= 10, `${sent().length} of 19`);
  assert.equal(sent()[0], "Left 0", "oldest first");
  assert.equal(await waiting("much"), 19 - sent().length);
});

test("an event of a tab that does not send reaches the sink by way of the tab that does", async () => {
  server.collector.clear();
  await page.goto(`${server.url}/bare.html`);
  await init(page, [SINK]);
  const other = await page.newTab(`${server.url}/bare.html`);
  await init(other, [{ kind: "posthog", url: "/nowhere", apiKey: "k" }, SINK]);
  await other.inPage(() => window.docent.track("Shared").then(() => window.docent.flush()));
  await eventually(() => sent().includes("Shared"), "the event");
  await page.close();
  await other.inPage(() => window.docent.track("Taken over"));
  await eventually(async () => {
    await other.inPage(() => window.docent.flush());
    return sent().includes("Taken over");
  }, "the event after the first tab is gone");
  assert.equal(sent().length, 2, `${sent()}`);
});
