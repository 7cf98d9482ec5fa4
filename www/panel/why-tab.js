/** Docent's own reasons: why a segment applies or an experience was shown, or why not. */
import { h } from "../app/dom.js";
import { ask } from "./docent.js";

/**
 * @param {ReturnType<import("./docent.js").guidebook>} book
 * @returns {import("./panel.js").Tab & { choose: (id: string) => void }}
 */
export function whyTab(book) {
  const choice = h("select", { "data-test": "why-choice", on: { change: update } });
  const answer = h("div", { class: "panel-answer", "data-test": "why-answer", "aria-live": "polite" });
  const show = h(
    "button",
    { type: "button", class: "panel-button", on: { click: () => ask("show", choice.value) } },
    "Show it now",
  );
  const view = h(
    "div",
    { class: "panel-view" },
    h("label", { class: "panel-field" }, h("span", null, "Explain"), choice),
    answer,
    show,
  );
  let wanted;
  book.then(({ experiences, segments }) => {
    choice.replaceChildren(group("Experiences", experiences), group("Segments", segments));
    if (wanted) choice.value = wanted;
  });
  return { name: "why", label: "Why", view, update, choose };

  function choose(id) {
    wanted = id;
    choice.value = id;
  }

  async function update() {
    const { experiences } = await book;
    show.hidden = !experiences.some(({ id }) => id === choice.value);
    const asked = choice.value;
    const reasons = await ask("explain", asked);
    if (asked !== choice.value) return;
    const drawn = draw(reasons);
    // Not touched when nothing has changed, or a screen reader would read it out at every event.
    if (drawn.textContent !== answer.textContent) answer.replaceChildren(drawn);
  }
}

const group = (label, entries) =>
  h(
    "optgroup",
    { label },
    entries.map(({ id, name }) => h("option", { value: id }, name ?? id)),
  );

function draw(reasons) {
  if (reasons === undefined || reasons === null)
    return h("p", { class: "panel-empty" }, "Docent has no answer yet.");
  const sentences = sentencesOf(reasons);
  if (sentences.length === 0) return h("pre", null, JSON.stringify(reasons, null, 2));
  return h(
    "div",
    null,
    sentences.map((sentence) => h("p", null, sentence)),
    typeof reasons === "object" &&
      h("details", null, h("summary", null, "In full"), h("pre", null, JSON.stringify(reasons, null, 2))),
  );
}

function sentencesOf(reasons) {
  if (typeof reasons === "string") return [reasons];
  const { sentences, sentence, text } = reasons;
  if (Array.isArray(sentences)) return sentences;
  return [...new Set([sentence, text])].filter((line) => typeof line === "string");
}
