// What happens, as it happens, newest first: events, flips of segments, and what came of them.
import { h } from "../ui/dom";
import { type Desk, type Tab, button, careful, fold, redraw } from "./desk";
import { docentOf } from "./inside";

interface Notice {
  at: number;
  kind: string;
  payload: Record<string, unknown>;
  /** Whether it happened in a preview. */
  preview: boolean;
}

/** No more than this many are kept. */
const MOST = 200;

const TITLES: Record<string, (payload: Record<string, unknown>) => unknown> = {
  event: ({ name, type }) => name || type,
  segment: ({ segment, entered }) => `${entered ? "Entered" : "Left"} ${segment}`,
  experience: ({ experience, state, step }) => [experience, state, step].filter(Boolean).join(" · "),
  answer: ({ experience, question }) => `${experience} · ${question}`,
  exposure: ({ experiment, variant }) => `${experiment}: ${variant}`,
  goal: ({ goal }) => goal,
  navigate: ({ url }) => url,
  call: ({ name }) => `${name}()`,
  error: ({ message }) => message,
};

/** The first few properties in one line. */
function brief(value: unknown): string {
  const entries = Object.entries((value ?? {}) as object).slice(0, 4);
  return entries.map(([name, each]) => `${name}: ${typeof each === "object" ? JSON.stringify(each) : each}`).join(" · ");
}

export function eventsTab(desk: Desk): Tab & { hear(kind: string, payload: unknown, preview: boolean): void } {
  const notices: Notice[] = [];
  const open = new Set<string>();
  const wanted = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter events" }) as HTMLInputElement;
  const lines = h("div", { class: "lines" });
  const clear = button("Clear", () => {
    notices.length = 0;
    update();
  });
  wanted.addEventListener("input", careful(update));
  let last = 0;

  function hear(kind: string, payload: unknown, preview: boolean): void {
    // Two of the same millisecond have an order too.
    last = Math.max(last + 0.001, Date.now());
    notices.unshift({ at: last, kind, payload: { ...(payload as object) }, preview });
    notices.length = Math.min(notices.length, MOST);
  }

  function line({ at, kind, payload, preview }: Notice): HTMLElement {
    const { properties } = payload;
    return fold(`${at}`, [
      h("span", { class: `badge ${kind}` }, preview ? "preview" : kind),
      h("strong", {}, `${TITLES[kind]?.(payload) ?? kind}`),
      h("time", {}, new Date(at).toLocaleTimeString()),
      h("span", { class: "brief" }, brief(properties)),
    ], () => h("pre", { tabindex: "0" }, JSON.stringify(payload, null, 2)), open);
  }

  function update(): void {
    const text = wanted.value.toLowerCase();
    const shown = notices.filter((each) => JSON.stringify(each).toLowerCase().includes(text));
    redraw(lines, [shown.map(({ at }) => at), docentOf(desk.inside).status], () => shown.length > 0
      ? shown.map(line)
      : [h("p", { class: "none" }, notices.length > 0
        ? "Nothing like that."
        : "Nothing yet. Click about on the page, or call docent.track(…).")]);
  }

  return { name: "events", label: "Events", view: h("div", {}, h("div", { class: "row" }, wanted, clear), lines), update, hear };
}
