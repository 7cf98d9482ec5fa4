// Loading the WebAssembly module, and the guard around it.
import * as glue from "../../target/bindgen/docent_bg.js";

export type Source = string | URL | Response | BufferSource | WebAssembly.Module;

type Exports = WebAssembly.Exports;

// Taken before the page can change them.
const { instantiate, instantiateStreaming } = WebAssembly;
const get = globalThis.fetch;

/**
 * Wraps every export. A panic, a stack overflow or an exhausted memory surfaces here as an
 * exception: at the outermost call it is reported once, and the module is never entered again.
 */
function guard(exports: Exports, failed: (error: unknown) => void): Exports {
  let depth = 0;
  let dead = false;
  const guarded: Record<string, WebAssembly.ExportValue> = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] = typeof value !== "function" ? value : (...args: unknown[]) => {
      if (dead) return undefined;
      depth += 1;
      try {
        return value(...args);
      } catch (error) {
        if (depth > 1) throw error;
        dead = true;
        failed(error);
        return undefined;
      } finally {
        depth -= 1;
      }
    };
  }
  return guarded;
}

async function compile(source: Source): Promise<WebAssembly.Instance> {
  // wasm-opt calls the one module that is imported from `a` (see optimise in xtask/src/build.rs).
  const imports = { a: glue as unknown as WebAssembly.ModuleImports };
  if (source instanceof WebAssembly.Module) return instantiate(source, imports);
  if (typeof source === "string" || source instanceof URL) source = await get(source);
  if (!(source instanceof Response)) {
    return (await instantiate(source as BufferSource, imports)).instance;
  }
  if (!source.ok) throw new Error(`docent.wasm: HTTP ${source.status} from ${source.url}`);
  // Servers that do not know the type application/wasm cannot be streamed from.
  if (source.headers.get("Content-Type")?.startsWith("application/wasm")) {
    return (await instantiateStreaming(source, imports)).instance;
  }
  return (await instantiate(await source.arrayBuffer(), imports)).instance;
}

let loading: Promise<typeof glue> | undefined;

/** Loads the module once; a second call gets the same one. */
export function load(source: Source, failed: (error: unknown) => void): Promise<typeof glue> {
  loading ??= compile(source).then(({ exports }) => {
    const guarded = guard(exports, failed);
    glue.__wbg_set_wasm(guarded);
    glue.__wbindgen_start();
    return glue;
  });
  return loading;
}
