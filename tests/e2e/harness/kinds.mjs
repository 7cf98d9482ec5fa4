// A page for experiences that a test writes, under a strict policy.

import { html, page, server } from "./host.mjs";

const STRICT = {
  "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

/** What the server answers: for `host`. */
export const KINDS = {
  "/kinds.html": html(`<!doctype html><html lang="en"><title>Kinds</title><body><button id="host">Host</button>
      <main><button id="save">Save</button> <a id="more" href="#more">More</a><div id="slot"></div></main>
      <script src="/docent/docent.js"></script></body></html>`, STRICT),
};

/** Opens the host and starts Docent with these experiences. */
export async function show(experiences, { options = {}, guidebook = {} } = {}) {
  await page.goto(`${server.url}/kinds.html`);
  await page.inPage(async (experiences, options, guidebook) => {
    window.heard = [];
    window.docent.on("experience", ({ experience, state, step }) => {
      window.heard.push([experience, state, step].filter(Boolean).join(" "));
    });
    document.querySelector("#host").focus();
    await window.docent.init({ storage: { kind: "memory" }, guidebook: { version: 1, experiences, ...guidebook }, ...options });
  }, experiences.map((each, at) => ({ id: `x${at}`, ...each })), options, guidebook);
}

/** With a task that an event does, and one that a button does. */
export const checklist = {
  kind: "checklist", title: "Get started", body: ["Two things to do."],
  tasks: [
    { id: "make", title: "Make one", body: ["It takes a minute."], done: { $event: { name: "Made" } } },
    { id: "read", title: "Read this", actions: [{ label: "I read it", do: "complete" }] },
  ],
};
