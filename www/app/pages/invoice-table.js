/** Invoices as rows, for the list and for the dashboard. On a phone the client moves under the number. */
import { h } from "../dom.js";
import { badge, table } from "../components.js";
import { money, shortDate } from "../format.js";
import { statusOf, total } from "../ledger.js";

/** @param {string} caption @param {import("../seed.js").Invoice[]} invoices */
export const invoiceTable = (caption, invoices) =>
  table(
    caption,
    [
      { label: "Invoice" },
      { label: "Client", class: "wide-only" },
      { label: "Due", class: "wide-only" },
      { label: "Status" },
      { label: "Amount", class: "number" },
    ],
    invoices.map((invoice) =>
      h(
        "tr",
        { "data-test": "invoice-row" },
        h(
          "th",
          { scope: "row" },
          h("a", { href: `/invoices/${invoice.id}` }, invoice.id),
          h("span", { class: "narrow-only under" }, invoice.client),
        ),
        h("td", { class: "wide-only" }, invoice.client),
        h("td", { class: "wide-only muted" }, shortDate(invoice.due)),
        h("td", null, badge(statusOf(invoice))),
        h("td", { class: "number" }, money(total(invoice))),
      ),
    ),
    { class: "table" },
  );
