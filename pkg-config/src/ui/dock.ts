// A button at a corner that opens a panel: a checklist, or a launcher with what it finds.
//
// A disclosure: the panel follows the button for keyboard and screen reader, and stands above it.
import { buttonsOf, nameOf, progressOf } from "./card";
import { all } from "../find";
import { type Child, add, first, h, set } from "./dom";
import { blocks, bodyOf, button, safeUrl } from "./text";
import type { Item, View } from "./view";
import { say } from "./words";

/** Whether a view is one. */
export const isDock = ({ surface }: View): boolean => surface === "checklist" || surface === "launcher";

const list = (items: Child[]): HTMLElement => h("ul", { role: "list", class: "items" }, items);

/** One task: its state in words, and what can be done about it until it is done: then the focus is on itself. */
function task(view: View, { done, title, body, buttons }: Item, index: number): Child {
  return h("li", { class: "task", "data-done": done, tabindex: done && "-1", "data-was": done && `${index}.`, part: "task" },
    h("span", { class: "mark", role: "img", "aria-label": say(view, done ? "Done" : "To do") }),
    h("div", { class: "body" }, h("h3", {}, title), !done && [blocks(view, body), buttonsOf(view, buttons)]));
}

function checklist(view: View): Child {
  const { items, progress = [0, 0], buttons, dismissible } = view;
  const [value, max] = progress;
  const over = value === max;
  return [
    h("progress", { value, max, "aria-label": say(view, "Progress") }),
    list(items.map((each, at) => task(view, each, at))),
    h("div", { class: "buttons" },
      buttonsOf(view, buttons, true),
      (over || dismissible !== false) &&
        button(view, { label: over ? "Close" : "Dismiss", press: "close", style: over ? "primary" : "secondary" })),
  ];
}

/** As people search: without capitals and accents, words alone. */
const plain = (text: string | null): string =>
  (text ?? "").normalize("NFD").replace(/[\u0300-\u036f\u064b-\u0652]/g, "").toLowerCase().replace(/ß/g, "ss").replace(/ı/g, "i").trim().replace(/\s+/g, " ");

/** One thing to open: a link where it leads to a page, else a button. */
function entry(view: View, { title, body, url }: Item, index: number): Child {
  const href = safeUrl(url);
  const attributes = { class: "entry", part: "entry", "data-press": `${index}.0` };
  const content = [h("strong", {}, title), blocks(view, body)];
  return h("li", {}, href ? h("a", { href, ...attributes }, content) : h("button", { type: "button", ...attributes }, content));
}

function launcher(view: View): Child {
  const { items, buttons } = view;
  const name = say(view, "Search");
  const found = list(items.map((each, at) => entry(view, each, at)));
  const search = h("input", { type: "search", class: "text", "aria-label": name, placeholder: name }) as HTMLInputElement;
  const count = h("p", { class: "voice", role: "status" });
  const hits = () => all(found, "li:not([hidden])>*");
  search.addEventListener("input", () => {
    // The box stays where it is while there is less and less below it.
    const panel = search.closest<HTMLElement>(".panel");
    if (panel) panel.style.height ||= getComputedStyle(panel).height;
    const wanted = plain(search.value).split(" ");
    for (const each of all(found, "li")) each.hidden = !wanted.every((word) => plain(each.textContent).includes(word));
    const { length } = hits();
    // A list without an item is none.
    found.hidden = !length;
    count.className = length ? "voice" : "progress";
    count.textContent = say(view, length ? `${length} found` : "Nothing found");
  }, { passive: true });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && search.value) hits()[0]?.click();
  }, { passive: true });
  return [h("div", { class: "search" }, search), count, found, buttonsOf(view, buttons)];
}

/** Draws the button and the panel into their outer element, in place of what was there. */
export function dock(outer: HTMLElement, view: View): void {
  const { surface, label, open, run, body } = view;
  const name = nameOf(view);
  const progress = progressOf(view);
  const id = `panel-${run}`;
  // Who does one thing after another in a long list stays where they are in it.
  const top = first(outer, ".card")?.scrollTop;
  outer.replaceChildren();
  set(outer, { role: "region", "aria-label": name, "data-experience": view.experience, part: "dock" });
  outer.toggleAttribute("data-open", !!open);
  add(outer,
    h("button", {
      type: "button", class: "pill", part: "pill", "data-press": open ? "fold" : "open",
      "aria-expanded": `${!!open}`, "aria-controls": id,
    }, say(view, label || name), progress && [" ", h("span", { class: "count" }, progress)]),
    h("div", { class: "panel", id, hidden: !open, part: "card" },
      h("div", { class: "card" },
        h("h2", { part: "title" }, name),
        bodyOf(view, body),
        surface === "launcher" ? launcher(view) : checklist(view))));
  if (top) first(outer, ".card")?.scrollTo(0, top);
}
