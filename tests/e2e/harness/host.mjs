// Pages of a test's own on the demo's server, and a browser: both last as long as the file's tests.

import { after, before } from "node:test";
import { open } from "./browser.mjs";
import { demo } from "./demo.mjs";

/** The server and the browser of this file, from its first test on. */
export let server;
export let page;

/** What a function makes of the shadow root, in the page. */
export const inRoot = (fn, ...args) =>
  page.inPage(`(...args) => (${fn})(document.querySelector("docent-ui").shadowRoot, ...args)`, ...args);

/** A page as the server answers it, with more headers where a test wants some. */
export const html = (body, headers) => ({ status: 200, headers: { "Content-Type": "text/html", ...headers }, body });

/** Serves these answers, by path, to the tests of this file; `then` prepares what they share. */
export function host(answers, then) {
  before(async () => {
    server = await demo();
    for (const [path, answer] of Object.entries(answers)) server.overrides.set(path, answer);
    page = await open();
    await then?.();
  });
  after(async () => {
    await page?.quit();
    await server?.close();
  });
}
