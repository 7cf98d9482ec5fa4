/**
 * The gallery: a picker, a few switches, and a customer's page in a frame, which is told by its
 * address what to show. All of the state is in the gallery's own address; nothing is remembered.
 */
import { h } from "../app/dom.js";
import { entries } from "./entries.js";

/** What can be chosen beside the experience; the first of each is where it starts. */
const SWITCHES = {
  scheme: { label: "Scheme", choices: { light: "Light", dark: "Dark" } },
  dir: { label: "Direction", choices: { ltr: "Left to right", rtl: "Right to left" } },
  width: { label: "Width", choices: { wide: "Wide", narrow: "375 px" } },
  theme: { label: "Theme", choices: { docent: "Docent’s own", page: "The page’s", square: "Square", round: "Round" } },
};

const frame = document.querySelector("#frame");
const source = document.querySelector("#source");
const switches = document.querySelector("#switches");
const picker = document.querySelector("#picker");

const first = matchMedia("(prefers-color-scheme: dark)").matches ? { scheme: "dark" } : {};
const state = { show: entries[0].id, ...first, ...Object.fromEntries(new URLSearchParams(location.search)) };
const chosen = (name) => (state[name] in SWITCHES[name].choices ? state[name] : Object.keys(SWITCHES[name].choices)[0]);
const addressOf = (page, more) => `${page}?${new URLSearchParams({ ...state, ...more })}`;

/** The list at the side; where there is no room for it, the style sheet shows the select instead. */
function drawPicker() {
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const groups = kinds.map((kind) => [kind, entries.filter((entry) => entry.kind === kind)]);
  const select = h(
    "select",
    { "aria-label": "What is shown", on: { change: () => choose({ show: select.value }) } },
    groups.map(([kind, list]) =>
      h("optgroup", { label: kind }, list.map(({ id, name }) => h("option", { value: id, selected: id === state.show }, name))),
    ),
  );
  picker.replaceChildren(
    select,
    ...groups.flatMap(([kind, list]) => [
      h("h2", {}, kind),
      h("ul", {}, list.map(({ id, name }) =>
        h("li", {}, h("a", { href: addressOf("/gallery", { show: id }), "aria-current": id === state.show && "true" }, name)))),
    ]),
  );
  picker.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function drawSwitches() {
  switches.replaceChildren(
    ...Object.entries(SWITCHES).map(([name, { label, choices }]) =>
      h("fieldset", {}, h("legend", {}, label),
        Object.entries(choices).map(([value, text]) =>
          h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen(name) }), h("span", {}, text)))),
    ),
    h("span", { class: "ends" },
      h("button", { type: "button", on: { click: show } }, "Again"),
      h("a", { target: "_blank", rel: "noopener", id: "alone" }, "By itself")),
  );
}

/** Shows what is chosen in a fresh page. */
function show() {
  const address = addressOf("/gallery/page");
  document.documentElement.dataset.theme = chosen("scheme");
  document.documentElement.dataset.width = chosen("width");
  document.querySelector("#alone").href = address;
  // Not by `src`: that would be one more page to go back to.
  frame.contentWindow.location.replace(address);
  const wanted = entries.find(({ id }) => id === state.show)?.show;
  source.textContent = JSON.stringify(guidebook.experiences.find(({ id }) => id === wanted), null, 2);
}

function choose(change) {
  Object.assign(state, change);
  history.replaceState(null, "", addressOf("/gallery"));
  drawPicker();
  show();
}

picker.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  choose({ show: new URL(link.href).searchParams.get("show") });
  picker.querySelector("[aria-current]")?.focus();
});
switches.addEventListener("change", ({ target }) => choose({ [target.name]: target.value }));

const guidebook = await (await fetch("/gallery/guidebook.json")).json();
drawPicker();
drawSwitches();
show();
