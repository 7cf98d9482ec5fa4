// Loading the WebAssembly module, and the guard around it.
import { __wbg_set_wasm, __wbindgen_start, ask, imports, input, start, stop } from "../../target/bindgen/docent_bg.js";

/** What the module can be asked: src/api.rs. */
const glue = { start, input, ask, stop };
export type Glue = typeof glue;

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
  const from = { a: imports };
  if (typeof source === "string" || source instanceof URL) source = await get(source);
  if (source instanceof Response) {
    const { ok, status, url, headers } = source;
    const type = headers.get("Content-Type") ?? "";
    if (!ok || type.startsWith("text/html")) throw new Error(`docent.wasm: HTTP ${status} ${type} from ${url}`);
    // Servers that do not know the type application/wasm cannot be streamed from.
    if (type.startsWith("application/wasm")) {
      return (await instantiateStreaming(source, from)).instance;
    }
    source = await source.arrayBuffer();
  }
  // Of bytes it makes a module as well.
  const made: WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource = await instantiate(source as BufferSource, from);
  return made.instance ?? made;
}

let loading: Promise<Glue> | undefined;

/** Loads the module once; a second call gets the same one, or tries its own where there was none. */
export function load(source: Source, failed: (error: unknown) => void): Promise<Glue> {
  const anew = async () => {
    const { exports } = await compile(source);
    __wbg_set_wasm(guard(exports, failed));
    __wbindgen_start();
    return glue;
  };
  return (loading = loading ? loading.catch(anew) : anew());
}
