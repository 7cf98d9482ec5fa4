// Looking again for what is in the page whenever something in it changes: in a frame, and on a large
// page that never rests for a tenth of the time at most.
import type { Edge } from "./edge";
import type { Root } from "./find";

/** Everything that may change in a page: frameworks write new words into a text that is there. */
export const CHANGES = { subtree: true, childList: true, characterData: true, attributes: true };

/** What tells that something looks different though nothing in the page is: what style sheets show by a state, and when. */
const SIGNS = ["scroll", "resize", "load", "toggle", "transitionrun", "transitionend", "animationstart", "animationend",
  "change", "hashchange", "visibilitychange", "pointerover", "focusin"];

/** Calls back when something in a root may look different; once more is as good as once. */
export function attend(root: Root, around: MutationObserver, act: (event: Event) => void, signal: AbortSignal): void {
  around.observe(root, CHANGES);
  for (const name of SIGNS) (root === document ? window : root).addEventListener(name, act, { capture: true, passive: true, signal });
}

/** Milliseconds that a search may take without a pause after it. */
const SLOW = 4;
/** How many times as long as the search the pause is. */
const PAUSE = 9;

/**
 * Answers with what searches, or answers `otherwise` while it is to pause; then `again` is called when
 * it may go on.
 */
export function createPace(again: () => void, signal: AbortSignal): <T>(search: () => T, otherwise: T) => T {
  let pause = 0;
  let missed = false;
  signal.addEventListener("abort", () => clearTimeout(pause));
  return (search, otherwise) => {
    if (pause) {
      missed = true;
      return otherwise;
    }
    const start = performance.now();
    const found = search();
    const took = performance.now() - start;
    if (took > SLOW) pause = setTimeout(() => {
      pause = 0;
      if (missed) again();
      missed = false;
    }, took * PAUSE);
    return found;
  };
}

/**
 * Calls `look` now, and in the frame after something has changed in the document or in a root that
 * it was looked into. Not at once: a page that changes all the time is not held up.
 */
export function lookAgain({ safe }: Edge, signal: AbortSignal, look: (observe: (root: Root) => void) => void): void {
  let frame = 0;
  const ask = () => {
    frame ||= requestAnimationFrame(run);
  };
  const paced = createPace(ask, signal);
  const run = safe(() => {
    frame = 0;
    paced(() => look(observe), undefined);
  });
  const around = new MutationObserver(ask);
  const observe = (root: Root) => attend(root, around, ask, signal);
  signal.addEventListener("abort", () => {
    around.disconnect();
    cancelAnimationFrame(frame);
  });
  observe(document);
  run();
}
