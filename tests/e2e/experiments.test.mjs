// An experiment as a page sees it: a visitor gets exactly one of two flows, is exposed once, and
// keeps it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./harness/browser.mjs";
import { demo, eventually } from "./harness/demo.mjs";

const flow = (variant, title) => ({
  id: `${variant}-tour`, kind: "flow", experiment: { id: "tour", variant },
  steps: [{ id: "one", type: "modal", title, actions: [{ label: "Done", do: "complete" }] }],
});
const guidebook = {
  version: 1,
  experiments: [
    { id: "tour", name: "Tour length", variants: ["long", "short"], goal: "invoiced" },
    { id: "price", variants: ["low", "high"] },
  ],
  goals: [{ id: "invoiced", when: { $event: { name: "Invoice sent" } }, within: "7d" }],
  experiences: [flow("long", "Ten steps"), flow("short", "Three steps")],
};
const TITLES = { long: "Ten steps", short: "Three steps" };

let server;
before(async () => {
  server = await demo();
  server.overrides.set("/guidebook.json", guidebook);
});
after(() => server.close());

const ready = (page) => page.waitFor(() => window.docent?.status === "ready", "Docent to be ready");
const sent = (name) => server.collector.messages.filter((message) => message.event === name);

async function arrive(t) {
  const page = await open();
  t.after(() => page.quit());
  await page.goto(server.url);
  await ready(page);
  return page;
}

test("a visitor gets the flow of one variant, is exposed once, and keeps it over a reload", async (t) => {
  server.collector.clear();
  const page = await arrive(t);
  const variant = await page.inPage(() => window.docent.variant("tour", { peek: true }));
  assert.ok(variant in TITLES, variant);
  assert.equal(await page.uiText("dialog h2"), TITLES[variant]);

  await page.reload();
  await ready(page);
  assert.equal(await page.uiText("dialog h2"), TITLES[variant], "the same after a reload");
  assert.equal(await page.inPage(() => window.docent.variant("tour")), variant);
  await page.uiClick("dialog .primary");
  await page.uiGone("dialog");

  await page.inPage(async () => {
    await window.docent.track("Invoice sent");
    window.docent.flush();
  });
  await eventually(() => sent("Goal Reached").length > 0, "the goal");
  const [viewed, ...more] = sent("Experiment Viewed");
  assert.deepEqual(more, [], "once");
  assert.deepEqual(viewed.properties, { experiment_id: "tour", experiment_name: "Tour length", variation_id: variant });
  assert.deepEqual(sent("Goal Reached")[0].properties, { goal: "invoiced", experiment_id: "tour", variation_id: variant });

  await page.reload();
  await ready(page);
  assert.equal(await page.hasUi("dialog"), false, "and never the other");
});

test("asking for a variant is heard of as an exposure, peeking is not", async (t) => {
  const page = await arrive(t);
  const { heard, variants } = await page.inPage(async () => {
    const heard = [];
    window.docent.on("exposure", ({ experiment }) => heard.push(experiment));
    const ask = (options) => window.docent.variant("price", options);
    const variants = [ask({ peek: true }), heard.length, ask(), ask(), window.docent.variant("nothing")];
    // What was said before it is heard before it is answered.
    await window.docent.track("Asked");
    return { heard, variants };
  });
  assert.match(variants[0], /^(low|high)$/);
  assert.deepEqual(variants.slice(1), [0, variants[0], variants[0], null]);
  assert.deepEqual(heard.filter((experiment) => experiment === "price"), ["price"]);
});

test("there is no variant before Docent is ready", async (t) => {
  const page = await open();
  t.after(() => page.quit());
  const release = server.hold("/docent/docent.wasm");
  await page.goto(server.url);
  await page.waitFor(() => typeof window.docent?.variant === "function", "the script");
  assert.equal(await page.inPage(() => typeof window.docent.variant("tour")), "undefined");
  release();
  await ready(page);
  assert.notEqual(await page.inPage(() => typeof window.docent.variant("tour", { peek: true })), "undefined");
});
