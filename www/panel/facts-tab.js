/** What Docent knows of this visitor, device first. */
import { h } from "../app/dom.js";
import { ask } from "./docent.js";
import { flatten } from "./values.js";

const order = ["device", "geo", "user", "company", "session", "page", "nps", "answers"];

/** @returns {import("./panel.js").Tab} */
export function factsTab() {
  const view = h("div", { class: "panel-view", "data-test": "facts" });
  return { name: "facts", label: "Facts", view, update };

  async function update() {
    const facts = await ask("facts");
    const groups = order
      .map((name) => [name, flatten(facts?.[name])])
      .filter(([, lines]) => lines.length > 0);
    view.replaceChildren(
      ...(groups.length > 0
        ? groups.map(([name, lines]) => group(name, lines))
        : [h("p", { class: "panel-empty" }, "Docent knows nothing yet.")]),
    );
  }
}

const group = (name, lines) =>
  h(
    "section",
    { class: "panel-facts" },
    h("h2", null, name),
    h(
      "dl",
      null,
      lines.map(([key, value]) =>
        h("div", null, h("dt", null, key), h("dd", { "data-fact": `${name}.${key}` }, value)),
      ),
    ),
  );
