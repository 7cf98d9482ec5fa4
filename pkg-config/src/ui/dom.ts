// Elements from plain values: the one way in which anything is drawn.
//
// Texts become text nodes and attributes attributes; nothing is ever read as HTML.
import { all } from "../find";

/** Attributes by name; one that is missing or false is left out, and `true` has no value. */
export type Attributes = Record<string, string | number | boolean | undefined | null>;
/** What stands in an element; what is empty is left out. */
export type Child = Node | string | undefined | null | false | Child[];

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value || value === "" || value === 0) element.setAttribute(name, value === true ? "" : `${value}`);
  }
}

/** Puts children into an element, after those it has. */
export function add(parent: Node, ...children: Child[]): void {
  for (const child of children.flat(9) as Exclude<Child, Child[]>[]) {
    if (child) parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

/** An element with attributes and children. */
export function h(tag: string, attributes?: Attributes, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  set(element, attributes ?? {});
  add(element, ...children);
  return element;
}

/** The first element that matches. */
export const first = (within: ParentNode, selector: string): HTMLElement | undefined => all(within, selector)[0];
