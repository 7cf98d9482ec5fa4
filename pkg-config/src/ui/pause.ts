// A modal card takes the keyboard: while someone types into the page it waits, or what is meant for
// the page would go into it.
import type { Edge } from "../edge";
import { isTyping } from "./focus";
import type { View } from "./view";

/** Milliseconds after the last key in a field of the page. */
const PAUSE = 1000;

/** `show` is called again, by and by, with what was to wait. */
export function createPause({ safe, signal }: Edge, show: (view: View) => void) {
  const held = new Map<string, View>();
  let last = -PAUSE;
  let timer = 0;

  signal.addEventListener("abort", () => {
    held.clear();
    clearTimeout(timer);
  });

  return {
    /** A key was pressed. */
    typed(): void {
      last = performance.now();
    },

    /** Whether a view has to wait. */
    holds(view: View): boolean {
      const wait = isTyping() ? last + PAUSE - performance.now() : 0;
      if (wait <= 0) return false;
      held.set(view.run, view);
      timer ||= setTimeout(safe(() => {
        timer = 0;
        for (const each of [...held.values()]) show(each);
      }), wait);
      return true;
    },

    /** A run is on the screen, or is not to be shown any more. */
    drop: (run: string) => held.delete(run),
  };
}
