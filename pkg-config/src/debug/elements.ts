// The tab about the page: what the guidebook's selectors find on it, and the picker for new ones.
import { type Child, h } from "../ui/dom";
import { type Desk, type Tab, button, careful, copyable, outline, redraw } from "./desk";
import { askOf } from "./inside";
import { lastingName } from "./lasting";
import { createPicker, labelOf, nameFor, tried } from "./picker";
import { type Health, type Need, healthOf, needsOf } from "./selectors";

/** What to write into the guidebook for an element. */
function written(selector: string, element: Element): [label: string, json: object][] {
  return [
    ["Step", { id: "step", type: "tooltip", target: selector, title: "…" }],
    ["Tagged feature", { event: `${labelOf(element) || element.localName} clicked`, selector, page: location.pathname }],
  ];
}

export function elementsTab(desk: Desk, own: Element, shown: (visible: boolean) => void): Tab {
  const result = h("div", { class: "result", tabindex: "-1" });
  const checks = h("div", { class: "lines" });
  const box = h("div", { hidden: true });
  let pointed: Element | undefined;
  const pick = button("Pick an element", () => {
    point();
    shown(false);
    picker.start();
  }, { class: "primary" });

  const picker = createPicker(desk, own, (element) => {
    shown(true);
    if (!element) {
      pick.focus();
      desk.say("Picking stopped");
      return;
    }
    const selector = desk.inside().glue && lastingName(element, (path) => askOf(desk.inside(), "selector", { kind: "click", path }) as string);
    result.replaceChildren();
    result.append(...present(selector, element));
    result.focus();
    desk.say(`Picked ${nameFor(element)}`);
  });

  function present(selector: unknown, element: Element): HTMLElement[] {
    if (typeof selector !== "string") return [h("p", {}, "The module is not there, and it is what makes selectors.")];
    const byPlace = selector.includes(":nth-of-type") && "It goes by the element's place, which releases change: give the element a data-test attribute or an id.";
    return [
      h("h3", {}, nameFor(element)),
      copyable("Selector", selector, desk.say),
      h("p", { class: "caption" }, [tried(selector, element), byPlace].filter(Boolean).join(" ")),
      ...written(selector, element).map(([label, json]) => copyable(label, JSON.stringify(json, null, 2), desk.say)),
    ];
  }

  /** Brings an element into view with a line around it; without one, takes the line away. */
  function point(element?: Element, name?: string): void {
    pointed = element;
    element?.scrollIntoView({ block: "center" });
    outline(box, element, name);
    desk.stir();
  }

  addEventListener("scroll", careful(() => outline(box, pointed, box.dataset["name"])), { capture: true, passive: true, signal: desk.signal });
  desk.layer.prepend(box);

  function line({ where, selectors, page }: Need, { state, says, element }: Health): Child {
    return h("div", { class: "line check" },
      h("span", { class: `badge ${state}` }, state),
      h("div", {},
        h("strong", {}, where),
        h("p", { class: "caption" }, page ? `${says} (it belongs on ${page})` : says),
        selectors.map((selector) => h("code", {}, selector))),
      element && button("Point to it", () => point(pointed === element ? undefined : element, where), {
        "data-key": where, "aria-label": `Point to ${where}`, "aria-pressed": `${pointed === element}`,
      }));
  }

  function update(): void {
    const needs = needsOf(desk.guidebook());
    const health = needs.map(healthOf);
    if (pointed && !pointed.isConnected) point();
    const good = health.filter(({ state }) => state === "found").length;
    redraw(checks, [needs, health.map(({ says, element }) => [says, !!pointed && element === pointed])], () => [
      h("h3", {}, needs.length > 0 ? `Selectors of the guidebook: ${good} of ${needs.length} found once on this page` : "The guidebook has no selectors."),
      ...needs.map((need, at) => line(need, health[at] as Health)),
    ]);
  }

  return { name: "elements", label: "Elements", view: h("div", {}, h("div", { class: "row" }, pick), result, checks), update, ofPage: true };
}
