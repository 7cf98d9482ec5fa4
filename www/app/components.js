/** The parts that several pages share: headings, cards, fields, status badges, the invoice on paper. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { date, money } from "./format.js";
import { company, net, tax, taxRate, total } from "./ledger.js";

const statusNames = {
  draft: "Draft",
  sent: "Sent",
  overdue: "Overdue",
  paid: "Paid",
  active: "Active",
  invited: "Invited",
};

export const badge = (status) => h("span", { class: `badge badge-${status}` }, statusNames[status]);

export const button = (label, { kind = "plain", symbol, ...props } = {}) =>
  h("button", { type: "button", class: `button button-${kind}`, ...props }, symbol && icon(symbol), label);

export const linkButton = (label, href, { kind = "plain", symbol, ...props } = {}) =>
  h("a", { href, class: `button button-${kind}`, ...props }, symbol && icon(symbol), label);

/** The head of a page: a title, a line under it, actions beside it. */
export const heading = (title, { lead, actions = [], back } = {}) =>
  h(
    "header",
    { class: "page-head" },
    back && h("a", { class: "back", href: back.href }, icon("back"), back.label),
    h("div", { class: "page-title" }, h("h1", null, title), lead && h("p", { class: "lead" }, lead)),
    actions.length > 0 && h("div", { class: "page-actions" }, actions),
  );

/** @param {string} title @param {{ aside?: any, class?: string }} [options] */
export function card(title, { aside, class: extra = "" } = {}, ...children) {
  const id = `card-${title.toLowerCase().replace(/\W+/g, "-")}`;
  return h(
    "section",
    { class: `card ${extra}`, "aria-labelledby": id },
    h("div", { class: "card-head" }, h("h2", { id }, title), aside),
    children,
  );
}

/** A label over its control. The control may be an input, a select or a textarea. */
export const field = (label, control, { hint, class: extra = "" } = {}) =>
  h(
    "label",
    { class: `field ${extra}` },
    h("span", { class: "field-label" }, label),
    control,
    hint && h("span", { class: "hint" }, hint),
  );

/** @param {(string | { value: string | number, label: string })[]} options */
export const select = (props, options, chosen) =>
  h(
    "select",
    props,
    options.map((option) => {
      const { value, label } = typeof option === "object" ? option : { value: option, label: option };
      return h("option", { value, selected: value === chosen }, label);
    }),
  );

/**
 * A table that is read as one: the first cell of each row is its header.
 * @param {{ label: string, class?: string }[]} columns
 */
export const table = (caption, columns, rows, props = {}) =>
  h(
    "table",
    props,
    h("caption", { class: "visually-hidden" }, caption),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        columns.map(({ label, class: kind }) => h("th", { scope: "col", class: kind }, label)),
      ),
    ),
    h("tbody", null, rows),
  );

/** The invoice as the client will see it. */
export function paper(invoice) {
  return h(
    "div",
    { class: "paper" },
    h(
      "div",
      { class: "paper-head" },
      h(
        "div",
        null,
        h("p", { class: "paper-from" }, company().name),
        company().vat && h("p", { class: "paper-small" }, `VAT ${company().vat}`),
      ),
      h(
        "div",
        { class: "paper-number" },
        h("p", { class: "paper-label" }, "Invoice"),
        h("p", null, invoice.id),
      ),
    ),
    h(
      "dl",
      { class: "paper-facts" },
      h("div", null, h("dt", null, "For"), h("dd", null, invoice.client || "—")),
      h("div", null, h("dt", null, "Issued"), h("dd", null, date(invoice.issued))),
      h("div", null, h("dt", null, "Due"), h("dd", null, date(invoice.due))),
    ),
    h(
      "table",
      { class: "paper-lines" },
      h("caption", { class: "visually-hidden" }, `Lines of ${invoice.id}`),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col" }, "What"),
          h("th", { scope: "col", class: "number" }, "Qty"),
          h("th", { scope: "col", class: "number" }, "Amount"),
        ),
      ),
      h(
        "tbody",
        null,
        invoice.lines.map(({ text, quantity, price }) =>
          h(
            "tr",
            null,
            h("td", null, text || "—"),
            h("td", { class: "number" }, quantity),
            h("td", { class: "number" }, money(Math.round(quantity * price))),
          ),
        ),
      ),
    ),
    h(
      "dl",
      { class: "paper-sums" },
      h("div", null, h("dt", null, "Net"), h("dd", null, money(net(invoice)))),
      h("div", null, h("dt", null, `VAT ${taxRate * 100} %`), h("dd", null, money(tax(invoice)))),
      h("div", { class: "paper-total" }, h("dt", null, "Total"), h("dd", null, money(total(invoice)))),
    ),
    invoice.note && h("p", { class: "paper-note" }, invoice.note),
  );
}
