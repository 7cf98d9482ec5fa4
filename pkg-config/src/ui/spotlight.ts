// Spots on the page: dots that open a card when used, and tooltips of elements that have none.
//
// One set of listeners serves all of them. A dot follows its element; a bubble does only while it
// is open. What opens by the pointer opens by the focus too, stays while the pointer is in it, and
// goes with Escape (WCAG 1.4.13).
import type { Edge } from "../edge";
import { find, isVisible, matches } from "../find";
import { follow } from "./anchor";
import { draw, nameOf, spoken } from "./card";
import { focused } from "./focus";
import { add, h, set } from "./dom";
import type { Item, View } from "./view";

/** How long a bubble stays when the pointer has left, so that it can reach it. */
const GRACE = 250;

interface Spot {
  how: string;
  place: Pick<Item, "target" | "placement">;
  bubble: HTMLElement;
  beacon?: HTMLElement;
  said: string;
  /** What its element is described by, where there is no dot. */
  note?: HTMLElement;
}

const isSpot = (node: EventTarget, { target = [] }: Spot["place"]): boolean =>
  node instanceof Element && [target].flat().some((name) => matches(node, name));

/** Draws a spot: its bubble, and the dot where it has one. */
function make(view: View, item: Item): Spot {
  const { target, placement, type, on, title, body, buttons } = item;
  const plain = type === "tooltip";
  const bubble = h("div", { class: "tooltip", hidden: true });
  const shown: View = { ...view, surface: "tooltip", title, body, buttons, dismissible: !plain };
  draw(bubble, shown);
  if (plain && buttons.length === 0) set(bubble, { role: "tooltip" });
  const beacon = plain ? undefined : h("button", {
    type: "button", class: "beacon", part: "beacon", "aria-expanded": "false", "aria-label": nameOf(shown),
  });
  const said = spoken(bubble, shown);
  // The same in every run: what a library keeps of the page is not left with the ids of all of them.
  const id = `docent-${view.experience.replace(/\s/g, "-")}-${view.items.indexOf(item)}`;
  const note = plain ? h("docent-note", { id }, said) : undefined;
  // Whatever the page says of all that is in it.
  if (note) note.style.display = "none";
  return { how: on ?? (plain ? "hover" : "click"), place: { target, placement }, bubble, beacon, said, note };
}

/** Shows the spots that are left until what it returns is called. */
export function spotlight(
  edge: Edge, outer: HTMLElement, view: View, tell: (action: string) => void, say: (text: string) => void,
): () => void {
  const life = new AbortController();
  const spots = view.items.filter(({ done }) => !done).map((item) => make(view, item));
  let current: Spot | undefined;
  let unfollow: (() => void) | undefined;
  let timer: number | undefined;
  /** Whether it is a finger that points: it scrolls, and hovers over nothing. */
  let touch = false;

  function open(spot: Spot): void {
    clearTimeout(timer);
    if (current === spot) return;
    close();
    current = spot;
    const { bubble, beacon, place, said, how } = spot;
    bubble.hidden = false;
    beacon?.setAttribute("aria-expanded", "true");
    // The keyboard reaches dots that are out of sight; a pointer that passes scrolls nothing.
    unfollow = follow(edge, bubble, { ...place, quiet: how !== "click" }, true, (action) => {
      if (action === "seen") tell(action);
    });
    tell("open");
    if (beacon || how === "click") say(said);
  }

  function close(): void {
    clearTimeout(timer);
    unfollow?.();
    unfollow = undefined;
    if (!current) return;
    const { bubble, beacon, place } = current;
    current = undefined;
    if (bubble.contains(focused())) (beacon ?? (find(place.target, isVisible) as HTMLElement | undefined))?.focus();
    bubble.hidden = true;
    beacon?.setAttribute("aria-expanded", "false");
    say("");
  }

  const on = edge.safe((event: Event) => {
    const path = event.composedPath();
    const over = (spot: Spot) => path.includes(spot.bubble);
    const spot = spots.find((each) =>
      over(each) || path.some((node) => (each.beacon ? node === each.beacon : isSpot(node, each.place))));
    const { type, pointerType } = event as PointerEvent;
    if (type === "pointerover") touch = pointerType === "touch";
    // Who comes by the keyboard sees where that is.
    if (type === "focusin" && spot?.beacon?.matches(":focus-visible")) find(spot.place.target, isVisible)?.scrollIntoView({ block: "nearest" });
    if (type === "focusout") {
      // Should the focus arrive in the spot, it stays open.
      clearTimeout(timer);
      if (current?.how === "focus") timer = setTimeout(edge.safe(close), GRACE);
    } else if (type === "keydown") {
      if ((event as KeyboardEvent).key === "Escape") close();
    } else if (type === "click") {
      const shut = spot && over(spot) && path.some((node) => node instanceof Element && node.matches(".close"));
      if (shut || (!spot && (touch || current?.how === "click"))) close();
      else if (spot && !over(spot) && (touch || spot.how === "click")) (current === spot && spot.how === "click" ? close : open)(spot);
    } else if (type === "pointerover" && touch) {
      return;
    } else if (spot && (spot === current || spot.how === "hover" || (spot.how === "focus" && type === "focusin"))) {
      open(spot);
    } else if (current?.how === "hover" || (current?.how === "focus" && type === "focusin")) {
      clearTimeout(timer);
      timer = setTimeout(edge.safe(close), GRACE);
    }
  });

  outer.replaceChildren();
  set(outer, { role: "region", "aria-label": nameOf(view), "data-experience": view.experience });
  const followed = spots.map(({ beacon, bubble, place, note }) => {
    add(outer, beacon, bubble);
    return follow(edge, beacon ?? h("i"), { ...place, quiet: true, corner: true, note }, true, (action) => {
      if (beacon && action === "seen") tell(action);
    });
  });
  const how = { capture: true, passive: true, signal: life.signal };
  for (const name of ["pointerover", "focusin", "focusout", "click", "keydown"]) addEventListener(name, on, how);
  // What is done in what is ours does not come by the window (keep.ts).
  for (const name of ["focusin", "focusout", "click", "keydown"]) outer.addEventListener(name, on, how);
  return () => {
    life.abort();
    close();
    for (const stop of followed) stop();
  };
}
