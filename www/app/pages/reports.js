/** The shelf of reports, and a form for one more. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { button, card, field, heading, select } from "../components.js";
import { allReports, createReport } from "../ledger.js";
import { track } from "../analytics.js";
import { notify } from "../notices.js";
import { go } from "../router.js";
import { kinds } from "./report-kinds.js";

const symbols = { revenue: "reports", clients: "team", overdue: "clock", tax: "invoices" };

export const reports = () => ({
  title: "Reports",
  section: "Reports",
  main: [
    heading("Reports", { lead: "Answers to what you would otherwise ask your accountant." }),
    h("ul", { class: "shelf" }, allReports().map(book)),
    card("A report of your own", {}, form()),
  ],
});

const book = ({ id, name, kind, months }) =>
  h(
    "li",
    { class: "card book" },
    h("span", { class: "book-mark" }, icon(symbols[kind])),
    h("h2", null, h("a", { href: `/reports/${id}`, "data-test": "open-report", "data-report": id }, name)),
    h("p", { class: "muted" }, kinds[kind].about),
    h("p", { class: "book-span" }, `Last ${months} months`),
  );

function form() {
  const kind = select(
    { name: "kind" },
    Object.entries(kinds).map(([value, { name }]) => ({ value, label: name })),
  );
  const months = select(
    { name: "months" },
    [3, 6, 12].map((count) => ({ value: count, label: `Last ${count} months` })),
    6,
  );
  const name = h("input", { name: "name", required: true, maxlength: 60, placeholder: "For the bank" });
  return h(
    "form",
    { class: "fields fields-row", on: { submit } },
    field("Name", name),
    field("Shows", kind),
    field("Period", months),
    button("Create report", { kind: "primary", type: "submit", "data-test": "create-report" }),
  );

  function submit(event) {
    event.preventDefault();
    const report = createReport({ name: name.value.trim(), kind: kind.value, months: Number(months.value) });
    track("Report created", { report: report.kind, months: report.months });
    notify(`“${report.name}” created.`);
    go(`/reports/${report.id}`);
  }
}
