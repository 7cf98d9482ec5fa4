// What happens while Docent opens, and what becomes of it where the database, the locks or the
// guidebook do not answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

/** A page of the host, with a script that runs before everything else. */
const withScript = (script) => html(`<!doctype html><html lang="en"><title>Host</title><body>
  <button id="press">Press</button><p id="own"><button id="secret">Secret</button></p>
  <script>${script}</script><script src="/docent/docent.js"></script></body></html>`);

/** Ten seconds pass at once; `hurried` says whether anybody waited for so long. */
const IMPATIENT = `const { setTimeout: later } = window;
  window.setTimeout = (act, delay) => later(act, delay === 10000 ? ((window.hurried = true), 50) : delay);`;

host({
  "/plain.html": withScript(""),
  "/hanging.html": withScript("IDBFactory.prototype.open = () => ({});"),
  "/late.html": withScript(`${IMPATIENT} IDBFactory.prototype.open = () => ({});`),
  "/refused.html": withScript("LockManager.prototype.request = async () => { throw new DOMException('No', 'SecurityError'); };"),
});

const visit = (path) => page.goto(`${server.url}/${path}.html`);

/** Starts Docent under a prefix of its own; answers how that ended. */
const start = (prefix, options = {}) => page.inPage((prefix, options) =>
  window.docent.init({ storage: { prefix }, guidebook: { version: 1 }, ...options }), prefix, options);

/** Starts it where the database does not answer. */
async function startLate(prefix) {
  await visit("late");
  assert.equal(await start(prefix), "ready");
  assert.ok(await page.inPage(() => window.hurried), "the database was waited for");
}

const stored = () => page.inPage(() => {
  const { records, facts, consent } = window.docent.export();
  return { names: records.map(({ n }) => n).filter(Boolean), user: facts.user.id ?? null, consent: consent.analytics };
});
const localKeys = (start) => page.inPage((start) => Object.keys(localStorage).filter((key) => key.startsWith(start)), start);

test("what happens while the database opens is kept where the page is left then", async () => {
  await visit("hanging");
  await page.inPage(() => {
    void window.docent.init({ storage: { prefix: "left" }, guidebook: { version: 1 } });
    void window.docent.identify("sam");
    void window.docent.track("Early");
  });
  await page.click("#press");
  await visit("plain");
  await start("left");
  const { names, user } = await stored();
  assert.deepEqual([names, user], [["Early", "Element clicked"], "sam"]);
});

test("a click on what the guidebook names counts, though it came before the guidebook", async () => {
  let release;
  const released = new Promise((done) => (release = done));
  server.overrides.set("/late.json", async (request, response) => {
    await released;
    response.end(JSON.stringify({ version: 1, features: [{ event: "Pressed", selector: "#press" }] }));
  });
  await visit("plain");
  await page.inPage(() => {
    window.heard = [];
    window.docent.on("event", ({ name }) => name && window.heard.push(name));
    void window.docent.init({ guidebook: "/late.json", storage: { kind: "memory" } });
  });
  await page.click("#press");
  await page.inPage(() => window.docent.track("Then"));
  release();
  await page.waitFor(() => window.docent.status === "ready", "the guidebook");
  const heard = await page.inPage(() => window.heard);
  assert.deepEqual(heard.filter((name) => name !== "Page viewed").toSorted(), ["Element clicked", "Pressed", "Then"]);
});

test("what is not to be captured is not, though the options came after it", async () => {
  for (const [capture, expected] of [[{ ignore: "#own" }, ["#press"]], [false, []]]) {
    await visit("plain");
    await page.click("#press");
    await page.click("#secret");
    const heard = await page.inPage(async (capture) => {
      const heard = [];
      window.docent.on("event", ({ name, properties }) => name === "Element clicked" && heard.push(properties.selector));
      await window.docent.init({ capture, storage: { kind: "memory" }, guidebook: { version: 1 } });
      return heard;
    }, capture);
    assert.deepEqual(heard, expected);
  }
});

test("a database that never answers is waited for ten seconds, and what is recorded without it is not lost", async () => {
  await startLate("late");
  assert.equal(typeof (await page.inPage(() => window.docent.track("Beside"))), "string");
  assert.notDeepEqual(await localKeys("late:"), []);
  await visit("plain");
  await start("late");
  assert.deepEqual((await stored()).names, ["Beside"]);
  assert.deepEqual(await localKeys("late:"), []);
});

test("who is known in the database is not replaced by who came while it could not be had", async () => {
  await visit("plain");
  await start("known");
  await page.inPage(() => window.docent.identify("sam"));
  await startLate("known");
  assert.notDeepEqual(await localKeys("known:identity"), []);
  await visit("plain");
  await start("known");
  assert.equal((await stored()).user, "sam");
});

test("what is refused or erased while the database cannot be had is not there when it can be had again", async () => {
  for (const [prefix, act, consent] of [
    ["erased", () => window.docent.erase(), "granted"],
    ["withdrawn", () => void window.docent.consent("denied"), "denied"],
  ]) {
    await visit("plain");
    await start(prefix);
    await page.inPage(() => window.docent.identify("sam"));
    await page.inPage(() => window.docent.track("Before"));
    await startLate(prefix);
    await page.inPage(act);
    await visit("plain");
    await start(prefix);
    await page.inPage(() => window.docent.flush());
    assert.deepEqual(await stored(), { names: [], user: null, consent }, prefix);
    const kept = await page.inPage(async (prefix) => {
      const request = indexedDB.open(prefix);
      await new Promise((done) => (request.onsuccess = done));
      const all = request.result.transaction("docent").objectStore("docent").getAll();
      await new Promise((done) => (all.onsuccess = done));
      request.result.close();
      return JSON.stringify(all.result);
    }, prefix);
    assert.doesNotMatch(kept, /sam|Before/, prefix);
  }
  assert.deepEqual(await localKeys("erased.erased"), []);
});

test("who has come since is not replaced by who an earlier page has left", async () => {
  await visit("plain");
  await start("since");
  await page.inPage(() => {
    // It was durable, but that page was gone before it could know.
    localStorage.setItem("since.journal.gone", JSON.stringify([["identity", { anonymous: "a", user: "sam" }]]));
    return window.docent.identify("kim");
  });
  await visit("plain");
  await start("since");
  assert.equal((await stored()).user, "kim");
  assert.deepEqual(await localKeys("since.journal"), []);
});

/** Lets no further change into the database, until `window.roomAgain()`. */
const full = () => page.inPage(() => {
  const { put } = IDBObjectStore.prototype;
  window.roomAgain = () => (IDBObjectStore.prototype.put = put);
  IDBObjectStore.prototype.put = function (...args) {
    const request = put.apply(this, args);
    this.transaction.abort();
    return request;
  };
});

test("what a full database does not take any more is there on the next page", async () => {
  for (const [act, expected] of [
    [() => window.docent.track("After"), { names: ["Before", "After"], user: "sam", consent: "granted" }],
    [() => window.docent.reset(), { names: [], user: null, consent: "granted" }],
    [() => window.docent.erase(), { names: [], user: null, consent: "granted" }],
    [() => window.docent.consent("denied"), { names: [], user: null, consent: "denied" }],
  ]) {
    const prefix = `full-${server.requests.length}`;
    await visit("plain");
    await start(prefix);
    await page.inPage(() => window.docent.identify("sam"));
    await page.inPage(() => window.docent.track("Before"));
    await full();
    await page.inPage(act);
    await page.waitFor((prefix) => Object.keys(localStorage).some((key) => key.startsWith(`${prefix}.journal.`)), "it to be kept", { args: [prefix] });
    await visit("plain");
    await start(prefix);
    assert.deepEqual(await stored(), expected, `${act}`);
  }
});

test("what a full database does not take goes into it once it takes something again", async () => {
  await visit("plain");
  await start("room");
  await full();
  for (const name of ["One", "Two"]) {
    assert.equal(typeof (await page.inPage((name) => window.docent.track(name), name)), "string", "it is kept, beside");
  }
  assert.notDeepEqual(await localKeys("room.journal."), []);
  await page.inPage(() => {
    window.roomAgain();
    return window.docent.track("Three");
  });
  assert.deepEqual(await localKeys("room.journal."), []);
  await visit("plain");
  await start("room");
  assert.deepEqual((await stored()).names, ["One", "Two", "Three"]);
});

test("a connection that was closed is opened anew, and all that was to be forgotten is", async () => {
  await visit("plain");
  await start("closed");
  const found = await page.inPage(async () => {
    const { docent } = window;
    await docent.track("Before");
    // Whoever deletes a database closes what is open of it.
    await new Promise((done) => (indexedDB.deleteDatabase("closed").onsuccess = done));
    const id = await docent.track("After");
    await docent.identify("sam");
    indexedDB.open("closed", 2).onsuccess = ({ target }) => target.result.close();
    await docent.erase();
    return [typeof id, docent.status];
  });
  assert.deepEqual(found, ["string", "ready"]);
  await page.inPage(() => new Promise((done) => (indexedDB.deleteDatabase("closed").onsuccess = done)));
  await visit("plain");
  await start("closed");
  assert.deepEqual(await stored(), { names: [], user: null, consent: "granted" });
  assert.deepEqual(await localKeys("closed.erased"), []);
});

test("a refusal is obeyed where the database with it is gone", async () => {
  await visit("plain");
  await start("evicted");
  await page.inPage(async () => {
    window.docent.consent("denied");
    await window.docent.track("Nothing");
    window.docent.destroy();
    await new Promise((done) => (indexedDB.deleteDatabase("evicted").onsuccess = done));
  });
  await visit("plain");
  assert.equal(await start("evicted"), "blocked");
});

test("where locks are refused, a tab sends what is its own", async () => {
  await visit("refused");
  const sent = await page.inPage(async () => {
    const sent = [];
    await window.docent.init({
      storage: { prefix: "refused" }, guidebook: { version: 1 },
      sinks: [{ kind: "function", send: ({ batch }) => sent.push(...batch.map(({ event }) => event)) }],
    });
    void window.docent.track("Sent");
    await window.docent.flush();
    return sent;
  });
  assert.ok(sent.includes("Sent"), `${sent}`);
});

test("pages that are opened together are one person, and show once what is shown once", async () => {
  await visit("plain");
  const guidebook = { version: 1, experiences: [{ id: "once", kind: "flow", steps: [{ id: "a", type: "modal", title: "Once" }] }] };
  for (const time of [1, 2, 3, 4, 5]) {
    const [ids, shown] = await page.inPage(async (guidebook, prefix) => {
      const frames = [1, 2, 3].map(() => document.body.appendChild(document.createElement("iframe")));
      await Promise.all(frames.map((frame) => new Promise((loaded) => {
        frame.src = location.href;
        frame.onload = loaded;
      })));
      const inside = frames.map(({ contentWindow }) => contentWindow);
      const sent = [];
      const sinks = [{ kind: "function", send: ({ batch }) => sent.push(...batch.map(({ anonymousId }) => anonymousId)) }];
      await Promise.all(inside.map(({ docent }) => docent.init({ storage: { prefix }, guidebook, sinks })));
      // Each tells what it knows, and hears of the others.
      await Promise.all(inside.map(({ docent }) => docent.track("Opened")));
      await Promise.all(inside.map(({ docent }) => docent.flush()));
      const found = [sent, inside.filter(({ docent }) => docent.explain("once").showing).length];
      frames.forEach((frame) => frame.remove());
      return found;
    }, guidebook, `together${time}`);
    assert.equal(new Set(ids).size, 1, `${ids}`);
    assert.ok(shown <= 1, `${shown} at once`);
  }
});
