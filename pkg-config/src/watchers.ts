// What experiences wait for in the page: how far it was scrolled, quiet, the pointer on its way
// out, an element. Only what the core asks for is watched, and nothing is asked again and again.
import type { Edge } from "./edge";
import { find, isVisible } from "./find";
import { lookAgain } from "./looks";
import { LONGEST } from "./ui/anchor";

/** `scroll` and percent, `idle` and milliseconds, `exit`, or `element` and its selector. */
type Watcher = [kind: string, of?: number | string];
type Watch = (tell: () => void, listen: Listen, signal: AbortSignal, of: never, edge: Edge) => void;
type Listen = (names: string[], heard: (event: Event) => void) => void;

/** Every sign of someone being there; what is typed into Docent is input, and no key (ui/keep.ts). */
const INPUT = ["pointerdown", "pointermove", "keydown", "input", "wheel", "scroll", "touchstart"];

const WATCHERS: Record<string, Watch> = {
  /** How much of what can be scrolled lies behind, in the page or in an element that fills it. */
  scroll(tell, listen, _signal, percent: number) {
    // A zoomed page ends within a pixel of its end.
    const look = ({ scrollTop, scrollHeight, clientHeight }: Element) => {
      const hidden = scrollHeight - clientHeight;
      if (hidden > 0 && clientHeight > innerHeight / 2 && scrollTop + 1 >= hidden * percent / 100) tell();
    };
    const page = document.scrollingElement ?? document.documentElement;
    listen(["scroll"], ({ target }) => look(target instanceof Element ? target : page));
    look(page);
  },

  /** One timer, which looks at the last input when it rings; it starts anew with the next input. */
  idle(tell, listen, signal, after: number, { safe }) {
    let last = performance.now();
    let timer: number | undefined;
    const wait = (span: number) => {
      timer = setTimeout(safe(() => {
        const left = last + after - performance.now();
        timer = undefined;
        if (left > 0) wait(left);
        else tell();
      }), Math.min(span, LONGEST));
    };
    listen(INPUT, () => {
      last = performance.now();
      if (timer === undefined) wait(after);
    });
    signal.addEventListener("abort", () => clearTimeout(timer));
    wait(after);
  },

  /** The pointer leaves through the top, where tabs and the address are. */
  exit(tell, listen) {
    listen(["mouseout"], (event) => {
      const { clientY, relatedTarget } = event as MouseEvent;
      if (!relatedTarget && clientY <= 0) tell();
    });
  },

  /** Told when it comes, and again when it comes back. */
  element(tell, _listen, signal, selector: string, edge) {
    let there = false;
    lookAgain(edge, signal, (observe) => {
      const visible = !!find(selector, isVisible, observe);
      if (visible && !there) tell();
      there = visible;
    });
  },
};

/** Answers with what takes the list of what is to be watched, instead of the one before. */
export function createWatchers(edge: Edge): (opened: number, wanted: Watcher[]) => void {
  const { signal, safe, hear } = edge;
  let present = new Map<string, AbortController>();
  signal.addEventListener("abort", () => present.forEach((life) => life.abort()));
  return (opened, wanted) => {
    const before = present;
    present = new Map();
    for (const watcher of wanted) {
      // On another page everything starts anew.
      const key = JSON.stringify([opened, watcher]);
      present.set(key, before.get(key) ?? begin(watcher));
      before.delete(key);
    }
    before.forEach((life) => life.abort());
  };

  function begin(watcher: Watcher): AbortController {
    const life = new AbortController();
    const listen: Listen = (names, heard) => {
      const options = { capture: true, passive: true, signal: life.signal };
      for (const name of names) addEventListener(name, safe(heard), options);
    };
    WATCHERS[watcher[0]]?.(() => hear("cued", watcher), listen, life.signal, watcher[1] as never, edge);
    return life;
  }
}
