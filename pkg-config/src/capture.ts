// What people do on the page, as far as it is captured: clicks, changes, submissions, and clicks
// that get no answer. Heard before the page hears of it, and never in its way.
import { watchDead } from "./dead";
import { HOST, isAmong, wayOf } from "./find";
import { type CaptureOptions, type Gesture, controlOf, describe, isIgnored, isMasked } from "./gestures";
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

  /** What the browser clicks by itself after the label that was clicked. */
  let echo: Element | undefined;

  const ignored = (element?: Element): boolean => !!element && isIgnored(element, settings());

  /** Passes on what an event did, and answers with it. */
  function take(event: Event, target: unknown, time = now(), place = here()): Gesture | undefined {
    // Where nothing is captured, a click may still be what something waits for.
    if (options().capture === false && event.type !== "click") return;
    const gesture = describe(event, target, settings());
    if (gesture) pass({ gesture, time, page: pageFacts(place), element: target as Element });
    return gesture;
  }

  /** Whether what was done before the options came may be kept; what of it is masked is gone. */
  function sift(item: Waiting): boolean {
    if (!("gesture" in item)) return true;
    const { element, gesture: { path: [first] } } = item;
    if (element && first && isMasked(element, settings())) Reflect.deleteProperty(first, "href");
    return !ignored(element);
  }

  /** The selectors that match an element, one around it, or what it is the label of. */
  function matching(selectors: string[], element?: Element): string[] {
    const way = element ? [...wayOf(element), controlOf(element) ?? []].flat() : [];
    return selectors.filter((selector) => isAmong(way, selector));
  }

  function heard(event: Event, signal: AbortSignal): void {
    const target = meantBy(event) as Element;
    const isClick = event.type === "click";
    if (isClick && target === echo) return;
    const gesture = take(event, target);
    if (!isClick || !gesture) return;
    echo = controlOf(target);
    setTimeout(() => (echo = undefined));
    if (options().capture === false || settings().frustration === false) return;
    const page = pageFacts(here());
    watchDead(target, signal, () => pass({ gesture: { ...gesture, kind: "dead" }, time: now(), page, element: target }));
  }

  /** Listens until the signal. */
  function listen(signal: AbortSignal): void {
    watchPresses(signal);
    const listening = { capture: true, passive: true, signal };
    const attend = (to: EventTarget, ...names: string[]) => {
      for (const name of names) to.addEventListener(name, (event) => {
        try {
          heard(event, signal);
        } catch (error) {
          // Whatever is written in a page, it ends nothing.
          warn(`a ${name} could not be read. ${error}`);
        }
      }, listening);
    };
    attend(window, "click", "change", "submit");
    // What is changed or sent in a shadow root is not heard outside; whoever does that was there before.
    const known = new WeakSet<EventTarget>();
    for (const name of ["focusin", "click"]) addEventListener(name, (event) => {
      for (const at of event.composedPath()) {
        if (!(at instanceof ShadowRoot) || at.host.localName === HOST || known.has(at)) continue;
        known.add(at);
        attend(at, "change", "submit");
      }
    }, listening);
  }

  return { take, sift, isIgnored: ignored, matching, listen };
}
