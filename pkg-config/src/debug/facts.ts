// What is known of the person, by the names that conditions use.
import { h } from "../ui/dom";
import { type Desk, type Tab, careful, redraw } from "./desk";

/** `{a: {b: 1}}` as `[["a.b", "1"]]`. */
function flatten(value: unknown, path: string): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || Array.isArray(value)) return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
}

export function factsTab(desk: Desk): Tab {
  const wanted = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter facts" }) as HTMLInputElement;
  const groups = h("div", {});
  wanted.addEventListener("input", careful(update));

  function update(): void {
    const text = wanted.value.toLowerCase();
    const facts = Object.entries(desk.subject().facts())
      .map(([family, value]) => [family, flatten(value, family).filter((fact) => fact.join(" ").toLowerCase().includes(text))] as const)
      .filter(([, found]) => found.length > 0);
    redraw(groups, facts, () => facts.length > 0
      ? facts.map(([family, found]) => h("section", {}, h("h3", {}, family),
        h("dl", {}, found.map(([path, value]) => [h("dt", {}, path), h("dd", {}, value)]))))
      : [h("p", { class: "none" }, "Nothing is known.")]);
  }

  return { name: "facts", label: "Facts", view: h("div", {}, h("div", { class: "row" }, wanted), groups), update };
}
