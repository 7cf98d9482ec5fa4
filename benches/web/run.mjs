// Runs the benchmark in headless Chromium and writes one JSON object to standard output.
//
//   node benches/web/run.mjs <directory>     with docent_bench.js and the mix in it
//
// The page is isolated (COOP and COEP), because only then are its timers fine enough.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { launch } from "../../tests/e2e/harness/chromium.mjs";

const directory = process.argv[2];
if (!directory) throw new Error("name the directory with the module and the mix");
const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const peer = "node_modules/@growthbook/growthbook/dist/bundles/esm.min.js";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

/** Where what the page asks for is. */
function locate(path) {
  if (path === "/growthbook.js") return join(root, peer);
  if (path.startsWith("/mix/") || path.startsWith("/docent_bench")) return join(directory, path.replace("/mix/", "/"));
  return join(root, "benches/web", path === "/" ? "index.html" : path);
}

const server = createServer(async (request, response) => {
  const file = locate(new URL(request.url, "http://localhost").pathname);
  const body = await readFile(file).catch(() => undefined);
  const type = TYPES[extname(file)] ?? "text/plain";
  const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  response.writeHead(body ? 200 : 404, { "Content-Type": type, "Cache-Control": "no-store", ...isolated });
  response.end(body);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

/** Calls a function of the page in a browser that has just been started. */
async function ask(what) {
  const { page, close } = await launch();
  try {
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => document.title === "ready" && crossOriginIsolated);
    page.setDefaultTimeout(240_000);
    return await page.evaluate((what) => globalThis[what](), what);
  } finally {
    await close();
  }
}

try {
  const loads = [];
  for (let round = 0; round < 7; round++) loads.push(await ask("load"));
  const speed = await ask("speed");
  // Each is measured once in a page that has just been opened, where no median of batches
  // evens out what else the machine did: the least disturbed one counts.
  const load_10k_ms = Math.min(...loads.map(({ ms }) => ms));
  console.log(JSON.stringify({ ...speed, load_10k_ms, bytes_per_segment: loads[0].bytes }));
} finally {
  server.close();
}
