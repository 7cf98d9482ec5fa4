// Two tabs of the same make: segments, and experiences, each with the reason why or why not.
import { h } from "../ui/dom";
import { type Desk, type Tab, type Written, button, fold, list, nameOf, redraw } from "./desk";
import { type Explanation, reasons } from "./reasons";

const idOf = (written: Written): string => `${written["id"]}`;
const explained = (desk: Desk, id: string): Explanation | null => desk.subject().explain(id) as Explanation | null;

const missing = (): HTMLElement => h("p", {}, "It is broken and left out; the console says why.");
const none = (what: string): HTMLElement => h("p", { class: "none" }, `The guidebook has no ${what}.`);

export function segmentsTab(desk: Desk): Tab {
  const view = h("div", { class: "lines" });
  const open = new Set<string>();

  function line(segment: Written, member: boolean): HTMLElement {
    const id = idOf(segment);
    return fold(id, [
      h("span", { class: `badge ${member ? "yes" : "no"}` }, member ? "in" : "out"),
      h("strong", {}, nameOf(segment)),
      segment["name"] ? h("code", {}, id) : null,
    ], () => {
      const why = explained(desk, id);
      return why ? reasons(why) : missing();
    }, open);
  }

  function update(): void {
    const segments = list(desk.guidebook()["segments"]);
    const members = new Set(desk.subject().segments());
    // Only what is open is explained: there may be ten thousand.
    const state = segments.map((segment) => [nameOf(segment), members.has(idOf(segment)), open.has(idOf(segment)) && explained(desk, idOf(segment))]);
    redraw(view, state, () => segments.length > 0
      ? segments.map((segment) => line(segment, members.has(idOf(segment))))
      : [none("segments")]);
  }
  return { name: "segments", label: "Segments", view, update };
}

function standing(why: Explanation | null): [word: string, look: string] {
  if (!why) return ["left out", "no"];
  if (why.showing) return ["showing", "now"];
  return why.eligible ? ["eligible", "yes"] : [why.gate ?? "blocked", "no"];
}

export function experiencesTab(desk: Desk): Tab {
  const view = h("div", { class: "lines" });
  const open = new Set<string>();

  function line(experience: Written, why: Explanation | null): HTMLElement {
    const id = idOf(experience);
    const [word, look] = standing(why);
    const act = why?.showing ? "end" : "show";
    return h("div", { class: "line" },
      fold(id, [
        h("span", { class: `badge ${look}` }, word),
        h("strong", {}, nameOf(experience)),
        h("span", { class: "kind" }, `${experience["kind"]}`),
      ], () => (why ? reasons(why) : missing()), open),
      why && button(act === "end" ? "End" : "Show", () => {
        desk.subject()[act](id);
        desk.stir();
      }, { "data-key": `act ${id}`, "aria-label": `${act === "end" ? "End" : "Show"} ${nameOf(experience)}` }));
  }

  function update(): void {
    const experiences = list(desk.guidebook()["experiences"]);
    const state = experiences.map((experience) => explained(desk, idOf(experience)));
    redraw(view, [experiences.map(nameOf), state], () => experiences.length > 0
      ? experiences.map((experience, at) => line(experience, state[at] ?? null))
      : [none("experiences")]);
  }
  return { name: "experiences", label: "Experiences", view, update, ofPage: true };
}
