// What the module exports, as written in src/api.rs; the bindings themselves are generated.
declare module "*/docent_bg.js" {
  /** Under the short names that wasm-opt gave them (pkg-config/build.mjs). */
  export const imports: WebAssembly.ModuleImports;
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function __wbindgen_start(): void;
  export function start(given: string, wake: () => void): unknown;
  export function input(told: string): unknown;
  export function ask(question: string): unknown;
  export function stop(): void;
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare const __DOCENT_VERSION__: string;
