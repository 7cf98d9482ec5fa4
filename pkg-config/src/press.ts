// What a click is meant for. Some menus open when the pointer goes down, and lay something over the
// page: the browser then makes the click on what is around both, the whole page often.
import { wayOf } from "./find";

/** How far a pointer may move in a click, in pixels. */
const STEADY = 8;

/** What a pointer went down on last, and where. */
let pressed: [target: Element, x: number, y: number] | undefined;

/** Begins to notice where the pointer goes down. */
export function watchPresses(signal: AbortSignal): void {
  addEventListener("pointerdown", (event) => {
    pressed = [event.composedPath()[0] as Element, event.clientX, event.clientY];
  }, { capture: true, passive: true, signal });
}

/** What something was done with. */
export function meantBy(event: Event): EventTarget | undefined {
  const [target] = event.composedPath();
  const { detail, clientX, clientY } = event as MouseEvent;
  if (event.type !== "click" || !detail || !pressed) return target;
  const [meant] = pressed;
  return isSteady(event as MouseEvent) && target !== meant && wayOf(meant).includes(target as Element) ? meant : target;
}

/** Whether the pointer is where it went down. */
function isSteady({ clientX, clientY }: MouseEvent): boolean {
  const [, x = NaN, y = NaN] = pressed ?? [];
  return Math.hypot(clientX - x, clientY - y) < STEADY;
}

/**
 * Calls `used` when an element is clicked, whatever the page does about the click, or when Enter or the
 * space bar goes down in it and the page takes that for a click of its own, as menus do. What goes away
 * while it is pressed, as the options of some lists do, gets no click.
 */
export function onUse(element: Element, used: () => void, signal: AbortSignal): void {
  const outside = element.ownerDocument.defaultView ?? window;
  const listening = { capture: true, passive: true, signal };
  outside.addEventListener("click", (event) => {
    if (wayOf(meantBy(event) as Element).includes(element)) used();
  }, listening);
  const whenGone = (event?: Event) => setTimeout(() => (event?.defaultPrevented || !element.isConnected) && used());
  outside.addEventListener("pointerdown", (event) => {
    const press = pressed;
    if (!event.composedPath().includes(element)) return;
    // Not until the signal: the element may be another one before the pointer comes up.
    outside.addEventListener("pointerup", (event) => press === pressed && isSteady(event) && whenGone(), { capture: true, passive: true, once: true });
  }, listening);
  outside.addEventListener("keydown", (event) => {
    if (/^(Enter| )$/.test(event.key) && event.composedPath().includes(element)) whenGone(event);
  }, listening);
}
