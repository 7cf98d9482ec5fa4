// Clicks, changes and submissions as plain data.
//
// Described here and not in the module, because they must be kept even when the page is left
// before the module is there. What people type is never read; text and labels only where they were
// asked for.

import { HOSTS, all, attribute, isAmong, parentOf, real, tagOf, wayOf } from "./find";

const TEST_ATTRIBUTES = ["data-test", "data-testid", "data-test-id", "data-qa", "data-cy"];
/** Fields whose very use is nobody's business. */
const SECRET = "input[type=password],input[type=hidden],[autocomplete*=cc-],[autocomplete*=password],[autocomplete*=one-time],[data-docent-ignore]";
/** Where the text is what people type. */
const TYPED = "textarea,[contenteditable],[role=textbox]";
const DEPTH = 6;

export interface CaptureOptions {
  text?: boolean;
  frustration?: boolean;
  mask?: string | string[];
  ignore?: string | string[];
}

export interface Gesture {
  kind: string;
  path: object[];
}

/** What people read of an element: where it leads, what it is called, what stands in it. */
interface Reads {
  link?: boolean;
  label?: boolean;
  text?: boolean;
}

const list = (selectors?: string | string[]): string[] =>
  selectors === undefined ? [] : [selectors].flat();

/** Whether an element stands in our own user interface, however many shadow roots away. */
export const isOwn = (element: Element): boolean => within(element, HOSTS);

/** Whether an element, or one around it, is one of those that are named. */
export function within(element: Element, selectors: string[]): boolean {
  const way = wayOf(element);
  return selectors.some((selector) => isAmong(way, selector));
}

/** Whether what is done with an element is not to be captured. */
export const isIgnored = (element: Element, { ignore }: CaptureOptions): boolean =>
  within(element, [SECRET, ...list(ignore)]);

/** Whether where an element leads, and what it says, is not to be read. */
export const isMasked = (element: Element, { mask }: CaptureOptions): boolean => within(element, list(mask));

/** Describes what an event did; nothing where it is not to be captured. */
export function describe(event: Event, target: unknown, options: CaptureOptions): Gesture | undefined {
  if (!(target instanceof Element)) return undefined;
  if (isOwn(target) || isIgnored(target, options)) return undefined;
  const kind = event.type;
  const element = kind === "click" ? interactive(target) : target;
  const link = !isMasked(element, options);
  const label = link && options.text === true;
  const kept = [SECRET, TYPED, ...list(options.mask), ...list(options.ignore)];
  const text = label && kind === "click" && !within(element, [TYPED]) &&
    !kept.some((selector) => isAmong(all(element, "*"), selector));
  return { kind, path: pathOf(element, { link, label, text }) };
}

/** An element and those around it, as plain data, with what is to be read of the element itself. */
export function pathOf(element: Element, reads: Reads = {}): object[] {
  const path: object[] = [];
  for (let at: Element | null = element; at && path.length < DEPTH; at = parentOf(at)) {
    path.push(descriptionOf(at, path.length === 0, reads));
  }
  return path;
}

/** A click on an icon inside a button is a click on the button. */
export function interactive(target: Element): Element {
  return Element.prototype.closest.call(target, "a,button,[role=button],input,select,textarea,label,summary") as Element | null ?? target;
}

/** What the browser clicks too when this is clicked: what a label around it is of. */
export function controlOf(target: Element): Element | undefined {
  const label = interactive(target);
  return label instanceof HTMLLabelElement ? label.control ?? undefined : undefined;
}

/** Where a link leads: the path alone, or the protocol where it is another than the web's. */
function leads(element: Element): string | undefined {
  const href = /^(a|area)$/.test(tagOf(element)) && (attribute(element, "href") ?? attribute(element, "xlink:href"));
  if (typeof href !== "string") return undefined;
  try {
    const { protocol, pathname } = new URL(href, document.baseURI);
    return protocol.startsWith("http") ? pathname : protocol;
  } catch {
    return undefined;
  }
}

function descriptionOf(element: Element, own: boolean, { link, label, text }: Reads): object {
  const get = (name: string) => attribute(element, name) ?? undefined;
  const test = TEST_ATTRIBUTES.find((name) => get(name) !== undefined);
  const description: Record<string, unknown> = {
    tag: tagOf(element),
    root: real(Node, "parentNode", element) instanceof ShadowRoot || undefined,
    id: get("id"),
    test: test && [test, get(test)],
    nth: position(element),
  };
  if (own) {
    for (const name of ["name", "type", "role"]) description[name] = get(name);
    if (label) description["label"] = get("aria-label");
    if (link) description["href"] = leads(element);
    // Only what is to be seen, where the browser can tell.
    if (text) description["text"] = ((element as HTMLElement).innerText ?? element.textContent).trim().slice(0, 100);
  }
  return description;
}

function position(element: Element): number {
  let nth = 1;
  const before = (at: Element) => real(Element, "previousElementSibling", at) as Element | null;
  for (let at = before(element); at; at = before(at)) if (tagOf(at) === tagOf(element)) nth += 1;
  return nth;
}
