// What a page is made of is not touched before the page has come to rest once.
//
// Frameworks take over what a server has drawn. One that finds something there that it did not draw may
// throw all of it away, and what was typed into it and the focus with it.
import type { Edge } from "../edge";

/** How long a page that does not finish to load is waited for, in milliseconds; and one that has, for an idle moment. */
const LOADING = 10_000;
const BUSY = 2000;
/** What counts as idle where browsers do not tell. */
const A_WHILE = 200;

let rested = false;

/** Acts when the page has been loaded and was idle then; at once where that is over. */
export function atRest({ safe }: Pick<Edge, "safe">, signal: AbortSignal, act: () => void): void {
  if (rested) return act();
  let timer = 0;
  const done = safe(() => {
    rested = true;
    if (!signal.aborted) act();
  });
  const wait = () => {
    clearTimeout(timer);
    window.requestIdleCallback?.(done, { timeout: BUSY }) ?? setTimeout(done, A_WHILE);
  };
  if (document.readyState === "complete") return wait();
  timer = setTimeout(wait, LOADING);
  addEventListener("load", wait, { once: true, signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}
