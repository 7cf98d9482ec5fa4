// A card: heading, text, question, buttons. The same for every surface.
import { all } from "../find";
import { type Child, add, first, h, set } from "./dom";
import { ask } from "./question";
import { startOf } from "./focus";
import { bodyOf, button } from "./text";
import { say } from "./words";
import type { Button, View } from "./view";

export function progressOf(view: View): string | undefined {
  const { progress, question, surface } = view;
  const of = progress?.join(" of ");
  return of && say(view, surface === "checklist" ? `${of} done` : `${question ? "Question" : "Step"} ${of}`);
}

/** What a view is called by screen readers. */
export const nameOf = (view: View): string => view.title || view.name || say(view, view.label || "Message");

/** The row of buttons; what they stand in has one already where they are bare. */
export function buttonsOf(view: View, buttons: Button[], bare?: boolean, inForm?: boolean): Child {
  const all = buttons.map((each) => button(view, each, inForm));
  return bare ? all : all.length > 0 && h("div", { class: "buttons" }, all);
}

/** Draws a view into the outer element of its card, in place of what was there. */
export function draw(outer: HTMLElement, view: View): void {
  const { surface, title, body, question, buttons } = view;
  const progress = progressOf(view);
  // A box to tick says itself what it is for.
  const own = question?.type === "consent" && question.title;
  outer.replaceChildren();
  set(outer, {
    role: surface === "banner" || surface === "inline" ? "region" : "dialog",
    "aria-label": nameOf(view),
    "data-experience": view.experience,
    part: "card",
  });
  add(outer,
    h(question ? "form" : "div", { class: "card", novalidate: question && true },
      progress && h("p", { class: "progress", part: "progress" }, progress),
      title && title !== own && h("h2", { tabindex: "-1", part: "title" }, title),
      bodyOf(view, body.filter((each) => (each as Record<string, unknown>)["heading"] !== own)),
      question && ask(question, (text) => say(view, text)),
      buttonsOf(view, buttons, false, !!question)),
    view.dismissible !== false &&
      h("button", { type: "button", class: "close", "data-press": "close", "aria-label": say(view, "Close"), part: "close" }),
    surface === "tooltip" && h("div", { class: "arrow", part: "arrow" }));
  // What is wrong stays in sight with the buttons.
  const wrong = first(outer, ".error");
  if (wrong) first(outer, ".card>.buttons")?.prepend(wrong);
  for (const each of all(outer, "h2,h3,.option span")) {
    set(each, { "data-required": question?.required && each.textContent === question.title });
  }
  describe(outer, view);
}

/**
 * What gets the focus is said with how far one has come, and in a modal card with its text: that
 * is the only thing of it that is said.
 */
function describe(outer: HTMLElement, { run, surface }: View): void {
  const ids = all(outer, surface === "modal" ? ".progress,.card>.body" : ".progress").map((each, index) =>
    (each.id = `about-${index}-${run}`));
  for (const at of new Set([startOf(outer), first(outer, "h2")])) {
    if (at) set(at, { "aria-describedby": [at.getAttribute("aria-describedby") ?? [], ids].flat().join(" ") || null });
  }
}

/** What is said of a card that does not take the focus; where it has it, what that does not say. */
export function spoken(outer: HTMLElement, view: View, hasFocus?: boolean): string {
  const texts = all(outer, ".card>.body>:is(p,h3)").map(({ textContent }) => textContent);
  return (hasFocus ? texts : [view.title, ...texts, progressOf(view)]).filter(Boolean).join(". ").replace(/([.!?])\./g, "$1");
}
