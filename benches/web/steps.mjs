// What a step of a flow costs a slow machine: script in the page from the press of "Next" until
// the tooltip stands at the next element, with the processor slowed down four times. Writes one
// JSON object to standard output.
//
//   node benches/web/steps.mjs     with the package in dist/

import { serve } from "../../www/server.mjs";
import { launch } from "../../tests/e2e/harness/chromium.mjs";
import { DIST, ROOT } from "../../tests/e2e/harness/machine.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const STEPS = 41;
const SLOWER = 4;

const kept = mkdtempSync(join(tmpdir(), "docent-bench-"));
const server = await serve({ www: join(ROOT, "www"), dist: DIST, collectorFile: join(kept, "collector.jsonl") });
const buttons = Array.from({ length: STEPS }, (_, at) => `<button id="b${at}">Button ${at}</button>`).join(" ");
server.overrides.set("/steps.html", {
  status: 200,
  headers: { "Content-Type": "text/html" },
  body: `<!doctype html><html lang="en"><title>Steps</title><body>${buttons}<script src="/docent/docent.js"></script></body></html>`,
});
const { page, cdp, close } = await launch();
try {
  await page.goto(`${server.url}/steps.html`);
  await page.evaluate(async (count) => {
    const step = (at) => ({
      id: `s${at}`, type: "tooltip", target: `#b${at}`, title: `Step ${at}`, body: ["A few words about it."],
      actions: [{ label: "Next", do: "next" }],
    });
    const flow = { id: "tour", kind: "flow", steps: Array.from({ length: count }, (_, at) => step(at)) };
    await globalThis.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences: [flow] } });
  }, STEPS);
  const next = page.locator("docent-ui .tooltip .primary");
  await cdp.send("Performance.enable");
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });

  const script = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration").value * 1e3;
  };
  /** Milliseconds of script that a key on "Next" causes, what asks for frames included: the median of many. */
  const measure = async (key) => {
    const taken = [];
    for (let done = 1; done < STEPS; done++) {
      // A script that gives the button the focus is the benchmark's, and costs as much as half a step.
      await next.focus();
      const before = await script();
      await page.keyboard.press(key);
      // Ten frames: the tooltip has found its element, and its frame loop has come to rest.
      await page.evaluate(() => new Promise((rest) => {
        let frames = 10;
        requestAnimationFrame(function wait() { frames-- ? requestAnimationFrame(wait) : rest(); });
      }));
      taken.push((await script()) - before);
    }
    return taken.sort((a, b) => a - b)[taken.length >> 1];
  };
  const idle = await measure("Shift");
  const busy = await measure("Enter");
  const title = await page.locator("docent-ui .tooltip h2").textContent();
  if (title !== `Step ${STEPS - 1}`) throw new Error(`only ${title} was reached`);
  console.log(JSON.stringify({ step_ms_slowed: busy - idle }));
} finally {
  await close();
  await server.close();
  rmSync(kept, { recursive: true, force: true });
}
