// Where the keyboard is: into a card, and round in a modal one.
import { all } from "../find";
import { first } from "./dom";
import type { View } from "./view";

/** In a modal card, Tab goes round and never out of it. */
export function wrapFocus(card: HTMLElement, key: KeyboardEvent): void {
  if (card.localName !== "dialog") return;
  const stops = all(card, "button,input,textarea,select,a[href]") as HTMLInputElement[];
  const now = (card.getRootNode() as ShadowRoot).activeElement as HTMLInputElement | null;
  const [edge, next] = key.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  // Of a group of radio buttons, Tab knows only one: its last is the edge if any of it is.
  const same = now?.type === "radio" && edge?.type === "radio" && now.name === edge.name;
  // Before all stops is the heading, which has the focus at first.
  const ahead = key.shiftKey && now?.localName === "h2";
  if (now && (now === edge || same || ahead)) {
    key.preventDefault();
    next?.focus();
  }
}

/** Focuses the field that was refused, or the first field of a question; else the heading. */
export function focusFirst(card: HTMLElement, refused: boolean): void {
  const wanted = refused ? "[aria-invalid] input,.text[aria-invalid]" : "[data-focus]";
  (first(card, wanted) ?? first(card, "h2") ?? first(card, "button"))?.focus();
}

/** After a panel was opened, folded or drawn anew: the search box, what was used, or the button. */
export function refocus(card: HTMLElement, { surface, open }: View, press?: string): void {
  const wanted = open && (surface === "launcher" ? "input" : `[data-press="${press}"]`);
  ((wanted && first(card, wanted)) || first(card, ".pill"))?.focus();
}
