/** One invoice: the paper, and what can be done with it. */
import { h } from "../dom.js";
import { badge, button, card, field, heading, paper } from "../components.js";
import { currency, date } from "../format.js";
import { clients, findInvoice, markPaid, markSent, statusOf, total } from "../ledger.js";
import { track } from "../analytics.js";
import { notify } from "../notices.js";
import { refresh } from "../router.js";
import { notFound } from "./not-found.js";

/** @param {{ id: string }} params */
export function invoice({ id }) {
  const shown = findInvoice(id);
  if (!shown) return notFound();
  const status = statusOf(shown);
  return {
    title: shown.id,
    section: "Invoices",
    main: [
      heading(shown.id, {
        lead: [badge(status), ` ${shown.client}`],
        back: { href: "/invoices", label: "Invoices" },
        actions:
          shown.status === "sent"
            ? [
                button("Mark as paid", {
                  symbol: "check",
                  "data-test": "mark-paid",
                  on: { click: () => settle(shown) },
                }),
              ]
            : [],
      }),
      h(
        "div",
        { class: "columns" },
        h("section", { class: "grow", "aria-label": "Invoice" }, paper(shown)),
        h("div", { class: "stack side" }, sending(shown), story(shown)),
      ),
    ],
  };
}

const sendLabels = { draft: "Send invoice", sent: "Send again", paid: "Send receipt" };

function sending(shown) {
  const known = clients.find(({ name }) => name === shown.client)?.email ?? "";
  const to = h("input", {
    type: "email",
    name: "to",
    required: true,
    autocomplete: "off",
    value: shown.sentTo ?? known,
  });
  const message = h("textarea", { name: "message", rows: 3 }, `Hello, here is ${shown.id}. Thank you!`);
  return card(
    "Send by e-mail",
    {},
    h(
      "form",
      { class: "fields fields-one", on: { submit } },
      field("To", to),
      field("Message", message),
      button(sendLabels[shown.status], {
        kind: "primary",
        symbol: "send",
        type: "submit",
        "data-test": "send",
      }),
    ),
  );

  function submit(event) {
    event.preventDefault();
    markSent(shown, to.value);
    track("Invoice sent", { via: "email", invoice_id: shown.id, amount: total(shown) / 100, currency });
    notify(`${shown.id} is on its way to ${to.value}.`);
    refresh();
  }
}

function settle(shown) {
  markPaid(shown);
  track("Invoice paid", { invoice_id: shown.id, amount: total(shown) / 100, currency });
  notify(`${shown.id} is paid.`);
  refresh();
}

const story = ({ issued, sentOn, sentTo, paidOn, due }) =>
  card(
    "History",
    {},
    h(
      "ol",
      { class: "story" },
      h("li", null, h("span", null, "Created"), h("span", { class: "muted" }, date(issued))),
      sentOn &&
        h("li", null, h("span", null, `Sent to ${sentTo}`), h("span", { class: "muted" }, date(sentOn))),
      paidOn
        ? h("li", null, h("span", null, "Paid"), h("span", { class: "muted" }, date(paidOn)))
        : h(
            "li",
            { class: "story-next" },
            h("span", null, "Payment due"),
            h("span", { class: "muted" }, date(due)),
          ),
    ),
  );
