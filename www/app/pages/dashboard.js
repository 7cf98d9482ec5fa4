/** How the business stands: four figures, a year of revenue, what wants doing, the latest invoices. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { card, heading } from "../components.js";
import { columns } from "../charts.js";
import { money, plural, shortDate, shortMonth, wholeMoney } from "../format.js";
import { allInvoices, byMonth, sumOf, today, total, withStatus } from "../ledger.js";
import { currentPerson } from "../people.js";
import { invoiceTable } from "./invoice-table.js";

export function dashboard() {
  const months = byMonth(12);
  const year = months.reduce((sum, { invoiced }) => sum + invoiced, 0);
  return {
    title: "Home",
    section: "Home",
    main: [
      heading(greeting(), { lead: "Here is how the books stand today." }),
      figures(months),
      h(
        "div",
        { class: "columns" },
        card(
          "Revenue",
          {
            class: "grow",
            aside: h("a", { class: "more", href: "/reports/revenue" }, "See report", icon("next")),
          },
          h(
            "div",
            { class: "chart-head" },
            h("p", { class: "chart-figure" }, wholeMoney(year), h("span", null, "invoiced in 12 months")),
            h(
              "ul",
              { class: "legend" },
              h("li", { class: "legend-bar" }, "Paid"),
              h("li", { class: "legend-rest" }, "Still open"),
            ),
          ),
          columns(
            `Invoiced per month over a year, ${wholeMoney(year)} in all. The report has the figures.`,
            months.map(({ month, invoiced, paid }) => ({
              label: shortMonth(month),
              value: invoiced,
              part: paid,
            })),
          ),
        ),
        card("To do", {}, todo()),
      ),
      card(
        "Recent invoices",
        { aside: h("a", { class: "more", href: "/invoices" }, "All invoices", icon("next")) },
        invoiceTable("Recent invoices", allInvoices().slice(0, 6)),
      ),
    ],
  };
}

function greeting() {
  const hour = new Date().getHours();
  const part =
    hour < 5 ? "Good night" : hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening";
  const { id, name } = currentPerson();
  return id ? `${part}, ${name}` : part;
}

function figures(months) {
  const open = withStatus("sent", "overdue");
  const late = withStatus("overdue");
  const drafts = withStatus("draft");
  const [before, now] = months.slice(-2);
  return h(
    "dl",
    { class: "figures" },
    figure("Outstanding", sumOf(open), plural(open.length, "invoice")),
    figure("Overdue", sumOf(late), plural(late.length, "invoice"), late.length > 0 && "figure-alert"),
    figure("This month", now.invoiced, `${wholeMoney(before.invoiced)} last month`),
    figure("In drafts", sumOf(drafts), `${plural(drafts.length, "draft")} to send`),
  );
}

const figure = (name, cents, note, kind) =>
  h(
    "div",
    { class: `figure ${kind || ""}` },
    h("dt", null, name),
    h(
      "dd",
      null,
      h("span", { class: "figure-value" }, wholeMoney(cents)),
      h("span", { class: "figure-note" }, note),
    ),
  );

function todo() {
  const tasks = [
    ...withStatus("overdue").map((invoice) => ({
      invoice,
      symbol: "clock",
      kind: "late",
      text: `Remind ${invoice.client}`,
      note: `${money(total(invoice))}, due ${shortDate(invoice.due)}`,
    })),
    ...withStatus("draft").map((invoice) => ({
      invoice,
      symbol: "send",
      kind: "draft",
      text: `Send ${invoice.id} to ${invoice.client}`,
      note: `${money(total(invoice))}, a draft${invoice.issued === today() ? " of today" : ` since ${shortDate(invoice.issued)}`}`,
    })),
  ].slice(0, 5);
  if (tasks.length === 0) return h("p", { class: "empty" }, "Nothing. Everything is sent and paid on time.");
  return h(
    "ul",
    { class: "todo" },
    tasks.map(({ invoice, symbol, kind, text, note }) =>
      h(
        "li",
        null,
        h(
          "a",
          { href: `/invoices/${invoice.id}` },
          h("span", { class: `todo-mark todo-${kind}` }, icon(symbol)),
          h("span", null, h("span", { class: "todo-text" }, text), h("span", { class: "todo-note" }, note)),
        ),
      ),
    ),
  );
}
