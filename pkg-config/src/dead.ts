// Dead clicks: on something that looks as if it could be clicked, and then nothing happens.
//
// Watched for only after such a click, until the first sign of life: something in the page
// changes, moves, scrolls, takes the focus or opens. Most clicks show one within a frame.
import { isAmong, rootOf, wayOf } from "./find";
import { interactive } from "./gestures";
import { CHANGES } from "./looks";

/** So long after a click nobody expects an answer any more, in milliseconds. */
const PATIENCE = 2000;

const SIGNS = ["scroll", "focusin", "transitionrun", "animationstart", "change", "submit",
  "invalid", "toggle", "play", "pause", "popstate", "hashchange", "blur", "visibilitychange", "pagehide"];

/** Fields show a caret or a choice of their own; what a link opens elsewhere is not seen from here. */
const APART = "input:not([type=button],[type=submit],[type=reset],[type=image]),select,textarea,label,option," +
  "[contenteditable],video,audio,iframe,a[target],a[download],a[href^='mailto:'],a[href^='tel:']";

function looksClickable(target: Element): boolean {
  const element = interactive(target);
  if (isAmong(wayOf(element), APART)) return false;
  return element !== target || isAmong([element], "a,button,[role=button],summary")
    || getComputedStyle(target).cursor === "pointer";
}

/** Says so when a click on this element stays without any sign of life. */
export function watchDead(target: Element, signal: AbortSignal, dead: () => void): void {
  if (!looksClickable(target)) return;
  const over = new AbortController();
  const end = () => over.abort();
  const listening = { capture: true, passive: true, signal: over.signal };
  for (const sign of SIGNS) addEventListener(sign, end, listening);
  // Every click moves the caret; only what selects something does something.
  document.addEventListener("selectionchange", () => getSelection()?.isCollapsed === false && end(), listening);
  signal.addEventListener("abort", end, { signal: over.signal });
  const observer = new MutationObserver(end);
  // The page does not see into a shadow root the click was in.
  for (const root of new Set([document, rootOf(target)])) observer.observe(root, CHANGES);
  const { href } = location;
  const timer = setTimeout(() => {
    end();
    if (location.href === href) dead();
  }, PATIENCE);
  over.signal.addEventListener("abort", () => {
    observer.disconnect();
    clearTimeout(timer);
  });
}
