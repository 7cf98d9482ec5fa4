// Where the keyboard is: into a card, round in a modal one, and back to where it came from.
import { HOST, all, isOurs, isVisible, parentOf } from "../find";
import { first } from "./dom";
import type { View } from "./view";

const STOPS = "button,input,textarea,select,a[href],video";
/** What takes what is typed. */
const TYPED = "input,textarea,select,[contenteditable]:not([contenteditable=false])";

/** What has the focus, in open shadow roots too: the page's and ours. */
export function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at as HTMLElement | null;
}

/** Whether what is typed goes into the page, and not into a card of ours. */
export function isTyping(): boolean {
  const now = focused();
  return !!now?.matches(TYPED) && !isOurs(now);
}

/** An element and what it stands in, up to the body or the edge of what is ours: a way back to it. */
export function trail(element?: Element | null): HTMLElement[] {
  const way = [];
  for (let at = element; at && at !== document.body && at.localName !== HOST; at = parentOf(at)) way.push(at as HTMLElement);
  return way;
}

/**
 * Gives the focus back to the first of a way, or where that is gone or cannot have it, to what is
 * near its place; answers what has it then.
 */
export function giveBack(way: HTMLElement[]): HTMLElement | null {
  for (const each of way.flatMap((at) => [at, ...all(at, STOPS)])) {
    // A form may have a field that is called so.
    each.focus.call?.(each);
    if (focused() === each) break;
  }
  return focused();
}

/** In a modal card, Tab goes round and never out of it. */
export function wrapFocus(card: HTMLElement, key: KeyboardEvent): void {
  if (card.localName !== "dialog") return;
  const stops = all(card, STOPS) as HTMLInputElement[];
  const now = focused() as HTMLInputElement;
  const [edge, next] = key.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  // Of a group of radio buttons, Tab knows only one: its last is the edge if any of it is.
  const same = now.type === "radio" && edge?.type === "radio" && now.name === edge.name;
  // Before all stops is the heading, which has the focus at first, or the card, where that was clicked.
  const ahead = key.shiftKey && !stops.includes(now);
  if (now === edge || same || ahead) {
    key.preventDefault();
    // Of a group of radio buttons, the one that was chosen.
    const chosen = next?.type === "radio" && stops.find(({ name, checked }) => name === next.name && checked);
    (chosen || next)?.focus();
  }
}

/** What of a card gets the focus when the keyboard goes there. */
export const entranceOf = (card: HTMLElement): HTMLElement | undefined =>
  [...all(card, ".tooltip :is(h2,button)"), ...all(card, "h2,button")].find(isVisible);

/** What of a card gets the focus when it is drawn: the first field of a question; else the heading. */
export const startOf = (card: HTMLElement): HTMLElement | undefined => first(card, "[data-focus]") ?? first(card, "h2,button");

/** Focuses the field that was refused, or where a card starts. */
export function focusFirst(card: HTMLElement, refused?: boolean): void {
  const field = refused ? first(card, "[aria-invalid] input,[aria-invalid]:not(div)") : undefined;
  // A card is drawn from its top, and may not be in its place yet: nothing is to be scrolled, nor measured.
  (field ?? startOf(card))?.focus({ preventScroll: !field });
}

/** After a panel was opened, folded or drawn anew: the search box, what was used or the task that it did, or the button. */
export function refocus(card: HTMLElement, { surface, open }: View, press?: string): void {
  const wanted = open && (surface === "launcher" ? "input" : `[data-press="${press}"],[data-was="${press?.replace(/\d+$/, "")}"]`);
  ((wanted && first(card, wanted)) || first(card, ".pill"))?.focus();
}

/** Whoever goes through the page by keyboard sees where: scrolls what has the focus out from under what lies over all of it (WCAG 2.2, 2.4.11). */
export function unveil(element: Element, over: Element[]): void {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const covers = (box: DOMRect) => box.left <= left && box.top <= top && box.right >= right && box.bottom >= bottom;
  if (over.some((each) => covers(each.getBoundingClientRect()))) element.scrollIntoView({ block: "center" });
}
