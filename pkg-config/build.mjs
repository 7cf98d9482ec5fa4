// Bundles the npm package: TypeScript sources and wasm-bindgen's glue in, dist/ out.
//
//   node pkg-config/build.mjs [--bindings target/bindgen] [--package pkg-config] [--out dist]
//
// `cargo xtask build` calls it after compiling and optimising the module. Nothing is written
// before everything has been bundled, so a mistake leaves the last good dist/ in place.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, transform } from "esbuild";
import { minify } from "terser";

/** What is bundled from where. `iife` runs by itself in a page; `esm` is imported. */
const ENTRIES = [
  { source: "script.ts", file: "docent.js", format: "iife" },
  { source: "index.ts", file: "docent.mjs", format: "esm" },
  { source: "snippet.ts", file: "snippet.js", format: "iife" },
  { source: "debug/index.ts", file: "docent-debug.mjs", format: "esm" },
];

/** The browser floor (README). esbuild refuses what it cannot translate down to it. */
const FLOOR = ["chrome102", "firefox112", "safari16.4"];

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options } = parseArgs({
  options: {
    bindings: { type: "string", default: join(root, "target/bindgen") },
    package: { type: "string", default: join(root, "pkg-config") },
    out: { type: "string", default: join(root, "dist") },
  },
});

/**
 * What wasm-bindgen writes for browsers below our floor, for memory that other threads grow, and
 * for giving back what a call that threw had been given: in plain words. A call that throws is a
 * trap, after which the module is never entered again (pkg-config/src/module.ts).
 */
const PLAINER = {
  getDataViewMemory0: "() { return new DataView(wasm.memory.buffer); }",
  getUint8ArrayMemory0: "() { return new Uint8Array(wasm.memory.buffer); }",
  decodeText: "(bytes) { return cachedTextDecoder.decode(bytes); }",
  passStringToWasm0: `(text, malloc) {
    const bytes = cachedTextEncoder.encode(text);
    const start = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, start);
    WASM_VECTOR_LEN = bytes.length;
    return start;
  }`,
};
const NEEDLESS = [
  /^if \(!\('encodeInto' in [\s\S]+?^}\n/m,
  /^let cached\w+Memory0 = null;\n/gm,
];

/** The glue without what nobody needs here. What is not found any more stops the build. */
function lightened(code) {
  const replace = (pattern, by) => {
    if (!code.match(pattern)) throw new Error(`the glue has nothing like ${pattern} any more`);
    code = code.replace(pattern, by);
  };
  for (const [name, body] of Object.entries(PLAINER)) {
    replace(new RegExp(`^function ${name}\\([\\s\\S]+?^}\\n`, "m"), () => `function ${name}${body}\n`);
  }
  for (const pattern of NEEDLESS) replace(pattern, "");
  return code;
}

/**
 * The glue with the short names that wasm-opt gave to imports and exports. One object of what the
 * module imports, rather than other names inside: those could be names of local variables.
 */
async function shortened(file) {
  const names = JSON.parse(await readFile(resolve(options.bindings, "names.json"), "utf8"));
  const short = new Map(names.exports);
  const code = lightened(await readFile(file, "utf8"))
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${short.get(name) ?? name}`)
    .replace(/^export (?=function __wbg_(?!set_wasm\b))|^export (?=function __wbindgen_)/gm, "");
  const imports = names.imports.map(([, name, to]) => `${to}: ${name}`);
  return `${code}
export const imports = { ${imports.join(", ")} };
export const __wbindgen_start = () => wasm.${short.get("__wbindgen_start")}();`;
}

/** The sources import the glue by its usual place; it may have been written elsewhere. */
const glue = {
  name: "glue",
  setup(bundler) {
    const file = resolve(options.bindings, "docent_bg.js");
    bundler.onResolve({ filter: /\/docent_bg\.js$/ }, () => ({ path: file }));
    bundler.onLoad({ filter: /\/docent_bg\.js$/ }, async () => ({ contents: await shortened(file) }));
  },
};

/** Style sheets go in as text, minified like everything else. */
const styles = {
  name: "styles",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: FLOOR });
      // esbuild leaves the values of custom properties as they are written; here no space in them counts.
      return { contents: code.trim().replace(/([:,]) /g, "$1"), loader: "text" };
    });
  },
};

async function bundle({ source, file, format }, version) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join(options.package, "src", source)],
    outfile: join(options.out, file),
    bundle: true,
    charset: "utf8",
    // Loaded when it is asked for, by whoever imports the package.
    external: ["./docent-debug.mjs"],
    define: { __DOCENT_VERSION__: JSON.stringify(version) },
    format,
    legalComments: "none",
    logLevel: "warning",
    minifySyntax: true,
    platform: "browser",
    plugins: [glue, styles],
    target: FLOOR,
    write: false,
  });
  const [{ text }] = result.outputFiles;
  return { file, contents: await smaller(text, format) };
}

/** Names by how often they stand: 5 % less after compression than the bundler's own. */
async function smaller(text, format) {
  const { code } = await minify(text, {
    // Statements of their own and calls that stay calls look more like one another than what is shortest.
    compress: { passes: 3, unsafe_arrows: true, inline: 1, sequences: false },
    ecma: 2022,
    module: format === "esm",
    toplevel: true,
    // Read as it is meant on a page in any encoding.
    format: { ascii_only: true },
  });
  return code;
}

/** Files that go into the package as they are, as [from, name in dist/]. */
function copies() {
  const readmes = [join(options.package, "README.md"), join(root, "README.md")];
  const readme = readmes.filter((file) => existsSync(file)).slice(0, 1);
  return [
    [join(options.bindings, "docent.wasm"), "docent.wasm"],
    [join(options.package, "package.json"), "package.json"],
    [join(options.package, "docent.d.ts"), "docent.d.ts"],
    ...readme.map((file) => [file, "README.md"]),
    [join(root, "LICENSE"), "LICENSE"],
    // Where the README's links lead.
    [join(root, "docs/guidebook.md"), "docs/guidebook.md"],
  ];
}

function missing() {
  const sources = ENTRIES.map(({ source }) => join(options.package, "src", source));
  const bindings = ["docent_bg.js", "names.json"].map((name) => join(options.bindings, name));
  const needed = [...sources, ...bindings, ...copies().map(([from]) => from)];
  return needed.filter((file) => !existsSync(file)).map((file) => relative(root, file));
}

async function main() {
  const gone = missing();
  if (gone.length > 0) {
    console.error(`error: the package needs ${gone.join(", ")}`);
    process.exit(1);
  }
  const { version } = JSON.parse(await readFile(join(options.package, "package.json"), "utf8"));
  const bundles = await Promise.all(ENTRIES.map((entry) => bundle(entry, version)));
  await rm(options.out, { recursive: true, force: true });
  await mkdir(options.out, { recursive: true });
  for (const { file, contents } of bundles) {
    await writeFile(join(options.out, file), contents);
  }
  for (const [from, name] of copies()) await cp(from, join(options.out, name));
  // Pictures stay in the repository.
  const readme = join(options.out, "README.md");
  await writeFile(readme, (await readFile(readme, "utf8")).replace(/^!\[.*\n\n/gm, ""));
  const names = [...ENTRIES.map(({ file }) => file), ...copies().map(([, name]) => name)];
  console.log(`    ${basename(options.out)}/: ${names.join(", ")}`);
}

main().catch((error) => {
  // esbuild has printed its own errors, with their place in the source.
  if (!error.errors) console.error(error);
  process.exit(1);
});
