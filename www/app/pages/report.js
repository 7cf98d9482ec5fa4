/** One report: its sum, its picture, its table, and the same as a file. */
import { h } from "../dom.js";
import { button, card, heading, table } from "../components.js";
import { money, wholeMoney } from "../format.js";
import { findReport, today } from "../ledger.js";
import { track } from "../analytics.js";
import { notify } from "../notices.js";
import { toCsv, download } from "../csv.js";
import { kinds } from "./report-kinds.js";
import { notFound } from "./not-found.js";

/** @param {{ id: string }} params */
export function report({ id }) {
  const shown = findReport(id);
  if (!shown) return notFound();
  const { about, make } = kinds[shown.kind];
  const result = make(shown.months);
  return {
    title: shown.name,
    section: "Reports",
    onEnter: () => track("Report opened", { report: id }),
    main: [
      heading(shown.name, {
        lead: about,
        back: { href: "/reports", label: "Reports" },
        actions: [
          button("Export CSV", {
            symbol: "download",
            "data-test": "export",
            on: { click: () => exportCsv(shown, result) },
          }),
        ],
      }),
      card(
        `Last ${shown.months} months`,
        {},
        h("p", { class: "chart-figure" }, wholeMoney(result.total), h("span", null, result.totalName)),
        result.chart,
      ),
      card("Figures", { class: "card-list" }, figures(shown.name, result)),
    ],
  };
}

const figures = (name, { head, rows, moneyColumns }) =>
  h(
    "div",
    { class: "scroll-x", tabindex: "0", role: "group", "aria-label": `${name}, table` },
    table(
      name,
      head.map((label, index) => ({ label, class: index > 0 && "number" })),
      rows.map(([first, ...rest]) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, first),
          rest.map((value, index) =>
            h("td", { class: "number" }, moneyColumns.includes(index + 1) ? money(value) : value),
          ),
        ),
      ),
      { class: "table" },
    ),
  );

function exportCsv(shown, { head, rows, moneyColumns }) {
  const plain = rows.map((row) =>
    row.map((value, index) => (moneyColumns.includes(index) ? (value / 100).toFixed(2) : value)),
  );
  download(`${shown.id}-${today()}.csv`, toCsv([head, ...plain]));
  track("Report exported", { format: "csv", report: shown.id });
  notify(`${shown.name} saved as CSV.`);
}
