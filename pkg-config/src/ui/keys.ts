// What is typed into Docent is no shortcut of the page.
//
// Heard at the window and before it goes down: nobody below hears of it, and of those at the window
// only who came first. What the browser does with a key stays as it is; our own listeners get a
// copy, which does not leave our root.
import type { Edge } from "../edge";
import { isOurs } from "../find";

export function keepKeys(safe: Edge["safe"], signal: AbortSignal): void {
  const keep = safe((event: KeyboardEvent) => {
    const [target] = event.composedPath();
    if (!target || !isOurs(target)) return;
    event.stopImmediatePropagation();
    const { type, key, keyCode, shiftKey, isComposing } = event;
    // Of a word that is being composed, Escape and Enter belong to the method of input.
    if (type !== "keydown" || isComposing) return;
    // No KeyboardEvent: in Firefox, each of those leaves every root.
    const copy = new Event(type, { bubbles: true, cancelable: true });
    if (!target.dispatchEvent(Object.assign(copy, { key, keyCode, shiftKey }))) event.preventDefault();
  });
  for (const name of ["keydown", "keypress", "keyup"]) addEventListener(name, keep as EventListener, { capture: true, signal });
}
