// What the module exports, as written in src/api.rs; the bindings themselves are generated.
declare module "*/docent_bg.js" {
  /** Under the short names that wasm-opt gave them (pkg-config/build.mjs). */
  export const imports: WebAssembly.ModuleImports;
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function __wbindgen_start(): void;
  /** `of` is 0, the page's own state, or 1, a preview's. */
  export function start(given: string, wake: () => void, of?: number): unknown;
  export function input(told: string, of?: number): unknown;
  export function ask(question: string, of?: number): unknown;
  export function stop(of?: number): void;
}

/** The part with the tools for developers, built from debug/ into a file of its own. */
declare module "*/docent-debug.mjs" {
  type Tools = import("./debug/inside").Tools;
  export const debug: Tools["debug"];
  export const preview: Tools["preview"];
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare const __DOCENT_VERSION__: string;
