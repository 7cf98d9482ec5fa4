/** What happens, as it happens, newest first: captured and tracked events, and what came of them. */
import { h } from "../app/dom.js";
import { listen } from "./docent.js";
import { brief } from "./values.js";

const kept = 80;
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** For each notice that Docent gives: what to call it in one line. */
const titles = {
  event: (notice) => notice.event ?? notice.name ?? notice.type ?? "event",
  segment: ({ segment, entered }) => `${entered ? "entered" : "left"} ${segment}`,
  experience: (notice) =>
    `${notice.experience ?? notice.id} ${[notice.state ?? notice.type, notice.step].filter(Boolean).join(" ")}`,
  answer: ({ survey, question }) => [survey, question].filter(Boolean).join(" / ") || "answer",
  exposure: ({ experiment, variant }) => `${experiment}: ${variant}`,
  navigate: (notice) => notice.url ?? notice.path ?? "navigate",
  error: (notice) => notice.message ?? "error",
};

/** @returns {import("./panel.js").Tab} */
export function eventsTab() {
  const list = h("ol", { class: "panel-log", "data-test": "event-log" });
  const empty = h("p", { class: "panel-empty" }, "Nothing yet. Click about in the product.");
  for (const kind of Object.keys(titles)) listen(kind, (notice) => add(kind, notice ?? {}));
  return { name: "events", label: "Events", view: h("div", { class: "panel-view" }, empty, list) };

  function add(kind, notice) {
    empty.remove();
    const title = titles[kind](notice);
    const properties = notice.properties ?? notice.traits ?? {};
    list.prepend(
      h(
        "li",
        { class: `log-${kind}`, "data-kind": kind, "data-title": title },
        h(
          "details",
          null,
          h(
            "summary",
            null,
            h("span", { class: "log-title" }, title),
            h("time", null, clock.format(new Date())),
            h("span", { class: "log-brief" }, kind === "event" ? brief(properties) : kind),
          ),
          h("pre", null, JSON.stringify(notice, null, 2)),
        ),
      ),
    );
    while (list.childElementCount > kept) list.lastElementChild.remove();
  }
}
