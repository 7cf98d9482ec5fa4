/**
 * The corner panel of the demo: be someone else, and watch what Docent sees and decides. It uses
 * nothing but Docent's public methods, and it is not part of the product it stands on.
 */
import { h } from "../app/dom.js";
import { icon } from "../app/icons.js";
import { currentPerson } from "../app/people.js";
import { forgetAll, recall, remember } from "../app/storage.js";
import { ask, guidebook, listen, status } from "./docent.js";
import { peopleTab } from "./people-tab.js";
import { eventsTab } from "./events-tab.js";
import { segmentsTab } from "./segments-tab.js";
import { whyTab } from "./why-tab.js";
import { factsTab } from "./facts-tab.js";

// Wide enough for the product to move aside; below that the panel lies over it and starts closed.
const roomForBoth = matchMedia("(min-width: 80rem)");
const eraseTimeout = 2000;

/**
 * A tab: its element, and what to do when it comes into view or when something has happened.
 * @typedef {{ name: string, label: string, view: HTMLElement, update?: () => void }} Tab
 */

/** @param {HTMLElement} root @param {{ onSwitch: () => void }} options */
export function mountPanel(root, { onSwitch }) {
  const book = guidebook();
  const why = whyTab(book);
  /** @type {Tab[]} */
  const tabs = [
    peopleTab(() => {
      onSwitch();
      update();
    }),
    eventsTab(),
    segmentsTab(book, (id) => {
      why.choose(id);
      open(why.name);
    }),
    why,
    factsTab(),
  ];
  let shown = recall("panel.tab", "people");

  const who = h("span", { class: "panel-who" });
  const light = h("span", { class: "panel-light" });
  const state = h("span", { class: "panel-status", "data-test": "panel-status" });
  const toggle = h(
    "button",
    {
      type: "button",
      class: "panel-toggle",
      "aria-controls": "panel-body",
      "data-test": "panel-toggle",
      on: { click: () => setOpen(!isOpen()) },
    },
    light,
    h("span", { class: "panel-title" }, "Demo panel", who),
    state,
    icon("next"),
  );
  const buttons = tabs.map(({ name, label }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `panel-tab-${name}`,
        "aria-controls": `panel-view-${name}`,
        "data-test": `panel-${name}`,
        on: { click: () => open(name) },
      },
      label,
    ),
  );
  for (const { name, view } of tabs) {
    for (const [attribute, value] of [
      ["role", "tabpanel"],
      ["id", `panel-view-${name}`],
      ["aria-labelledby", `panel-tab-${name}`],
      ["tabindex", "0"],
    ]) {
      view.setAttribute(attribute, value);
    }
  }
  const body = h(
    "div",
    { id: "panel-body", class: "panel-body" },
    h(
      "p",
      { class: "panel-note" },
      "Not part of Pennywort. It shows what Docent sees here, and what Docent decides.",
    ),
    h(
      "div",
      { class: "panel-tabs", role: "tablist", "aria-label": "Demo panel", on: { keydown: moveAmongTabs } },
      buttons,
    ),
    tabs.map(({ view }) => view),
    h(
      "div",
      { class: "panel-foot" },
      h(
        "button",
        { type: "button", class: "panel-button", "data-test": "start-over", on: { click: startOver } },
        icon("refresh"),
        "Start over",
      ),
      h(
        "a",
        { class: "panel-button", href: "/collector", target: "_blank" },
        "Collector",
        h("span", { class: "visually-hidden" }, " (opens in a new tab)"),
      ),
    ),
  );
  root.replaceChildren(toggle, body);

  open(shown);
  setOpen(recall("panel.open", roomForBoth.matches));
  listenToAll();

  function listenToAll() {
    for (const name of ["ready", "event", "segment", "experience", "answer", "error"])
      listen(name, soon(update));
  }

  function update() {
    const { name, id } = currentPerson();
    who.textContent = id ? `You are ${name}` : "You are yourself";
    light.dataset.status = status();
    state.textContent = `Docent: ${status()}`;
    tabs.find(({ name: tab }) => tab === shown).update?.();
  }

  function open(name) {
    shown = name;
    remember("panel.tab", name);
    tabs.forEach(({ name: tab, view }, index) => {
      view.hidden = tab !== name;
      buttons[index].setAttribute("aria-selected", String(tab === name));
      buttons[index].tabIndex = tab === name ? 0 : -1;
    });
    update();
  }

  function isOpen() {
    return toggle.getAttribute("aria-expanded") === "true";
  }

  function setOpen(wanted) {
    remember("panel.open", wanted);
    toggle.setAttribute("aria-expanded", String(wanted));
    body.hidden = !wanted;
    document.documentElement.dataset.panel = wanted ? "open" : "closed";
  }

  function moveAmongTabs({ key }) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!by) return;
    const index = (tabs.findIndex(({ name }) => name === shown) + by + tabs.length) % tabs.length;
    open(tabs[index].name);
    buttons[index].focus();
  }
}

async function startOver() {
  // Docent may not be there to answer; starting over must work all the same.
  await Promise.race([ask("erase"), new Promise((resolve) => setTimeout(resolve, eraseTimeout))]);
  forgetAll();
  location.assign("/");
}

/** Once for many calls in a row: a click can make an event, a segment and an experience at a time. */
function soon(action) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, 60);
  };
}
