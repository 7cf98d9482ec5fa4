// What the module exports, as written in src/api.rs; the bindings themselves are generated.
declare module "*/docent_bg.js" {
  import type { PageFacts } from "./page";
  import type { Gesture } from "./gestures";
  import type { Hooks } from "./hooks";

  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function __wbindgen_start(): void;
  export function start(options: unknown, hooks: Hooks, tab: string, isPrivate: boolean): void;
  export function call(
    name: string, args: unknown[], ticket: number, page?: PageFacts, time?: number,
  ): void;
  export function captured(
    gesture: Gesture, element: Element | undefined, page?: PageFacts, time?: number,
  ): void;
  export function routed(page: PageFacts, time?: number): void;
  export function visibility(leaving: boolean): void;
  export function ask(name: string, argument?: string): unknown;
  export function stop(): void;
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare const __DOCENT_VERSION__: string;
