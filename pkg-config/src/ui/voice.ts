// What is said to screen readers where the focus does not go.
//
// A region that comes with its text says nothing, and of two texts in a row only the last may be
// heard. So texts are gathered until the region has been there for a while, and each is an element
// of its own, which is said even if the same was said before.
import type { Edge } from "../edge";
import { h } from "./dom";

/** Milliseconds until screen readers know of a new region. */
const A_WHILE = 150;

export interface Voice {
  region: HTMLElement;
  /** Says a text; an empty one takes back what nobody needs to find any more. */
  say(text: string): void;
  stop(): void;
}

export function createVoice({ safe }: Edge): Voice {
  const region = h("div", { class: "voice", "aria-live": "polite" });
  let texts: string[] = [];
  let timer: number | undefined;
  const speak = safe(() => {
    timer = undefined;
    region.replaceChildren(...texts.splice(0).map((text) => h("p", {}, text)));
  });
  return {
    region,
    say(text) {
      if (!text) return region.replaceChildren();
      texts.push(text);
      timer ??= setTimeout(speak, A_WHILE);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      texts = [];
    },
  };
}
