/** Short confirmations in the corner, spoken by screen readers, gone after a while. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

const shownFor = 6000;

export function notify(text) {
  const notice = h("p", { class: "notice" }, icon("check"), text);
  document.getElementById("notices").replaceChildren(notice);
  setTimeout(() => notice.remove(), shownFor);
}
