// What the module exports, as written in src/api.rs; the bindings themselves are generated.
declare module "*/docent_bg.js" {
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function __wbindgen_start(): void;
  export function start(options: string, wake: () => void, tab: string, isPrivate: boolean): unknown;
  export function input(name: string, parts: string, time?: number): unknown;
  export function ask(name: string, argument?: string): unknown;
  export function stop(): void;
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare const __DOCENT_VERSION__: string;
