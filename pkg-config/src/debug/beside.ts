// The second state of the module and the page: as edge.ts is for the first, less whatever stores or
// sends. Effects of that kind are not performed, because there is nothing here that could.
import type { Edge } from "../edge";
import type { Glue } from "../module";
import type { Stage } from "../ui/stage";
import type { View } from "../ui/view";
import { createWatchers } from "../watchers";
import { type Inside, askOf } from "./inside";

/** Which of the module's states it is (src/api.rs). */
export const OF = 1;

type Effects = [name: string, ...parts: never[]][];

export interface Beside {
  /** Starts anew, with an empty screen and an empty memory. */
  start(settings: object): void;
  /** Something happened at a time. */
  tell(time: number, name: string, ...parts: unknown[]): void;
  ask(name: string, argument?: unknown): unknown;
  stop(): void;
}

/** What a sample person's world can do; `now` is their time. */
export interface World {
  now(): number;
  emit(name: string, payload: unknown): void;
  warn(message: string): void;
}

export function createBeside(inside: Inside, glue: Glue, { now, emit, warn }: World): Beside {
  const { safe } = inside;
  const queue: string[] = [];
  let busy = false;
  let screen = new AbortController();
  let stage: Stage;
  let watchers: ReturnType<typeof createWatchers>;

  // What would leave the preview is only said.
  const navigate = (url: string) => emit("navigate", { url });
  const performers: Record<string, (...parts: never[]) => void> = {
    claim: (run: string) => hear("claimed", run, true),
    await: (opened: number, wanted: never[]) => watchers(opened, wanted),
    show: (view: View) => stage.show(view),
    hide: (run: string) => stage.hide(run),
    emit,
    warn,
    navigate,
    call: (name: string, args: unknown[]) => emit("call", { name, args }),
  };

  function perform(effects: unknown): void {
    for (const [name, ...parts] of effects as Effects) performers[name]?.(...parts);
  }

  const run = safe(() => {
    busy = true;
    for (let input; (input = queue.shift());) perform(glue.input(input, OF));
    busy = false;
  });

  function tell(time: number, name: string, ...parts: unknown[]): void {
    if (screen.signal.aborted) return;
    queue.push(JSON.stringify([time, name, ...parts]));
    if (!busy) run();
  }
  const hear: Edge["hear"] = (name, ...parts) => tell(now(), name, ...parts);
  // In a microtask, so that the module is not entered again from its own timer.
  const wake = () => queueMicrotask(() => hear("woke"));

  return {
    tell,
    ask: (name, argument) => askOf(inside, name, argument, now(), OF),
    start: safe((settings: object) => {
      screen.abort();
      screen = new AbortController();
      const edge: Edge = { signal: screen.signal, safe, hear, warn, navigate };
      stage = inside.createStage(edge, inside.options.ui);
      watchers = createWatchers(edge);
      queue.length = 0;
      perform(glue.start(JSON.stringify([settings, "preview", false]), wake, OF));
    }),
    stop() {
      screen.abort();
      glue.stop(OF);
    },
  };
}
