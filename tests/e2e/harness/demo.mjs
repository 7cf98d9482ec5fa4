// The demo, served for a test: the packed package, the collector in memory, and requests that
// can be held back.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serve } from "../../../www/server.mjs";
import { ENGINE } from "./engine.mjs";
import { DIST, ROOT } from "./machine.mjs";
import { RECORDER } from "./recorder.mjs";

/** Serves the demo; `hold(path)` keeps a path from being answered until what it returns is called. */
export async function demo(options = {}) {
  const kept = mkdtempSync(join(tmpdir(), "docent-e2e-"));
  const www = options.www ?? join(ROOT, "www");
  const server = await serve({ www, dist: DIST, collectorFile: join(kept, "collector.jsonl"), ...options });
  const close = server.close.bind(server);
  // Chromium's driver tells what the console has heard.
  if (ENGINE !== "chromium") {
    const headers = { "Content-Type": "text/javascript" };
    const body = RECORDER + readFileSync(join(DIST, "docent.js"), "utf8");
    server.overrides.set("/docent/docent.js", { status: 200, headers, body });
  }
  return Object.assign(server, {
    hold(path) {
      let release;
      const released = new Promise((done) => (release = done));
      server.overrides.set(path, async (request, response) => {
        await released;
        server.overrides.delete(path);
        response.writeHead(307, { Location: request.url, "Cache-Control": "no-store" }).end();
      });
      return release;
    },
    /** A browser profile that outlives its browser. */
    profile: (name) => join(kept, name),
    async close() {
      await close();
      rmSync(kept, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}

/** Waits until something outside the browser is so. */
export async function eventually(check, what, timeout = 15_000) {
  const end = Date.now() + timeout;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
    await pause(25);
  }
}
