// Which tab sends what to whom, and what stays on disk: with the real locks and the real storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness/demo.mjs";
import { host, html, page, server } from "./harness/host.mjs";

host({
  "/bare.html": html(`<!doctype html><html lang="en"><title>Host</title><body><script src="/docent/docent.js"></script></body></html>`),
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

test("withdrawn consent takes along what pages that are gone left to the next one", async () => {
  await page.goto(`${server.url}/bare.html`);
  const left = await page.inPage(async () => {
    await window.docent.init({ storage: { prefix: "left" } });
    localStorage.setItem("left.journal.gone", JSON.stringify([["e:1", { p: { email: "sam@example.com" } }]]));
    localStorage.setItem("left.queue", JSON.stringify([{ call: "identify", args: ["sam@example.com"], time: 1, page: {} }]));
    localStorage.setItem("other", "sam@example.com");
    window.docent.consent("denied");
    await window.docent.flush();
    return Object.entries(localStorage).filter(([, value]) => value.includes("sam@")).map(([key]) => key);
  });
  assert.deepEqual(left, ["other"]);
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
