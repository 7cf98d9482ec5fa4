/** All invoices, narrowed by status (in the address, so that it can be linked to) and by what is typed. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { button, card, heading } from "../components.js";
import { money, plural } from "../format.js";
import { allInvoices, statusOf, sumOf } from "../ledger.js";
import { invoiceTable } from "./invoice-table.js";

const filters = [
  { status: null, name: "All" },
  { status: "draft", name: "Drafts" },
  { status: "sent", name: "Sent" },
  { status: "overdue", name: "Overdue" },
  { status: "paid", name: "Paid" },
];
const pageLength = 12;

/** @param {unknown} _params @param {URLSearchParams} query */
export function invoices(_params, query) {
  const status = query.get("status");
  const inStatus = allInvoices().filter((invoice) => !status || statusOf(invoice) === status);
  const list = h("div", { class: "list" });
  const search = h("input", {
    type: "search",
    placeholder: "Client or number",
    "aria-label": "Search invoices",
    "data-test": "search-invoices",
    on: { input: () => show(pageLength) },
  });
  show(pageLength);
  return {
    title: "Invoices",
    section: "Invoices",
    main: [
      heading("Invoices", {
        lead: `${plural(inStatus.length, "invoice")}, ${money(sumOf(inStatus))} in all`,
      }),
      card(
        "Invoice list",
        {
          class: "card-list",
          aside: h(
            "div",
            { class: "filters" },
            tabs(status),
            h("div", { class: "search" }, icon("search"), search),
          ),
        },
        list,
      ),
    ],
  };

  function show(length) {
    const wanted = search.value.trim().toLowerCase();
    const found = inStatus.filter(({ id, client }) => `${id} ${client}`.toLowerCase().includes(wanted));
    const rest = found.length - length;
    list.replaceChildren(
      found.length > 0
        ? invoiceTable("Invoices", found.slice(0, length))
        : h("p", { class: "empty" }, "No invoice matches."),
      ...(rest > 0
        ? [
            h(
              "div",
              { class: "list-more" },
              button(`Show ${Math.min(rest, pageLength)} more`, {
                on: { click: () => show(length + pageLength) },
              }),
            ),
          ]
        : []),
    );
  }
}

const tabs = (chosen) =>
  h(
    "nav",
    { class: "pills", "aria-label": "By status" },
    filters.map(({ status, name }) =>
      h(
        "a",
        {
          href: status ? `/invoices?status=${status}` : "/invoices",
          "aria-current": status === chosen && "true",
        },
        name,
      ),
    ),
  );
