// The tab of the preview: who the sample person is, and what time it is for them.
import { type Child, add, h, set } from "../ui/dom";
import { type Desk, type Tab, button, careful, redraw } from "./desk";
import { docentOf } from "./inside";
import type { PreviewOptions } from "./preview";

const DAY = 24 * 3600 * 1000;
const JUMPS: [label: string, days: number][] = [["−1 day", -1], ["+1 day", 1], ["+7 days", 7], ["+30 days", 30]];

/** Fields whose text is JSON, with what they ask for. */
const FIELDS: [name: "traits" | "company" | "facts" | "events", label: string, example: string][] = [
  ["traits", "Traits", '{"plan": "trial"}'],
  ["company", "Company", '{"size": 900}'],
  ["facts", "Other facts", '{"device": {"type": "mobile"}}'],
  ["events", "What they did", '[{"name": "Signed up", "time": "2026-01-31"}]'],
];

/** A time as the browser's own field for times takes it. */
function local(time: number): string {
  const at = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16);
}

/** A labelled field, with room for what is wrong with it. */
function labelled(id: string, label: string, field: HTMLElement): HTMLElement {
  set(field, { id, name: id, "aria-describedby": `${id}-wrong` });
  return h("div", { class: "field" }, h("label", { for: id }, label), field, h("p", { class: "wrong", id: `${id}-wrong` }));
}

export function personTab(desk: Desk): Tab {
  const text = (name: string, placeholder: string) =>
    h("textarea", { rows: 2, placeholder, spellcheck: "false", autocomplete: "off", "data-json": name }) as HTMLTextAreaElement;
  const fields = FIELDS.map(([name, label, example]) => ({ name, label, field: text(name, example) }));
  const user = h("input", { type: "text", placeholder: "anonymous", autocomplete: "off" }) as HTMLInputElement;
  const clock = h("input", { type: "datetime-local" }) as HTMLInputElement;
  const live = h("input", { type: "checkbox", id: "live" }) as HTMLInputElement;
  const form = h("form", { novalidate: true });
  const running = h("div", { class: "foot" });

  /** What the form says; undefined where a field of it cannot be read, which is said beside it. */
  function read(): PreviewOptions | undefined {
    const options: PreviewOptions = { live: live.checked };
    let right = true;
    if (user.value) options.user = user.value;
    if (clock.value) options.now = clock.value;
    for (const { name, label, field } of fields) {
      let wrong = "";
      try {
        if (field.value.trim()) options[name] = JSON.parse(field.value);
        const [given, list] = [options[name] as unknown, name === "events"];
        const fits = given === undefined || (given instanceof Object && Array.isArray(given) === list);
        if (!fits) wrong = `Expected ${list ? "a list: [ … ]" : "an object: { … }"}`;
      } catch (error) {
        wrong = `${label}: ${(error as Error).message}`;
      }
      (field.nextElementSibling as HTMLElement).textContent = wrong;
      field.setAttribute("aria-invalid", `${!!wrong}`);
      if (wrong && right) field.focus();
      right &&= !wrong;
    }
    return right ? options : undefined;
  }

  /** Begins with the person who is really here, less what follows from what they did. */
  function copyReal(): void {
    const facts = docentOf(desk.inside).facts() as Record<string, Record<string, unknown>>;
    const { id, anonymous_id: _, first_seen: __, last_seen: ___, ...traits } = facts["user"] ?? {};
    user.value = id ? `${id}` : "";
    for (const { name, field } of fields) {
      const known = { traits, company: facts["company"] }[name as string];
      if (known && Object.keys(known).length > 0) field.value = JSON.stringify(known, null, 2);
    }
  }

  form.addEventListener("submit", careful((event) => {
    event.preventDefault();
    const options = read();
    if (options) void desk.begin(options).then(() => {
      move((now) => now);
      desk.say("The preview is on");
    });
  }));
  // Whoever types a year has come as far as the year 2 first.
  clock.addEventListener("change", careful(() => new Date(clock.value).getTime() > 0 && desk.preview()?.setTime(clock.value)));

  /** Moves the clock of the preview, and the field with it. */
  function move(to: (now: number) => number): void {
    const preview = desk.preview();
    if (!preview) return;
    preview.setTime(to(preview.now));
    clock.value = local(preview.now);
  }

  add(form,
    h("p", { class: "caption" }, "A sample person, decided beside the real one. Nothing of them is stored or sent; the real one sees nothing meanwhile."),
    h("div", { class: "row" }, button("Take who is here", copyReal)),
    labelled("user", "User id", user),
    fields.map(({ name, label, field }) => labelled(name, `${label} (JSON)`, field)),
    labelled("now", "Their time", clock),
    h("label", { class: "check" }, live, "Experiences start by themselves, as for them"),
    running);

  function update(): void {
    const preview = desk.preview();
    const at = preview && Math.floor(preview.now / 60_000);
    redraw(running, [!!preview, at], (): Child[] => [
      preview && h("div", { class: "row", role: "group", "aria-label": "Move the clock" },
        JUMPS.map(([label, days]) => button(label, () => move((now) => now + days * DAY), { "data-key": label })),
        button("Now", () => move(() => Date.now()), { "data-key": "now" })),
      h("div", { class: "row" },
        h("button", { type: "submit", class: "primary", "data-key": "start" }, preview ? "Start anew" : "Start the preview"),
        preview && h("p", { class: "caption" }, `For them it is ${new Date(preview.now).toLocaleString()}.`)),
    ]);
  }

  return { name: "preview", label: "Preview", view: h("div", {}, form), update };
}
