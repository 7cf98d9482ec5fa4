/** Writing an invoice, with the paper it will be on beside the form. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { button, card, field, heading, linkButton, paper, select } from "../components.js";
import { currency, isoDay } from "../format.js";
import { clients, company, createInvoice, nextInvoiceId, today, total } from "../ledger.js";
import { track } from "../analytics.js";
import { notify } from "../notices.js";
import { go } from "../router.js";

const dayLength = 24 * 60 * 60 * 1000;

export function newInvoice() {
  const client = select({ name: "client", required: true, "data-test": "invoice-client" }, [
    { value: "", label: "Choose a client" },
    ...clients.map(({ name }) => name),
  ]);
  const issued = h("input", { type: "date", name: "issued", required: true, value: today() });
  const terms = select(
    { name: "terms" },
    [7, 14, 21, 30].map((days) => ({ value: days, label: `${days} days` })),
    Number(company().terms),
  );
  const note = h("textarea", { name: "note", rows: 2, placeholder: "Thank you for your custom." });
  const lines = h("div", { class: "lines" });
  const preview = h("div", { class: "preview" });

  const form = h(
    "form",
    { "data-test": "invoice-form", on: { input: drawPreview, submit } },
    card(
      "Details",
      {},
      h(
        "div",
        { class: "fields" },
        field("Client", client, { class: "span-2" }),
        field("Issued", issued),
        field("Payment terms", terms),
      ),
    ),
    card(
      "Lines",
      {
        aside: button("Add a line", {
          symbol: "plus",
          kind: "quiet",
          "data-test": "add-line",
          on: { click: () => addLine().querySelector("input").focus() },
        }),
      },
      lines,
    ),
    card("Note", {}, field("Note to the client", note)),
    h(
      "div",
      { class: "form-end" },
      linkButton("Cancel", "/invoices", { kind: "quiet" }),
      button("Create invoice", { kind: "primary", type: "submit", "data-test": "create-invoice" }),
    ),
  );
  addLine({ text: "Consulting, half day", price: "480" });

  return {
    title: "New invoice",
    section: "Invoices",
    main: [
      heading("New invoice", {
        lead: "It stays a draft until you send it.",
        back: { href: "/invoices", label: "Invoices" },
      }),
      h(
        "div",
        { class: "columns columns-even" },
        form,
        h("section", { class: "preview-column", "aria-label": "Preview" }, preview),
      ),
    ],
  };

  function addLine({ text = "", price = "" } = {}) {
    const line = h(
      "fieldset",
      { class: "line" },
      h("legend", { class: "visually-hidden" }, "Line"),
      field("Description", h("input", { name: "text", required: true, value: text }), { class: "line-text" }),
      field(
        "Quantity",
        h("input", {
          name: "quantity",
          type: "number",
          min: "0.25",
          step: "0.25",
          required: true,
          value: "1",
          inputmode: "decimal",
        }),
      ),
      field(
        `Price, ${currency}`,
        h("input", {
          name: "price",
          type: "number",
          min: "0",
          step: "0.01",
          required: true,
          value: price,
          inputmode: "decimal",
        }),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button line-remove",
          "aria-label": "Remove this line",
          on: { click: () => removeLine(line) },
        },
        icon("trash"),
      ),
    );
    lines.append(line);
    drawPreview();
    return line;
  }

  function removeLine(line) {
    line.remove();
    if (lines.childElementCount === 0) addLine();
    lines.querySelector("input").focus();
    drawPreview();
  }

  function read() {
    const issuedOn = issued.value || today();
    return {
      client: client.value,
      issued: issuedOn,
      due: isoDay(new Date(issuedOn).getTime() + Number(terms.value) * dayLength),
      note: note.value.trim(),
      lines: [...lines.children].map((line) => ({
        text: line.querySelector("[name=text]").value.trim(),
        quantity: Number(line.querySelector("[name=quantity]").value),
        price: Math.round(Number(line.querySelector("[name=price]").value) * 100),
      })),
    };
  }

  function drawPreview() {
    preview.replaceChildren(paper({ ...read(), id: nextInvoiceId() }));
  }

  function submit(event) {
    event.preventDefault();
    const invoice = createInvoice(read());
    track("Invoice created", { amount: total(invoice) / 100, currency, invoice_id: invoice.id });
    notify(`${invoice.id} created. It is a draft until you send it.`);
    go(`/invoices/${invoice.id}`);
  }
}
