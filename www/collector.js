/**
 * What has arrived at the development server, as a receiving system would see it: the messages of
 * Segment batches, newest first. Loaded once and at the press of a button; nothing is polled.
 */
import { h } from "./app/dom.js";
import { button, heading, linkButton, table } from "./app/components.js";
import { plural } from "./app/format.js";
import { applyTheme } from "./app/theme.js";
import { flatten } from "./panel/values.js";

const shownAtMost = 500;
const when = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

const summary = h("p", { class: "muted", role: "status", "data-test": "message-count" });
const list = h("div", { class: "scroll-x", tabindex: "0", role: "group", "aria-label": "Messages" });
const outage = button("Take it down", {
  "data-test": "outage",
  on: { click: () => command(`down?on=${isDown ? 0 : 1}`) },
});
let isDown = false;

applyTheme();
document.getElementById("collector").replaceChildren(
  heading("Collector", {
    lead: "What left the browser for /v1/batch, as the server received it.",
    back: { href: "/", label: "Pennywort" },
    actions: [
      linkButton("As JSON", "/collector.json", { kind: "quiet" }),
      button("Clear", { "data-test": "clear", on: { click: () => command("clear") } }),
      outage,
      button("Refresh", { kind: "primary", symbol: "refresh", "data-test": "refresh", on: { click: load } }),
    ],
  }),
  h("section", { class: "card", "aria-label": "Received messages" }, summary, list),
);
await load();

async function command(path) {
  await fetch(`/collector/${path}`, { method: "POST" });
  await load();
}

async function load() {
  let received;
  try {
    received = await (await fetch("/collector.json", { cache: "no-store" })).json();
  } catch {
    summary.textContent = "The server does not answer. Is it running?";
    return;
  }
  const { messages, counts, down } = received;
  isDown = down;
  outage.textContent = isDown ? "Bring it back" : "Take it down";
  summary.textContent = [
    isDown && "Down: every batch is turned away until it is back.",
    counts.messages === 0
      ? "Nothing has arrived yet. Click about in the product, then refresh."
      : describe(counts),
  ]
    .filter(Boolean)
    .join(" ");
  const newestFirst = messages.sort((one, other) =>
    String(other.timestamp).localeCompare(String(one.timestamp)),
  );
  list.replaceChildren(...(newestFirst.length > 0 ? [messageTable(newestFirst.slice(0, shownAtMost))] : []));
}

function describe({ messages, batches, duplicates, turnedAway }) {
  return [
    `${plural(messages, "message")} in ${plural(batches, "batch", "batches")}`,
    duplicates > 0 && `${duplicates} came twice and count once`,
    turnedAway > 0 && `${plural(turnedAway, "batch", "batches")} turned away`,
    messages > shownAtMost && `the last ${shownAtMost} are shown`,
  ]
    .filter(Boolean)
    .join("; ")
    .concat(".");
}

function messageTable(messages) {
  return table(
    "Messages, newest first",
    ["Time", "Type", "What", "Who", "Properties"].map((label) => ({ label })),
    messages.map((message) =>
      h(
        "tr",
        { "data-test": "message", "data-message-id": message.messageId },
        h("th", { scope: "row", class: "time" }, time(message.timestamp)),
        h("td", null, h("span", { class: `badge kind-${message.type}` }, message.type)),
        h("td", { class: "what" }, message.event ?? message.name ?? message.groupId ?? "–"),
        h(
          "td",
          { class: "who" },
          message.userId,
          h("span", { class: "under" }, shortId(message.anonymousId)),
        ),
        h("td", null, properties(message.properties ?? message.traits ?? {})),
      ),
    ),
    { class: "table messages" },
  );
}

function time(timestamp) {
  const at = new Date(timestamp);
  return Number.isNaN(at.getTime())
    ? String(timestamp ?? "–")
    : h("time", { datetime: timestamp }, when.format(at));
}

/** Both ends of an id: the front tells its time, the back tells it from the next. */
function shortId(id) {
  return id?.length > 13 ? h("span", { title: id }, `${id.slice(0, 4)}…${id.slice(-6)}`) : id;
}

function properties(values) {
  return h(
    "dl",
    null,
    flatten(values).map(([key, value]) => h("div", null, h("dt", null, key), h("dd", null, value))),
  );
}
