// What is to be seen: of the window, of an element in it, and what lies over that or cuts it off.
//
// Measured when it is asked for, and nothing is kept but what banners of ours take.
import { HOST, boxOf, frameOf, parentOf } from "../find";
import type { Rect } from "./placement";

/** How many times as large as a page is laid out for the window is, where its content is wider than a phone: such pages are zoomed out. */
function breadth(): number {
  const { clientWidth } = document.documentElement;
  // Scroll bars are not that wide.
  return innerWidth > clientWidth + 40 ? innerWidth / clientWidth : 1;
}

/** What banners of ours take of the window, at its top and bottom. */
export const taken = { top: 0, bottom: 0 };

/** The window, without scroll bars. */
export function windowBox(): Rect {
  const { clientWidth, clientHeight } = document.documentElement;
  return { x: 0, y: 0, width: clientWidth * breadth(), height: clientHeight * breadth() };
}

/** What is to be seen of it: without what an on-screen keyboard covers, for which some browsers move the page up. */
export function viewport(): Rect {
  const box = windowBox();
  const { height, scale, offsetTop } = visualViewport as VisualViewport;
  const seen = Math.ceil(height * scale * breadth());
  return seen < box.height ? { ...box, y: Math.min(offsetTop, box.height - seen), height: seen } : box;
}

/** Calls back when that changes without the window: by an on-screen keyboard, or two fingers. */
export function onViewport(act: (event: unknown) => void, signal: AbortSignal): void {
  for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, act, { passive: true, signal });
}

/** Where there is room for a tooltip: not over banners, nor over a bar of the page at the bottom. */
export function room(bar: number): Rect {
  const { y, height, ...seen } = viewport();
  return { ...seen, y: y + taken.top, height: height - taken.top - Math.max(taken.bottom, bar) };
}

/** Whether any of a rectangle lies in every box. */
export const isWithin = ({ left, top, right, bottom }: DOMRect, boxes: DOMRect[]): boolean =>
  boxes.every((box) => left < box.right && right > box.left && top < box.bottom && bottom > box.top);

/** Whether any of a rectangle is in sight, in the window and in what cuts it off. */
export function isInSight(rect: DOMRect, boxes: Element[]): boolean {
  return isWithin(rect, [DOMRect.fromRect(viewport()), ...boxes.map(boxOf)]);
}

/**
 * Whether something of the page lies over all of an element: a bar that stays where it is while the
 * page scrolls, or a dialog of the page's own make. What is laid over it to be clicked in its place
 * is not: that moves with it.
 */
export function isCovered(element: Element, { left, top, width, height }: DOMRect): boolean {
  if (frameOf(element)) return false;
  return [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].every(([x = 0, y = 0]) => {
    let at: Element | null = document.elementFromPoint(left + x * width, top + y * height);
    for (; at && !contains(at, element); at = parentOf(at)) {
      if (/fixed|sticky/.test(getComputedStyle(at).position)) return at.localName !== HOST;
    }
    return false;
  });
}

/** Whether an element is or is in another, through shadow roots. */
function contains(outer: Element, inner: Element): boolean {
  for (let at: Element | null = inner; at; at = parentOf(at)) if (at === outer) return true;
  return false;
}

/**
 * Scrolls an element to the middle where any of it is out of the window, or all of it out of a box or
 * covered; answers whether it is covered then.
 */
export function bringIntoView(element: Element, boxes: Element[]): boolean {
  const rect = boxOf(element);
  // Who has zoomed in sees a part of the window.
  const { offsetLeft, offsetTop, width, height } = visualViewport as VisualViewport;
  const fits = rect.left >= offsetLeft && rect.top >= offsetTop + taken.top && isInSight(rect, boxes) &&
    rect.right <= Math.ceil(offsetLeft + width) && rect.bottom <= Math.ceil(offsetTop + height - taken.bottom);
  if (fits && !isCovered(element, rect)) return false;
  element.scrollIntoView({ block: "center" });
  return isCovered(element, boxOf(element));
}

/** The boxes around an element that cut off what does not fit, up to the page or what is fixed in it. */
export function boxesOf(element: Element): Element[] {
  const boxes: Element[] = [];
  const { body, documentElement } = element.ownerDocument;
  for (let at: Element | null = element; at && getComputedStyle(at).position !== "fixed"; ) {
    at = parentOf(at);
    if (!at || at === body || at === documentElement) break;
    const { overflow, display } = getComputedStyle(at);
    if (!/visible/.test(overflow) && !/^(inline|contents)$/.test(display)) boxes.push(at);
  }
  const frame = frameOf(element);
  return frame ? [...boxes, frame, ...boxesOf(frame)] : boxes;
}
