// What people do on the page, as far as it is captured: clicks, changes, submissions, and clicks
// that get no answer. Heard before the page hears of it, and never in its way.
import { watchDead } from "./dead";
import { isAmong, wayOf } from "./find";
import { type CaptureOptions, type Gesture, describe, isIgnored, isMasked } from "./gestures";
import type { Options } from "./options";
import { here, now, pageFacts } from "./page";
import { meantBy, watchPresses } from "./press";
import type { Waiting } from "./queue";

/** `pass` takes what was captured; `warn` tells the developer. */
export function createCapture(options: () => Options, pass: (item: Waiting) => void, warn: (message: string) => void) {
  function settings(): CaptureOptions {
    const { capture } = options();
    return typeof capture === "object" ? capture : {};
  }

  const isCaptured = (element?: Element): boolean =>
    options().capture !== false && !(element && isIgnored(element, settings()));

  /** Passes on what an event did, and answers with it. */
  function take(event: Event, target: unknown, time = now(), place = here()): Gesture | undefined {
    if (!isCaptured()) return;
    const gesture = describe(event, target, settings());
    if (gesture) pass({ gesture, time, page: pageFacts(place), element: target as Element });
    return gesture;
  }

  /** Whether what was done before the options came may be kept; what of it is masked is gone. */
  function sift(item: Waiting): boolean {
    if (!("gesture" in item)) return true;
    const { element, gesture: { path: [first] } } = item;
    if (element && first && isMasked(element, settings())) Reflect.deleteProperty(first, "href");
    return isCaptured(element);
  }

  /** The selectors that match an element or one around it. */
  function matching(selectors: string[], element?: Element): string[] {
    const way = element ? wayOf(element) : [];
    return selectors.filter((selector) => isAmong(way, selector));
  }

  function heard(event: Event, signal: AbortSignal): void {
    const target = meantBy(event);
    const gesture = take(event, target);
    if (event.type !== "click" || !gesture || settings().frustration === false) return;
    const page = pageFacts(here());
    watchDead(target as Element, signal, () => pass({ gesture: { ...gesture, kind: "dead" }, time: now(), page }));
  }

  /** Listens until the signal. */
  function listen(signal: AbortSignal): void {
    watchPresses(signal);
    for (const name of ["click", "change", "submit"]) {
      addEventListener(name, (event) => {
        try {
          heard(event, signal);
        } catch (error) {
          // Whatever is written in a page, it ends nothing.
          warn(`a ${name} could not be read. ${error}`);
        }
      }, { capture: true, passive: true, signal });
    }
  }

  return { take, sift, isCaptured, matching, listen };
}
