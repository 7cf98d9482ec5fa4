// What is done in Docent is no business of the page: no shortcut, no click beside an open menu, no
// focus that a dialog of the page wants back.
//
// Heard at the window and before it goes down: nobody below hears of it, and of those at the window
// only who came first. What the browser does with it stays as it is; our own listeners get a copy,
// which does not leave our root.
import type { Edge } from "../edge";
import { isOurs } from "../find";
import { focused } from "./focus";

/** What our own listeners hear of. */
const HEARD = ["keydown", "click", "focusin", "pointerdown"];
/** Not where a pointer is let go: what is dragged about the page may end over a card. */
const KEPT = [...HEARD, "keypress", "keyup", "mousedown", "touchstart"];
/** What scrolls; pages that must not scroll under their dialogs prevent it in all that is not in these. */
const SCROLL = ["wheel", "touchmove"];

/** What has the focus after a click, also where browsers give a button none. */
const PRESSED = "button,a,.text,.other";

/** Whether something of ours around an element has more in it than is to be seen. */
const scrolls = (element?: Element): boolean =>
  [element, element?.closest(".card")].some((each) => each?.matches(".card,textarea") && each.scrollHeight > each.clientHeight);

/** Whether the focus is just taken, whatever the page does about what it leaves. */
let insists = false;

/**
 * Gives the focus to something of ours. Dialogs of some pages take it back when it leaves them: they
 * have been told, so the second time they are not asked.
 */
export function insist(element: HTMLElement): void {
  element.focus();
  if (focused() === element) return;
  insists = true;
  element.focus();
  insists = false;
}

export function keepOurs(safe: Edge["safe"], signal: AbortSignal): void {
  /** Keys that went down here: they come up here, whatever has the focus by then. */
  const down = new Set<string>();

  const keep = safe((event: KeyboardEvent & MouseEvent) => {
    const { type, key, keyCode, code, ctrlKey, metaKey, shiftKey, detail, isComposing } = event;
    const [target] = event.composedPath() as Element[];
    if (type === "focusout") return insists ? event.stopImmediatePropagation() : undefined;
    const ours = !!target && isOurs(target);
    // macOS does not tell of keys that come up beside the command key.
    if (type === "keydown" && !ours) down.delete(code);
    if (!(type === "keyup" ? down.delete(code) : ours)) return;
    // What has nothing to scroll in here is the page's to scroll, in whatever way it does.
    if (SCROLL.includes(type) && !scrolls(target)) return;
    // What plays a video listens as everyone does.
    if (target?.localName === "video" && !code) return;
    event.stopImmediatePropagation();
    if (type === "keydown") down.add(code);
    // Of a word that is being composed, Escape and Enter belong to the method of input.
    if (!HEARD.includes(type) || isComposing || keyCode === 229) return;
    const field = type === "click" && target?.closest<HTMLElement>(PRESSED);
    if (field && focused() !== field) insist(field);
    // No event of its kind: in Firefox keys leave every root, and a click would be made twice.
    const copy = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { key, keyCode, ctrlKey, metaKey, shiftKey, detail });
    if (!target?.dispatchEvent(copy)) event.preventDefault();
  });
  // Passive where nothing is prevented, so that scrolling does not wait for us.
  for (const name of [...KEPT, ...SCROLL, "focusout"]) {
    addEventListener(name, keep as unknown as EventListener, { capture: true, passive: !HEARD.includes(name), signal });
  }
}
