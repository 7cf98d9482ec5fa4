// The life of Docent in a page: started, ended, and started anew, in any order and at any moment.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { arrive } from "./harness/arrive.mjs";
import { host, html, page, server } from "./harness/host.mjs";
import { DIST } from "./harness/machine.mjs";

host({
  "/host.html": html("<!doctype html><html lang=en><title>Host</title><body><h1>Host</h1><button id=press>Press</button></body></html>"),
});

test("started, ended and started again before the module is there: one start counts, and nothing is lost", async () => {
  await arrive();
  const found = await page.inPage(async () => {
    const { docent, until, held } = window;
    const heard = [];
    docent.on("event", ({ name }) => heard.push(name));
    docent.on("ready", () => heard.push("ready"));
    const options = { guidebook: { version: 1, segments: [{ id: "pro", where: { "user.plan": "pro" } }] }, storage: { prefix: "strict" } };
    // As React's StrictMode does with an effect.
    const first = docent.init(options);
    docent.destroy();
    const second = docent.init(options);
    void docent.identify("sam", { plan: "pro" });
    const id = await docent.track("Mounted");
    const status = [await first, await second];
    document.querySelector("#press").click();
    const [segments, before] = [docent.segments(), await held("strict:")];
    docent.destroy();
    await until(async () => !(await held("strict:")));
    return { heard, id: typeof id, status, segments, before };
  });
  const heard = found.heard.filter((name) => name);
  assert.deepEqual(heard.toSorted(), ["Element clicked", "Mounted", "Page viewed", "ready"]);
  assert.deepEqual({ ...found, heard: 0 }, { heard: 0, id: "string", status: ["failed", "ready"], segments: ["pro"], before: 1 });
});

test("a start that fails fails no later one, and its calls are answered", async () => {
  await arrive();
  const found = await page.inPage(async () => {
    const { docent } = window;
    const first = docent.init({ wasm: "/missing.wasm", storage: { prefix: "second" } });
    docent.destroy();
    const second = await docent.init({ storage: { prefix: "second" } });
    docent.destroy();
    return [await first, second, await docent.init({ storage: { prefix: "second" } })];
  });
  assert.deepEqual(found, ["failed", "ready", "ready"]);
  await arrive();
  const answers = await page.inPage(async () => {
    const early = window.docent.track("Early");
    return [await window.docent.init({ wasm: "/missing.wasm", storage: { kind: "memory" } }), await early, await window.docent.track("Late")];
  });
  assert.deepEqual(answers, ["failed", null, null]);
});

test("whoever leaves as soon as it is ready keeps no other tab from sending", async () => {
  for (let round = 0; round < 5; round += 1) {
    await arrive();
    await page.inPage(async () => {
      const { docent, until, held } = window;
      await docent.init({ storage: { prefix: "brief" }, sinks: [{ kind: "function", send() {} }] });
      docent.destroy();
      await until(async () => !(await held("brief:")));
    });
  }
});

test("ended before it was ever started, it hears everything once and leaves nothing behind", async () => {
  await arrive();
  const found = await page.inPage(async () => {
    const { docent } = window;
    const heard = [];
    docent.on("event", ({ name }) => heard.push(name));
    docent.destroy();
    await docent.init({ storage: { kind: "memory" } });
    heard.length = 0;
    document.querySelector("#press").click();
    await docent.track("Last");
    docent.destroy();
    return { heard, own: ["pushState", "replaceState"].filter((name) => Object.hasOwn(history, name)) };
  });
  assert.deepEqual(found, { heard: ["Element clicked", "Last"], own: [] });
});

test("a listener or a router that ends Docent ends it in order, and what was recorded is kept", async () => {
  await arrive();
  const guidebook = {
    version: 1,
    experiences: [{
      id: "go", kind: "banner", trigger: { on: "manual" }, frequency: "always", body: ["Go"],
      actions: [{ label: "Go", do: "open", url: "/there" }],
    }],
  };
  const found = await page.inPage(async (guidebook) => {
    const { docent, until } = window;
    const errors = [];
    docent.on("error", ({ message }) => errors.push(message));
    const off = docent.on("event", ({ name }) => name === "Last" && docent.destroy());
    const options = { guidebook, storage: { prefix: "inside" } };
    await docent.init(options);
    void docent.track("Last");
    const statuses = [docent.status];
    off();
    await docent.init({ ...options, navigate: () => docent.destroy() });
    const kept = docent.export().records.map(({ n }) => n).filter(Boolean);
    await docent.show("go");
    await until(() => document.querySelector("docent-ui"));
    [...document.querySelector("docent-ui").shadowRoot.querySelectorAll("button")].find(({ textContent }) => textContent === "Go").click();
    statuses.push(docent.status);
    // One that ends it over what is wrong with the options, before it has begun.
    docent.on("error", () => docent.destroy());
    statuses.push(await docent.init({ ...options, colour: "red" }));
    return { errors, statuses, status: docent.status, kept, nodes: document.querySelectorAll("docent-ui").length };
  }, guidebook);
  assert.deepEqual(found, {
    errors: [found.errors.find((message) => message.startsWith("init: colour is not known"))],
    statuses: ["destroyed", "destroyed", "failed"], status: "destroyed", kept: ["Last"], nodes: 0,
  });
});

/** Keys and values of a database. */
const stored = (prefix) => page.inPage(async (prefix) => {
  const database = await new Promise((done) => (indexedDB.open(prefix).onsuccess = ({ target }) => done(target.result)));
  const store = database.transaction("docent").objectStore("docent");
  const [keys, values] = await Promise.all(["getAllKeys", "getAll"].map((all) =>
    new Promise((done) => (store[all]().onsuccess = ({ target }) => done(target.result)))));
  database.close();
  return { keys, text: JSON.stringify(values, (key, value) => (typeof value === "bigint" ? `${value}` : value)) };
}, prefix);

/** Somebody of whom much is stored. */
const somebody = (prefix, answer) => page.inPage(async (prefix, answer) => {
  await window.docent.init({ storage: { prefix } });
  if (answer) window.docent.consent(answer);
  await window.docent.identify("sam", { email: "sam@example.com" });
}, prefix, answer);

test("what is to be forgotten is forgotten after the end too, here and in other tabs; the answer about consent stays", async () => {
  await arrive();
  await somebody("after", { personalization: "denied" });
  assert.match((await stored("after")).text, /sam@example/);
  const heard = await page.inPage(async () => {
    const { docent, until } = window;
    const [other, own] = [new BroadcastChannel("after"), new BroadcastChannel("after")];
    const heard = [];
    other.onmessage = ({ data }) => heard.push(data);
    // What was said before is heard before.
    const all = (mark) => {
      own.postMessage(mark);
      return until(() => heard.at(-1) === mark);
    };
    docent.destroy();
    await all("destroyed");
    heard.length = 0;
    await docent.erase();
    await all("erased");
    [other, own].forEach((channel) => channel.close());
    return heard;
  });
  assert.deepEqual(heard, [null, "erased"]);
  assert.deepEqual((await stored("after")).keys, ["consent", "decided"]);
});

test("what was said of consent before any start is for the page that starts it, and nothing else is", async () => {
  await arrive();
  await page.inPage(() => {
    window.docent.track("Early");
    window.docent.consent("denied");
  });
  await arrive();
  const next = await page.inPage(async () => [
    await window.docent.init({ guidebook: { version: 1 } }), window.docent.consent().analytics, window.docent.export().records.map(({ n }) => n),
  ]);
  assert.deepEqual(next.slice(0, 2), ["blocked", "denied"]);
  assert.ok(!next[2].includes("Early"));
  // The answer stays, and would be that of the tests behind this one.
  await page.inPage(async () => {
    window.docent.destroy();
    localStorage.clear();
    await new Promise((done) => (indexedDB.deleteDatabase("docent").onsuccess = done));
  });
});

test("what others put into its storage and its channel ends nothing", async () => {
  await arrive();
  await somebody("shared");
  await arrive();
  const [status, id] = await page.inPage(async () => {
    const deep = [];
    for (let level = 0, at = deep; level < 200; level++) at.push((at = []));
    await new Promise((done) => {
      indexedDB.open("shared").onsuccess = ({ target: { result } }) => {
        const transaction = result.transaction("docent", "readwrite");
        for (const value of [deep, 10n]) transaction.objectStore("docent").put(value, `e:${typeof value}`);
        transaction.oncomplete = () => done(result.close());
      };
    });
    localStorage.setItem("shared.journal.gone", JSON.stringify([[null], ["e:1", deep], [[1, 2], 3]]));
    const { docent } = window;
    const said = [];
    docent.on("error", ({ message }) => said.push(message));
    const status = await docent.init({ storage: { prefix: "shared" }, guidebook: { version: 1 } });
    const channel = new BroadcastChannel("shared");
    const round = [];
    round.push(round);
    for (const message of [10n, round, deep, "x"]) channel.postMessage(message);
    const back = new Promise((done) => (channel.onmessage = done));
    const id = await docent.track("Still here");
    await back;
    channel.close();
    docent.destroy();
    return [[status, ...said], id];
  });
  assert.deepEqual(status, ["ready"]);
  assert.ok((await stored("shared")).keys.includes(`e:${id}`), "what is new is written");
});

test("where the module cannot be loaded, erase still erases and a refusal waits for the next page", async () => {
  await arrive();
  await somebody("refused");
  await arrive();
  const status = await page.inPage(async () => {
    const { docent } = window;
    void docent.init({ wasm: "/missing.wasm", storage: { prefix: "refused" } });
    void docent.track("Secret");
    const status = await docent.init();
    docent.consent("denied");
    await docent.erase();
    return status;
  });
  assert.equal(status, "failed");
  assert.deepEqual((await stored("refused")).keys, []);
  const [queue, others] = await page.inPage(() => [
    JSON.parse(localStorage.getItem("refused.queue")).items.map(({ call }) => call),
    Object.keys(localStorage).filter((key) => key.startsWith("refused") && key !== "refused.queue"),
  ]);
  assert.deepEqual([queue, others.filter((key) => key !== "refused.consent")], [["consent"], []]);
  await arrive();
  const next = await page.inPage(async () => [await window.docent.init({ storage: { prefix: "refused" } }), window.docent.consent()]);
  assert.deepEqual(next, ["blocked", { analytics: "denied", personalization: "denied" }]);
});

/** A page of its own with this in its body; waits until Docent has decided. */
async function visit(body, wait = () => ["ready", "blocked", "failed"].includes(window.docent?.status)) {
  server.overrides.set("/own.html", html(`<!doctype html><html lang="en"><title>Own</title><body><button id="press">Press</button>${body}</body></html>`));
  await page.goto(`${server.url}/own.html`);
  await page.waitFor(wait, "Docent to decide");
}

test("a script tag and an import are one Docent, whichever comes first, and with the snippet too", async () => {
  const tag = `<script src="/docent/docent.js" data-segment="/nowhere" data-consent="pending"></script>`;
  const npm = `<script type="module">
      import docent from "/docent/docent.mjs";
      window.imported = docent;
      void docent.init({ consent: "pending" });
      void docent.track("Once");
      window.later = () => new Promise((done) => {
        document.body.append(Object.assign(document.createElement("script"), { src: "/docent/docent.js", onload: done }));
      });
    </script>`;
  const snippet = `<script src="/docent/snippet.js"></script><script>window.kept = window.docent</script>`;
  for (const parts of [tag + npm, npm, snippet + npm, snippet + tag + npm]) {
    await visit(parts, () => window.imported?.status === "ready");
    const found = await page.inPage(async () => {
      await window.later();
      document.querySelector("#press").click();
      const { docent, imported, kept = docent } = window;
      const records = docent.export().records.map(({ k, n }) => n || k);
      return { same: docent === imported && docent === kept, records: records.toSorted() };
    });
    assert.deepEqual(found, { same: true, records: ["Element clicked", "Once", "page"] }, parts);
  }
});

test("in a bundle that leaves no URL of its own, and pasted into the page, it works where it is told the module's place", async () => {
  const { outputFiles } = await build({
    stdin: { contents: `import docent from "./docent.mjs"; window.docent = docent;`, resolveDir: DIST },
    bundle: true, format: "iife", write: false, logLevel: "silent",
  });
  server.overrides.set("/bundle.js", { status: 200, headers: { "Content-Type": "text/javascript" }, body: outputFiles[0].text });
  const pasted = (await readFile(join(DIST, "docent.js"), "utf8")).replaceAll("</script", "<\\/script");
  for (const loader of [`<script src="/bundle.js"></script>`, `<script>${pasted}</script>`]) {
    const start = (options) => visit(`${loader}<script>
      docent.on("error", ({ message }) => (window.said = message));
      void docent.init(${options});
    </script>`);
    await start(`{ wasm: "/docent/docent.wasm", storage: { kind: "memory" } }`);
    assert.equal(await page.inPage(() => window.docent.status), "ready");
    await start(`{ storage: { kind: "memory" } }`);
    assert.equal(await page.inPage(() => window.docent.status), "failed");
    assert.match(await page.inPage(() => window.said), /init\(\{ wasm \}\) says where/);
  }
});

test("a tag that is a module starts as it says, and one beside a docent of the page's own says why it does not", async () => {
  await visit(`<script type="module" src="/docent/docent.js" data-segment="/nowhere" data-consent="pending"></script>`);
  assert.equal((await page.inPage(() => window.docent.consent())).analytics, "pending");
  const before = (await page.console()).length;
  await visit(`<script>window.docent = { own: true }</script><script src="/docent/docent.js" data-segment="/nowhere"></script>`, () => true);
  assert.deepEqual(await page.inPage(() => window.docent), { own: true });
  const lines = (await page.console()).slice(before).filter(({ message }) => /Docent/.test(message));
  assert.equal(lines.length, 1);
  assert.match(lines[0].message, /window\.docent is taken/);
});

test("on a server it can stand in a text", async () => {
  const { default: docent } = await import(pathToFileURL(join(DIST, "docent.mjs")).href);
  assert.equal(`${docent}`, "[object Object]");
  assert.equal(await docent.init(), "blocked");
});

test("a page that is rendered ahead counts when it is seen", async () => {
  await visit(`<script>
      let ahead = true;
      Object.defineProperty(document, "prerendering", { get: () => ahead });
      window.activate = () => {
        ahead = false;
        document.dispatchEvent(new Event("prerenderingchange"));
      };
      window.heard = [];
      const listen = document.addEventListener;
      document.addEventListener = (name, ...how) => {
        window.waits ||= name === "prerenderingchange";
        listen.call(document, name, ...how);
      };
    </script>
    <script src="/docent/docent.js"></script>
    <script>
      docent.on("event", ({ name }) => heard.push(name));
      docent.init({ storage: { prefix: "ahead" } });
      docent.track("Called");
    </script>`, () => window.waits);
  const found = await page.inPage(async () => {
    const before = [window.docent.status, ...window.heard];
    window.activate();
    await new Promise((done) => window.docent.on("ready", done));
    return [before, window.heard];
  });
  assert.deepEqual(found, [["loading"], ["Called", "Page viewed"]]);
});

test("a guidebook that never answers is waited for ten seconds, and is in force when it comes after all", async () => {
  let release;
  const held = new Promise((done) => (release = done));
  server.overrides.set("/late.json", async (request, response) => {
    await held;
    response.end(JSON.stringify({ version: 1, segments: [{ id: "all", where: {} }] }));
  });
  await visit(`<script>
      const { setTimeout: set } = window;
      window.setTimeout = (act, span, ...more) => set(act, span === 10000 ? ((window.hurried = true), 50) : span, ...more);
      window.errors = [];
    </script>
    <script src="/docent/docent.js"></script>
    <script>
      docent.on("error", ({ message }) => errors.push(message));
      docent.init({ guidebook: "/late.json", storage: { prefix: "late" } });
    </script>`);
  const [hurried, errors] = await page.inPage(() => [window.hurried, window.errors]);
  assert.ok(hurried, "the guidebook was waited for");
  assert.equal(errors.length, 1);
  assert.match(errors[0], /could not be had from \/late\.json: the network did not answer/);
  release();
  await page.waitFor(() => window.docent.isIn("all"), "the guidebook to arrive");
});

test("the snippet keeps what was said when it was said, and answers as one that is not there yet", async () => {
  await visit(`<script src="/docent/snippet.js"></script>
    <script>
      const properties = { n: 1 };
      docent.track("One", properties);
      properties.n = 2;
      docent.track("Two", properties);
      window.said = [docent.status, docent.consent(), docent.consent({ personalization: "denied" })];
      docent.register("own", () => {});
      docent.init({ storage: { kind: "memory" }, navigate() {} });
    </script>
    <script src="/docent/docent.js"></script>`);
  const found = await page.inPage(() => ({
    said: window.said,
    tracked: window.docent.export().records.filter(({ k }) => k === "track").map(({ n, p }) => [n, p.n]),
    consent: window.docent.consent().personalization,
  }));
  assert.deepEqual(found, { said: ["loading", null, null], tracked: [["One", 1], ["Two", 2]], consent: "denied" });
});

test("who listens for ready too late hears of it at once, and once", async () => {
  await arrive();
  const heard = await page.inPage(async () => {
    const { docent, turn } = window;
    const heard = [];
    docent.on("ready", (payload, name) => {
      heard.push(`early ${name}`);
      docent.once("ready", () => heard.push("within"));
    });
    await docent.init({ storage: { kind: "memory" } });
    await turn();
    docent.on("ready", () => heard.push("late"));
    docent.once("ready", () => heard.push("once"));
    docent.on("ready", () => heard.push("taken back"))();
    docent.on("*", (payload, name) => heard.push(name));
    heard.push("not yet");
    await turn();
    return heard;
  });
  assert.deepEqual(heard, ["early ready", "within", "not yet", "late", "once"]);
});

test("what is said on a page in another encoding can be read", async () => {
  server.overrides.set("/latin.html", {
    status: 200, headers: { "Content-Type": "text/html; charset=windows-1252" },
    body: `<!doctype html><html lang="en"><title>Latin</title><body><script src="/docent/docent.js"></script></body></html>`,
  });
  await page.goto(`${server.url}/latin.html`);
  const message = await page.inPage(() => {
    const told = [];
    window.docent.on("error", ({ message }) => told.push(message));
    window.docent.on("ready");
    return told[0];
  });
  assert.equal(message, 'docent.on("ready", …) expects a function');
});
