// What every tab of the overlay works with, and how tabs are drawn.
import { all, boxOf } from "../find";
import { type Attributes, type Child, add, h, set } from "../ui/dom";
import type { Inside } from "./inside";
import type { Preview, PreviewOptions, Subject } from "./preview";

/** A part of the guidebook, as written. */
export type Written = Record<string, unknown>;

export interface Desk {
  inside(): Inside;
  signal: AbortSignal;
  /** Who is looked at: the sample person while there is a preview, else the real one. */
  subject(): Subject;
  preview(): Preview | undefined;
  begin(options: PreviewOptions): Promise<void>;
  /** The guidebook that decides about the subject. */
  guidebook(): Written;
  /** Something has changed: what is in view is drawn anew, once for many calls in a row. */
  stir(): void;
  /** Tells screen readers. */
  say(text: string): void;
  /** The layer over the page in which things are outlined. */
  layer: HTMLElement;
}

export interface Tab {
  name: string;
  label: string;
  view: HTMLElement;
  /** Whether it shows something of the page, and not only what Docent tells of. */
  ofPage?: boolean;
  /** Draws what there is now. */
  update(): void;
}

export const list = (written: unknown): Written[] =>
  Array.isArray(written) ? written.filter((each) => typeof each === "object" && each) : [];

/** What people call something of the guidebook. */
export const nameOf = (written: Written): string => `${written["name"] ?? written["id"] ?? written["event"]}`;

/** Makes a listener whose mistakes are the tool's own, and no reason for Docent to stop. */
export function careful<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      act(...args);
    } catch (error) {
      console.error("Docent: debug:", error);
    }
  };
}

export function button(label: Child, act: () => void, attributes?: Attributes): HTMLElement {
  const made = h("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", careful(act));
  return made;
}

const drawn = new WeakMap<Element, string>();

/**
 * Draws what depends on a state anew where that has changed, and keeps what is open and where the
 * keyboard is: both are found again by `data-key`.
 */
export function redraw(view: HTMLElement, state: unknown, draw: () => Child[]): void {
  const text = JSON.stringify(state) ?? "";
  if (drawn.get(view) === text) return;
  drawn.set(view, text);
  const active = (view.getRootNode() as ShadowRoot).activeElement;
  const focused = active && view.contains(active) ? active.getAttribute("data-key") : null;
  // Browsers tell a moment later what was opened or closed; that would be another element's by then.
  for (const each of all(view, "details")) each.dispatchEvent(new Event("toggle"));
  view.replaceChildren();
  add(view, ...draw());
  if (focused) all(view, "[data-key]").find((each) => each.getAttribute("data-key") === focused)?.focus();
}

/** Something with a line that is always there, and more that is drawn while it is open. */
export function fold(key: string, line: Child, more: () => Child, open: Set<string>): HTMLElement {
  const body = h("div", { class: "more" });
  const details = h("details", { open: open.has(key) }, h("summary", { "data-key": key }, line), body) as HTMLDetailsElement;
  const fill = careful(() => {
    body.replaceChildren();
    if (details.open) add(body, more());
  });
  if (details.open) fill();
  details.addEventListener("toggle", () => {
    if (details.open === open.has(key)) return;
    details.open ? open.add(key) : open.delete(key);
    fill();
  });
  return details;
}

/** A text that can be copied with one press. */
export function copyable(label: string, text: string, say: Desk["say"]): HTMLElement {
  const field = h("textarea", { readonly: true, "aria-label": label, rows: text.split("\n").length, wrap: "off", spellcheck: "false" }) as HTMLTextAreaElement;
  field.value = text;
  const copy = button("Copy", () => {
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject();
    done.then(() => say(`${label} copied`), () => {
      // No clipboard here: the text is selected, and the keyboard can copy it.
      field.focus();
      field.select();
      say("Selected: copy it with the keyboard");
    });
  }, { "aria-label": `Copy ${label}` });
  return h("div", { class: "copyable" }, h("div", { class: "row" }, h("p", { class: "caption" }, label), copy), field);
}

/** A thin outline over an element of the page, with a name at its corner; without one, none. */
export function outline(box: HTMLElement, element?: Element, name = ""): void {
  set(box, { class: "outline" });
  box.toggleAttribute("hidden", !element);
  if (!element) return;
  const { x, y, width, height } = boxOf(element);
  for (const [property, value] of Object.entries({ left: x, top: y, width, height })) {
    box.style.setProperty(property, `${Math.round(value)}px`);
  }
  box.dataset["name"] = name;
  box.toggleAttribute("data-low", y < 28);
}
