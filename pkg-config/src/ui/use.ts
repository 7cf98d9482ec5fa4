// What someone does in a card, and what the core is told of it: buttons, answers, Escape.
import type { Edge } from "../edge";
import { isDock } from "./dock";
import { first } from "./dom";
import { wrapFocus } from "./focus";
import { answer } from "./question";
import type { View } from "./view";

/** Milliseconds between the clicks of a double click, as most people make it. */
const TWICE = 300;

/**
 * Makes what listens to a card. `act` tells the core; `docks` are the views at the corners that are
 * on the screen.
 */
export function createUse(
  { safe, signal, navigate }: Edge, act: (run: string, action: string, value?: unknown) => void, docks: () => View[],
): (card: HTMLElement, view: View) => void {
  /** When something was pressed last. */
  let clicked = 0;

  function click(event: MouseEvent, view: View): void {
    const { run, surface } = view;
    const { target, ctrlKey, metaKey, shiftKey, detail, timeStamp } = event;
    const pressed = (target as Element).closest<HTMLElement>("button,a");
    // Who clicks twice out of habit has not read what came in between.
    if (pressed && detail > 1 && timeStamp - clicked < TWICE) return event.preventDefault();
    if (pressed) clicked = timeStamp;
    const press = pressed?.dataset["press"];
    if (!pressed || (surface === "spotlight" && press === "close")) return;
    // A link of ours opens by the core or the page's router, unless another tab is wanted.
    const url = pressed.getAttribute("href");
    if (url) {
      if (ctrlKey || metaKey || shiftKey) return;
      event.preventDefault();
      if (!press) navigate(url);
    }
    if (!press) return;
    // One panel at a time: in a small window they would lie over each other.
    if (press === "open" && isDock(view)) {
      for (const other of docks()) if (other.open) act(other.run, "fold");
    }
    act(run, press);
  }

  return (card, view) => {
    // Escape folds what folds; of spots it closes the open one, and they hear that themselves.
    const way = isDock(view) ? "fold" : view.surface !== "spotlight" && "close";
    const on = safe((event: Event) => {
      const { type } = event;
      if (type === "click") return click(event as MouseEvent, view);
      if (type === "keydown") {
        // By its code: to WebKit on Linux, the key of Shift+Tab is "Unidentified".
        const { key, keyCode } = event as KeyboardEvent;
        if (keyCode === 9) wrapFocus(card, event as KeyboardEvent);
        if (key !== "Escape" || !way) return;
      }
      event.preventDefault();
      if (type === "submit") act(view.run, "answer", answer(card));
      // Escape, or `cancel`: the browser's own way to ask a dialog to close.
      else if (way && first(card, `[data-press=${way}]`)) act(view.run, way);
    });
    for (const name of ["click", "submit", "keydown", "cancel"]) card.addEventListener(name, on, { signal });
  };
}
