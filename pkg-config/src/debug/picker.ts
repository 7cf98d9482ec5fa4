// The element picker: outlines what is under the pointer, and answers with what was picked.
//
// A shield lies over the page while something is picked, so that the page hears nothing of it, a
// disabled button can be picked too, and Docent does not take the click for one of the visitor's.
import { interactive, isOwn } from "../gestures";
import { findAll } from "../find";
import { h } from "../ui/dom";
import { type Desk, careful, outline } from "./desk";

const HOW = "Point at an element and click. Arrow keys go to what is around, in, and beside it; Enter picks, Escape stops.";

/** The element of the page under a point, or the button or link around it. */
function under(x: number, y: number, own: Element): Element | undefined {
  const at = (root: Document | ShadowRoot): Element | undefined => {
    const found = root.elementsFromPoint(x, y).find((each) => each !== own && !isOwn(each) && each.getRootNode() === root);
    return (found?.shadowRoot && at(found.shadowRoot)) ?? found;
  };
  const found = at(document);
  return found && interactive(found);
}

const STEPS: Record<string, (from: Element) => Element | null> = {
  ArrowUp: (from) => from.parentElement,
  ArrowDown: (from) => from.firstElementChild,
  ArrowLeft: (from) => from.previousElementSibling,
  ArrowRight: (from) => from.nextElementSibling,
};

export interface Picker {
  start(): void;
  stop(): void;
}

/** `picked` hears of the element; with none, picking was stopped. */
export function createPicker(desk: Desk, own: Element, picked: (element?: Element) => void): Picker {
  let shield: HTMLElement | undefined;
  let at: Element | undefined;
  const box = h("div", { hidden: true });

  function look(element?: Element): void {
    if (!element || element === at) return;
    at = element;
    outline(box, element, nameFor(element));
    desk.say(nameFor(element));
  }

  function stop(): void {
    shield?.remove();
    box.remove();
    shield = at = undefined;
    outline(box);
  }

  function end(element?: Element): void {
    stop();
    picked(element);
  }

  function key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step && !["Escape", "Enter"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") end();
    else if (event.key === "Enter") end(at);
    else {
      const next = step?.(at ?? document.body);
      if (next && next !== own) {
        next.scrollIntoView({ block: "nearest" });
        look(next);
      }
    }
  }

  function start(): void {
    if (shield) return;
    shield = h("div", { class: "shield", tabindex: "-1", role: "application", "aria-label": HOW });
    shield.addEventListener("pointermove", careful(({ clientX, clientY }) => look(under(clientX, clientY, own))), { passive: true });
    shield.addEventListener("click", careful(({ clientX, clientY }) => end(under(clientX, clientY, own))));
    desk.layer.prepend(box, shield);
    shield.focus();
    desk.say(HOW);
  }

  // Wherever the focus has gone: Escape always stops.
  addEventListener("keydown", careful((event: KeyboardEvent) => shield && key(event)), { capture: true, signal: desk.signal });
  addEventListener("scroll", careful(() => shield && outline(box, at, at && nameFor(at))), { capture: true, passive: true, signal: desk.signal });
  return { start, stop };
}

/** What an element says of itself, where that is short enough to be a name. */
export function labelOf(element: Element): string {
  const label = element.getAttribute("aria-label") ?? element.textContent?.trim().replace(/\s+/g, " ") ?? "";
  return label.length > 40 ? "" : label;
}

/** What to call an element beside its outline. */
export function nameFor(element: Element): string {
  const label = labelOf(element);
  return `${element.localName}${element.id && `#${element.id}`}${label && ` “${label}”`}`;
}

/** How many elements a selector finds, and whether the one it was made for is the first. */
export function tried(selector: string, element: Element): string {
  const found = findAll(selector);
  if (found[0] === element) return found.length === 1 ? "It finds this element alone." : `It finds ${found.length} elements, this one first.`;
  return found.length === 0 ? "It finds nothing on this page." : "It finds another element first.";
}
