// The question of a survey: native form controls, so that keyboard and screen reader work as
// everywhere. A group of radio buttons is one tab stop; arrows choose; nothing advances by itself.
//
// Every type of question has a widget: it draws the controls into a field. Reading the answer off
// them is one function, by what controls there are.
import { all } from "../find";
import { type Child, add, first, h, set } from "./dom";
import type { Question } from "./view";

type Field = HTMLInputElement;
/** Says a word of ours in the language of the view. */
type Say = (text: string) => string;
type Widget = (question: Question, say: Say) => Child;

const SVG = "http://www.w3.org/2000/svg";

function chosen({ answer }: Question, value: string): boolean {
  return Array.isArray(answer) ? answer.includes(value) : answer === true || answer === value;
}

const option = (question: Question, type: string, value: string, label: string, own?: boolean): HTMLElement =>
  h("label", { class: "option", part: "option" },
    h("input", { type, name: "answer", value, checked: own || chosen(question, value) }),
    h("span", {}, label));

/** One of the options, or with check boxes several; the last may be an answer of one's own. */
const choice = (type: string): Widget => (question, say) => {
  const { options, other, answer } = question;
  const own = other === true ? say("Something else") : other;
  const given = [answer].flat().find((each): each is string =>
    !!each && typeof each === "string" && options.every(({ value }) => value !== each));
  const listed = options.map(({ value, label }) => option(question, type, value, label ?? value));
  if (!own) return listed;
  return [
    listed,
    option(question, type, "", own, !!given),
    h("input", { type: "text", class: "other", dir: "auto", "aria-label": own, value: given }),
  ];
};

/** A drawing of one line, 24 by 24: not every machine has characters for these. */
function drawn(d: string): Node {
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  set(line, { d });
  set(drawing, { viewBox: "0 0 24 24" });
  add(drawing, line);
  return drawing;
}

const STAR = "M12 2.8l2.8 5.9 6.4.9-4.7 4.5 1.2 6.4L12 17.4l-5.7 3.1 1.2-6.4L2.8 9.6l6.4-.9z";

/** What stands for a number: a star, a face from sad (-1) to glad (1), or the number. */
function faceOf(type: string, value: number, mood: number): Child {
  const [corner, middle] = [15.5 - 1.5 * mood, 15.5 + 6 * mood];
  // At both ends the mouth is open.
  const mouth = `M8 ${corner}Q12 ${middle} 16 ${corner}${Math.abs(mood) > .7 ? "z" : ""}`;
  if (type === "smileys") return drawn(`M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M9 8v2M15 8v2${mouth}`);
  return type === "stars" ? drawn(STAR) : `${value}`;
}

/** A number on a scale. The groups of a score are those of 0 to 10. */
const scale: Widget = ({ answer, low, high, type, ...question }, say) => {
  const [least, most] = type === "nps" ? [0, 10] : [question.min ?? 1, question.max ?? 5];
  const min = Math.trunc(least);
  const max = Math.min(Math.max(Math.trunc(most), min), min + 100);
  const numbers = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  // A face or a star has no number on it.
  const name = (value: number, end: string) =>
    [/^s.*s$/.test(type) ? say(`${value - min + 1} of ${numbers.length}`) : value, end || []].flat().join(", ");
  const row = h("div", { class: `scale ${type}` });
  row.style.setProperty("--d-count", `${numbers.length}`);
  // Up to the chosen one, stars are full: in shape and not by colour alone.
  const light = () => {
    if (type !== "stars") return;
    const fields = all(row, "input") as Field[];
    const chosen = fields.findIndex(({ checked }) => checked);
    fields.forEach((field, at) => field.toggleAttribute("data-lit", at <= chosen));
  };
  row.addEventListener("change", light, { passive: true });
  add(row, numbers.map((value, at) =>
    h("label", {},
      h("input", {
        type: "radio", name: "answer", value, checked: answer === value,
        "aria-label": name(value, value === min ? low : value === max ? high : ""),
      }),
      h("span", { "aria-hidden": "true" },
        faceOf(type, value, (2 * at + 1) / numbers.length - 1)))));
  light();
  return [
    row,
    (low || high) && h("div", { class: "ends", "aria-hidden": "true" }, h("span", {}, low), h("span", {}, high)),
  ];
};

/** Typing: into an input of a type, or into a text area; what is typed has its own direction. */
const typed = (type?: string, inputmode?: string): Widget => ({ title, placeholder, answer }) => {
  const field = h(type ? "input" : "textarea", {
    class: "text", placeholder, type, inputmode, "aria-label": title, autocomplete: type === "email" && type, dir: type === "email" ? "ltr" : "auto",
    // Else years may have five digits.
    max: type === "date" && "9999-12-31",
  }) as Field;
  field.value = `${answer ?? ""}`;
  return field;
};

/** So soon after another, in milliseconds, a press in a list is meant for the same. */
const SAME = 1000;

/** Putting options in order, by buttons that move one up or down; where it went is said. */
const ranking: Widget = ({ options, answer }, say) => {
  const given = Array.isArray(answer) ? answer : [];
  const rank = ({ value }: { value: string }) => (given.includes(value) ? given.indexOf(value) : given.length);
  const moved = h("p", { class: "voice", role: "status" });
  const mover = (way: string, line: string, label: string) =>
    h("button", { type: "button", class: "secondary", "data-move": way, "aria-label": `${say(way)}: ${label}` }, drawn(line));
  const list = h("ol", { class: "ranking" }, [...options].sort((a, b) => rank(a) - rank(b)).map(({ value, label = value }) =>
    h("li", { class: "option", part: "option", "data-value": value },
      h("span", {}, label), mover("Move up", "M6 15l6-6 6 6", label), mover("Move down", "M6 9l6 6 6-6", label))));
  // They keep the focus that they may have, at the ends too.
  const bound = () => all(list, "button").forEach((each, at, { length }) => {
    set(each, { "aria-disabled": `${at === 0 || at === length - 1}` });
  });
  bound();
  /** What moved last, out of whose way, and when. */
  let last: [item?: HTMLElement, other?: Element | null, time?: number] = [];
  list.addEventListener("click", ({ target, detail, timeStamp }) => {
    const pressed = (target as Element).closest<HTMLElement>("[data-move]");
    const way = pressed?.dataset["move"];
    let item: HTMLElement | null | undefined = pressed?.closest("li");
    // A pointer that stays where it is means what it has moved, and not what has come there.
    if (detail && item === last[1] && timeStamp - (last[2] ?? 0) < SAME) item = last[0];
    const button = item && first(item, `[data-move="${way}"]`);
    if (!button || !item) return;
    const other = way === "Move up" ? item.previousElementSibling : item.nextElementSibling;
    last = [item, other, timeStamp];
    other?.[way === "Move up" ? "before" : "after"](item);
    button.focus();
    bound();
    const items = all(list, "li");
    moved.textContent = `${first(item, "span")?.textContent}: ${say(`${items.indexOf(item) + 1} of ${items.length}`)}`;
  }, { passive: true });
  return [list, moved];
};

const tick: Widget = (question) => option(question, "checkbox", "yes", question.title);

const WIDGETS: Record<string, [widget: Widget, role?: string]> = {
  single: [choice("radio"), "radiogroup"],
  multiple: [choice("checkbox"), "group"],
  ranking: [ranking, "group"],
  "long-text": [typed()],
  // Browsers that think in points drop a comma without a word from a field for numbers.
  number: [typed("text", "decimal")],
  email: [typed("email")],
  date: [typed("date")],
  text: [typed("text")],
  consent: [tick],
};
for (const type of ["scale", "stars", "smileys", "csat", "nps"]) WIDGETS[type] = [scale, "radiogroup"];

/** The controls of a question, and what is wrong with its answer. */
export function ask(question: Question, say: Say): Child {
  const { error, title, type, required, answer } = question;
  const [widget, role] = WIDGETS[type] ?? [typed("text")];
  // A group of check boxes has no other way to say that it is required than its name.
  const name = role === "group" && required ? `${title} *` : title;
  const group = h("div", { class: "field", "data-type": type, role, "aria-label": role && name }, widget(question, say));
  const own = first(group, ".other");
  const pick = first(group, "[value='']") as Field;
  // Chosen, and left empty.
  const blank = [answer].flat().includes("");
  // Back at a question, the keyboard is at what was chosen.
  const field = first(group, blank ? ".other" : "[type=radio]:checked") ?? first(group, "input,textarea,button") ?? group;
  const bearer = role && !blank ? group : field;
  const message = h("p", { class: "error", id: "error", role: "alert", part: "error" }, error && say(error));
  set(field, { "data-focus": true });
  if (role !== "group") set(role ? group : field, { "aria-required": required && "true" });
  if (error) set(bearer, { "aria-invalid": "true", "aria-describedby": "error" });
  if (own) own.hidden = !pick.checked;
  let keyed = false;
  for (const name of ["keydown", "pointerdown"]) group.addEventListener(name, ({ type }) => (keyed = type === "keydown"), { passive: true });
  group.addEventListener("input", ({ target }) => {
    // It is being put right.
    message.textContent = "";
    bearer.removeAttribute("aria-invalid");
    if (!own) return;
    own.hidden = !pick.checked;
    // By keyboard it is one Tab away: who walks through the options is not held up.
    if (target === pick && !keyed) own.focus();
  }, { passive: true });
  return [group, message];
}

/**
 * A number as people write it, with digits and groups of their own; what was written where it is none. Of points
 * and commas the last one parts, where it stands once; but not one alone before three digits that does not in the language.
 */
function numberOf(written: string, lang: string): number | string | null {
  const plain = written.replace(/[٠-٩۰-۹]/g, (digit) => `${digit.charCodeAt(0) % 16}`).replace(/[\s'’٬]/g, "").replace("٫", ".").replace("−", "-");
  const marks = plain.replace(/[^.,]/g, "");
  const [, point] = (1.5).toLocaleString(lang || undefined);
  const parts = marks.length === 1 ? marks === point || !/^-?[1-9]\d{0,2}.\d{3}$/.test(plain) : marks.indexOf(marks.at(-1) ?? "") === marks.length - 1;
  const at = parts ? plain.search(/[.,][^.,]*$/) : -1;
  const number = Number(plain.replace(/[.,]/g, (_, index) => (index === at ? "." : "")));
  return plain && !Number.isNaN(number) ? number : text(written);
}

const text = (value?: string): string | null => (value?.trim() ? value : null);

/** The answer: a text, a number, a list of texts, `true`, or `null` where nothing was answered. */
export function answer(card: HTMLElement): unknown {
  const ranked = all(card, ".ranking li").map(({ dataset }) => dataset["value"]);
  if (ranked.length > 0) return ranked;
  const field = first(card, ".text") as Field | undefined;
  if (field) {
    // What is no date the browser keeps to itself.
    if (field.validity.badInput) return "?";
    return field.inputMode === "decimal" ? numberOf(field.value, card.lang) : text(field.value);
  }
  // What was chosen and left empty is told as such.
  const own = text((first(card, ".other") as Field | undefined)?.value) ?? "";
  const values = (all(card, "input:checked") as Field[]).map(({ value }) => value || own);
  if (first(card, "[data-type=consent]")) return values.length > 0 || null;
  if (first(card, "[type=checkbox]")) return values;
  const [value = null] = values;
  return value && first(card, ".scale") ? Number(value) : value;
}
