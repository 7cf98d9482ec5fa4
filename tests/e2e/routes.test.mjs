// Which pages count, and what belongs to which: also where the URL changes before Docent has started,
// and beside pages that wrap `history` themselves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, page, server } from "./harness/host.mjs";

const english = (head, body = "") => html(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
const TAG = `<script src="/docent/docent.js"></script>`;
/** Keeps what is told of every event: its name, and the page it belongs to. */
const LISTEN = `<script>
  window.heard = [];
  docent.on("event", ({ name }) => heard.push([name, docent.facts().page?.path ?? null]));
</script>`;
host({
  "/landing.html": english(`${TAG}${LISTEN}<script>
      docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
      history.replaceState(1, "", "/app");
    </script><title>Landed</title>`),
  "/titled.html": english(`${TAG}<script>
      docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } });
      docent.track("Early");
    </script><title>Titled</title>`),
  "/plain.html": english(`<title>Plain</title>${TAG}${LISTEN}`),
  "/pending.html": english(`<title>Pending</title><script src="/docent/docent.js" data-consent="pending"></script>`),
});

const ready = () => page.waitFor(() => window.docent.status === "ready", "Docent to be ready");
const init = () => page.inPage(async () => window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1 } }));

test("the page one lands on counts, and is the first of the session, though its URL changes at once", async () => {
  await page.goto(`${server.url}/landing.html?utm_source=news`);
  await ready();
  const [landing, views] = await page.inPage(() => [
    window.docent.facts().session.landing, window.heard.filter(([name]) => name === "Page viewed").length,
  ]);
  assert.deepEqual([landing, views], ["/landing.html", 2]);
});

test("a page that is told of before it has its title has it in the end", async () => {
  await page.goto(`${server.url}/titled.html`);
  await ready();
  const records = await page.inPage(() => JSON.stringify(window.docent.export().records));
  assert.match(records, /"title":"Titled"/);
  assert.equal(await page.inPage(() => window.docent.facts().page.title), "Titled");
});

test("what is called right after the URL changed belongs to the new page", async () => {
  await page.goto(`${server.url}/plain.html`);
  await init();
  const [path, heard] = await page.inPage(() => {
    history.pushState(1, "", "/next");
    window.docent.track("Called");
    return [window.docent.facts().page.path, window.heard];
  });
  assert.equal(path, "/next");
  assert.deepEqual(heard.map(([name]) => name).slice(-2), ["Page viewed", "Called"]);
});

test("what a page makes of the prototype of `history` is used, while Docent is there and afterwards", async () => {
  await page.goto(`${server.url}/plain.html`);
  await init();
  const found = await page.inPage(() => {
    let used = 0;
    const { pushState } = History.prototype;
    History.prototype.pushState = function (...args) {
      used += 1;
      return pushState.apply(this, args);
    };
    history.pushState(1, "", "/a");
    window.docent.destroy();
    history.pushState(1, "", "/b");
    return [used, Object.hasOwn(history, "pushState")];
  });
  assert.deepEqual(found, [2, false]);
});

test("a click that leads to another route is no dead one", async () => {
  await page.goto(`${server.url}/plain.html`);
  await init();
  const dead = await page.inPage(async () => {
    const button = document.body.appendChild(document.createElement("button"));
    const quiet = document.body.appendChild(document.createElement("button"));
    await new Promise(requestAnimationFrame);
    button.onclick = () => history.pushState(1, "", "/pushed");
    button.click();
    // Of this one it is told after the same time.
    quiet.click();
    while (!window.heard.some(([name]) => name === "Dead clicked")) await new Promise(requestAnimationFrame);
    return window.heard.filter(([name]) => name === "Dead clicked").length;
  });
  assert.equal(dead, 1);
});

test("what the tag says holds where `init` is called later and says nothing of it", async () => {
  await page.goto(`${server.url}/pending.html`);
  await init();
  assert.deepEqual(await page.inPage(() => window.docent.consent()), { analytics: "pending", personalization: "pending" });
});
