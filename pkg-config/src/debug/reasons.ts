// Why: an explanation as sentences and as the tree of its conditions.
import { type Child, h } from "../ui/dom";

/** A condition with what was found, as src/core/segment/explain.rs writes it. */
export interface Reason {
  holds: boolean;
  decides?: boolean;
  text?: string;
  actual?: unknown;
  all?: Reason[];
  any?: Reason[];
  not?: Reason[];
}

/** What `docent.explain(id)` answers. */
export interface Explanation {
  type: string;
  sentence: string;
  member?: boolean;
  showing?: boolean;
  eligible?: boolean;
  gate?: string;
  until?: number;
  incomplete: boolean;
  condition?: Reason;
  audience?: Reason;
  flip?: Reason;
}

const WORDS = { all: "All of", any: "Any of", not: "Not" } as const;

function jointOf(reason: Reason): keyof typeof WORDS | undefined {
  return (["all", "any", "not"] as const).find((joint) => reason[joint]);
}

/** What was found; of a segment, the words say it. */
const found = ({ text, actual }: Reason): Child =>
  !/^(they are in |it is for everyone)/.test(text ?? "") && h("code", {}, actual === null ? "not known" : JSON.stringify(actual));

/** One condition and its parts; those that decide stand out. */
function tree(reason: Reason): Child {
  const joint = jointOf(reason);
  const mark = h("span", { class: "mark", role: "img", "aria-label": reason.holds ? "Holds:" : "Does not hold:", "data-holds": reason.holds });
  return h("li", { "data-aside": reason.decides === false }, mark,
    h("div", {}, joint ? [WORDS[joint], h("ul", {}, reason[joint]?.map(tree))] : [reason.text, " ", found(reason)]));
}

/** What has to become so, in words. */
function change(flip: Reason): string {
  const joint = jointOf(flip);
  if (!joint) return `${flip.holds ? "" : "it must not be so that "}${flip.text}`;
  return (flip[joint] ?? []).map(change).join(joint === "all" ? ", and " : ", or ");
}

/** Everything there is to say. */
export function reasons({ sentence, condition, audience, flip, until, incomplete, gate, member }: Explanation): Child {
  const root = condition ?? audience;
  const aboutFlip = flip && (member !== undefined || gate === "audience") && (flip.text || jointOf(flip));
  return [
    h("p", {}, sentence),
    root && (root.text || jointOf(root)) && h("ul", { class: "tree" }, tree(root)),
    aboutFlip && h("p", { class: "caption" }, `To change it: ${change(flip)}.`),
    !!until && h("p", { class: "caption" }, `Time alone may change it on ${new Date(until).toLocaleString()}.`),
    incomplete && h("p", { class: "caption" }, "History that would be needed is no longer on this device."),
  ];
}
