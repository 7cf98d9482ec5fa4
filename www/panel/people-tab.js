/** Who to be. Choosing someone is signing out of one account and into another. */
import { h } from "../app/dom.js";
import { initials } from "../app/format.js";
import { allPeople, become, currentPerson } from "../app/people.js";

/** @param {() => void} onSwitch @returns {import("./panel.js").Tab} */
export function peopleTab(onSwitch) {
  const view = h("div", { class: "panel-view" });
  draw();
  return { name: "people", label: "Be", view };

  function draw() {
    view.replaceChildren(
      h(
        "ul",
        { class: "panel-people" },
        allPeople().map((person) =>
          h(
            "li",
            null,
            h(
              "button",
              {
                type: "button",
                "aria-pressed": String(person === currentPerson()),
                "data-person": person.key,
                on: { click: () => choose(person) },
              },
              h(
                "span",
                { class: "panel-face", "aria-hidden": "true" },
                person.id ? initials(person.name) : "?",
              ),
              h(
                "span",
                null,
                h("span", { class: "panel-name" }, person.name),
                h("span", { class: "panel-about" }, person.about),
              ),
            ),
          ),
        ),
      ),
    );
  }

  function choose(person) {
    if (person === currentPerson() || !become(person)) return;
    draw();
    view.querySelector("[aria-pressed=true]").focus();
    onSwitch();
  }
}
