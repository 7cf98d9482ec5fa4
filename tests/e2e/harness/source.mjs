// A module of the loader by itself, for what can be said of it without a browser.

import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./machine.mjs";

/** What a file below pkg-config/src exports. */
export async function source(file) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "pkg-config/src", file)], bundle: true, format: "esm", write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
