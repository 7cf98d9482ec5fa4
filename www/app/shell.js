/** The frame around every page: the bar with its navigation, the one way to a new invoice, the theme switch. */
import { h } from "./dom.js";
import { icon, logo } from "./icons.js";
import { initials } from "./format.js";
import { currentPerson } from "./people.js";
import { flipTheme } from "./theme.js";

const sections = [
  { name: "Home", href: "/", symbol: "home", test: "nav-home" },
  { name: "Invoices", href: "/invoices", symbol: "invoices", test: "nav-invoices" },
  { name: "Reports", href: "/reports", symbol: "reports", test: "nav-reports" },
  { name: "Team", href: "/team", symbol: "team", test: "nav-team" },
  { name: "Settings", href: "/settings", symbol: "settings", test: "nav-settings" },
];

/**
 * @param {HTMLElement} root
 * @returns {{ main: HTMLElement, onPage: (page: import("./router.js").Page) => void }}
 */
export function mountShell(root) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = sections.map(({ name, href, symbol, test }) =>
    h("a", { href, "data-test": test, "data-section": name }, icon(symbol), h("span", null, name)),
  );
  const avatar = h("span", { class: "avatar", "data-test": "signed-in-as" });
  root.replaceChildren(
    h(
      "header",
      { class: "bar" },
      h(
        "a",
        { class: "brand", href: "/", "aria-label": "Pennywort, home" },
        logo(),
        h("span", null, "Pennywort"),
      ),
      h("nav", { class: "nav", "aria-label": "Main" }, links),
      h(
        "div",
        { class: "bar-end" },
        h(
          "a",
          { class: "button button-primary", href: "/invoices/new", "data-test": "new-invoice" },
          icon("plus"),
          h("span", null, "New", h("span", { class: "roomy" }, " invoice")),
        ),
        themeSwitch(),
        avatar,
      ),
    ),
    main,
    h(
      "footer",
      { class: "foot" },
      h("p", null, "Pennywort is make-believe: a product for Docent to be at home in."),
      h("a", { href: "/gallery" }, "Everything Docent can show"),
      h("a", { href: "/collector" }, "What the collector received"),
    ),
  );
  showPerson();
  return {
    main,
    onPage({ section }) {
      for (const link of links) {
        if (link.dataset.section === section) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

/** Puts the present person's initials into the bar. */
export function showPerson() {
  const { id, name } = currentPerson();
  const avatar = document.querySelector(".avatar");
  avatar.replaceChildren(
    h("span", { "aria-hidden": "true" }, id ? initials(name) : "?"),
    h("span", { class: "visually-hidden" }, id ? `Signed in as ${name}` : "Not signed in"),
  );
}

// Both pictures are there; the style sheet shows the one that fits, whoever changed the theme.
const themeSwitch = () =>
  h(
    "button",
    {
      type: "button",
      class: "icon-button theme-switch",
      "aria-label": "Switch between light and dark",
      "data-test": "theme",
      on: { click: flipTheme },
    },
    icon("sun"),
    icon("moon"),
  );
