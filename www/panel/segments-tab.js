/** Every segment of the guidebook, whether the visitor is in it now, and when that last changed. */
import { h } from "../app/dom.js";
import { ask, listen } from "./docent.js";

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/**
 * @param {ReturnType<import("./docent.js").guidebook>} book
 * @param {(id: string) => void} onWhy
 * @returns {import("./panel.js").Tab}
 */
export function segmentsTab(book, onWhy) {
  const list = h("ul", { class: "panel-segments" });
  /** @type {Map<string, Date>} */
  const flips = new Map();
  listen("segment", ({ segment }) => flips.set(segment, new Date()));
  return { name: "segments", label: "Segments", view: h("div", { class: "panel-view" }, list), update };

  async function update() {
    const { segments } = await book;
    const memberships = (await ask("segments")) ?? [];
    const now = new Set(memberships.map((segment) => segment.id ?? segment));
    list.replaceChildren(
      ...segments.map(({ id, name }) =>
        h(
          "li",
          { "data-segment": id, "data-in": String(now.has(id)) },
          h("span", { class: "panel-switch", "aria-hidden": "true" }),
          h(
            "span",
            null,
            h("span", { class: "panel-name" }, name ?? id),
            h(
              "span",
              { class: "panel-about" },
              now.has(id) ? "In" : "Out",
              flips.has(id) && `, since ${clock.format(flips.get(id))}`,
            ),
          ),
          h(
            "button",
            { type: "button", class: "panel-link", on: { click: () => onWhy(id) } },
            now.has(id) ? "Why?" : "Why not?",
            h("span", { class: "visually-hidden" }, ` ${name ?? id}`),
          ),
        ),
      ),
    );
  }
}
