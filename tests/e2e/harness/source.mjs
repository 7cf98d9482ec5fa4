// A module of the loader by itself, for what can be said of it without a browser.

import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./machine.mjs";

/** A file below pkg-config/src as the text of a module, for a page. */
export async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "pkg-config/src", file)], bundle: true, format: "esm", write: false,
  });
  return outputFiles[0].text;
}

/** What a file below pkg-config/src exports. */
export async function source(file) {
  return import(`data:text/javascript;base64,${Buffer.from(await bundle(file)).toString("base64")}`);
}
