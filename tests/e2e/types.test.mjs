// Whether docent.d.ts tells the truth: what a page was really given is written down as TypeScript,
// and compiled. A field that is not declared is an error there, and so is one that is missing.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { host, html, page, server } from "./harness/host.mjs";
import { ROOT } from "./harness/machine.mjs";

host({ "/types.html": html('<!doctype html><html lang="en"><title>Types</title><script src="/docent/docent.js"></script>') });

const sent = { $event: { name: "Sent" } };
const guidebook = {
  version: 1,
  segments: [{ id: "sent", where: { "user.plan": "pro", $not: { $or: [sent, { "user.age": { $gt: 3 } }] } } }, { id: "new", where: { "user.first_seen": { $within: "7d" } } }],
  experiments: [{ id: "tour", variants: ["long", "short"], goal: "done" }],
  goals: [{ id: "done", when: sent }],
  experiences: [
    { id: "survey", kind: "survey", questions: [{ id: "q", type: "text", title: "Q?" }], goal: "done" },
    { id: "banner", kind: "banner", audience: { $segment: "new" }, body: ["B"], actions: [{ label: "Later", do: "snooze" }] },
    { id: "list", kind: "checklist", tasks: [{ id: "t", title: "T", done: { $event: { name: "Read" } } }, { id: "u", title: "U" }] },
    { id: "link", kind: "banner", body: ["B"], actions: [{ label: "Go", do: "open", url: "/there" }] },
  ].map((each) => ({ trigger: { on: "manual" }, ...each })),
};

/** What is wrong with values that are to be of types, as the compiler says it. */
async function wrong(values) {
  const directory = join(ROOT, "target/types");
  const file = join(directory, "given.ts");
  const lines = values.map(([type, value], at) => `export const value${at}: docent.${type} = ${JSON.stringify(value)};`);
  await mkdir(directory, { recursive: true });
  await writeFile(file, [`import type * as docent from ${JSON.stringify(join(ROOT, "pkg-config/docent"))};`, ...lines, ""].join("\n"));
  const program = ts.createProgram([file], {
    strict: true, noEmit: true, types: [], lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start, file }) => {
    const line = file?.text.slice(start).split("\n")[0];
    return `${ts.flattenDiagnosticMessageText(messageText, " ")}: ${line}`;
  });
}

test("what listeners hear and questions are answered is of the types that are declared", async () => {
  await page.goto(`${server.url}/types.html`);
  await page.inPage(async (guidebook) => {
    window.given = [];
    window.docent.on("*", (payload, name) => window.given.push([`Events["${name}"]`, payload]));
    await window.docent.init({ storage: { kind: "memory" }, guidebook, navigate() {} });
    const { docent } = window;
    docent.identify("u1", { plan: "pro" });
    docent.group("acme", { employees: 3 });
    docent.alias("u2");
    docent.page({ part: 1 });
    docent.variant("tour");
    docent.track();
    await docent.show("survey");
  }, guidebook);
  await page.ui("dialog .text");
  await page.keys("A", "Enter");
  for (const [id, selector] of [["banner", "[data-press='0']"], ["link", "[data-press='0']"]]) {
    await page.inPage((id) => window.docent.show(id), id);
    await page.uiClick(`[data-experience=${id}] ${selector}`);
  }
  const given = await page.inPage(async () => {
    const { docent, given } = window;
    await docent.show("list");
    await docent.track("Read");
    await docent.track("Sent", { amount: 1 });
    const ask = (type, value) => given.push([type, value]);
    for (const why of Object.values(docent.explain())) ask("Explanation", why);
    ask("Consent", docent.consent());
    ask("Status", docent.status);
    return given;
  });
  const heard = new Set(given.map(([type]) => type));
  const kinds = ["ready", "event", "segment", "experience", "answer", "exposure", "goal", "navigate", "error"].map((name) => `Events["${name}"]`);
  assert.deepEqual(kinds.filter((kind) => !heard.has(kind)), [], "each was told");
  const states = given.map(([, { state, until }]) => (until ? `${state} until` : state));
  for (const state of ["seen", "engaged", "step", "completed", "snoozed until"]) assert.ok(states.includes(state), state);
  assert.deepEqual(await wrong(given), []);
  assert.equal((await wrong([['Events["segment"]', { segment: "a" }], ["Explanation", { ...given.at(-3)[1], more: 1 }]])).length, 2, "the compiler looks");
});
