/**
 * What each kind of report counts. A kind turns the ledger into columns, rows and a picture; the
 * page, the table and the CSV file are made from the same rows.
 */
import { columns, rows } from "../charts.js";
import { longMonth, shortMonth, wholeMoney } from "../format.js";
import { allInvoices, byMonth, net, sumOf, tax, today, total } from "../ledger.js";

/**
 * @typedef {{ head: string[], rows: (string | number)[][], moneyColumns: number[], chart: Node, total: number, totalName: string }} Result
 */

export const kinds = {
  revenue: {
    name: "Revenue by month",
    about: "What you invoiced each month, and how much of it is paid.",
    make: revenue,
  },
  clients: {
    name: "Best clients",
    about: "Who brings in the most, over the whole period.",
    make: bestClients,
  },
  overdue: { name: "Who owes what", about: "Open amounts by how late they are.", make: owing },
  tax: { name: "VAT by quarter", about: "What to set aside for the tax office.", make: vat },
};

/** @returns {Result} */
function revenue(count) {
  const months = byMonth(count);
  const sum = months.reduce((all, { invoiced }) => all + invoiced, 0);
  return {
    head: ["Month", "Invoices", "Invoiced", "Paid"],
    rows: months
      .map(({ month, count: invoices, invoiced, paid }) => [longMonth(month), invoices, invoiced, paid])
      .reverse(),
    moneyColumns: [2, 3],
    chart: columns(
      `Invoiced per month, ${wholeMoney(sum)} in all; the table has the figures.`,
      months.map(({ month, invoiced, paid }) => ({ label: shortMonth(month), value: invoiced, part: paid })),
    ),
    total: sum,
    totalName: "invoiced",
  };
}

/** @returns {Result} */
function bestClients(count) {
  const since = byMonth(count)[0].month;
  const recent = allInvoices().filter(({ issued, status }) => issued >= since && status !== "draft");
  const names = [...new Set(recent.map(({ client }) => client))];
  const ranked = names
    .map((client) => recent.filter((invoice) => invoice.client === client))
    .map((theirs) => [theirs[0].client, theirs.length, sumOf(theirs)])
    .sort((one, other) => other[2] - one[2]);
  return {
    head: ["Client", "Invoices", "Invoiced"],
    rows: ranked,
    moneyColumns: [2],
    chart: rows(
      "Invoiced per client; the table has the figures.",
      ranked.map(([label, , value]) => ({ label, value })),
    ),
    total: sumOf(recent),
    totalName: "invoiced",
  };
}

/** @returns {Result} */
function owing() {
  const open = allInvoices().filter(({ status }) => status === "sent");
  const late = ({ due }) => Math.floor((Date.parse(today()) - Date.parse(due)) / 86_400_000);
  const ages = [
    ["Not yet due", (days) => days <= 0],
    ["Up to 30 days late", (days) => days > 0 && days <= 30],
    ["31 to 60 days late", (days) => days > 30 && days <= 60],
    ["More than 60 days late", (days) => days > 60],
  ].map(([label, holds]) => [label, open.filter((invoice) => holds(late(invoice)))]);
  return {
    head: ["Age", "Invoices", "Open"],
    rows: ages.map(([label, those]) => [label, those.length, sumOf(those)]),
    moneyColumns: [2],
    chart: rows(
      "Open amounts by age; the table has the figures.",
      ages.map(([label, those]) => ({ label, value: sumOf(those) })),
    ),
    total: sumOf(open),
    totalName: "open",
  };
}

/** @returns {Result} */
function vat(count) {
  const since = byMonth(count)[0].month;
  const quarters = new Map();
  for (const invoice of allInvoices().filter(({ issued, status }) => issued >= since && status !== "draft")) {
    const label = `Q${Math.ceil(Number(invoice.issued.slice(5, 7)) / 3)} ${invoice.issued.slice(0, 4)}`;
    const [netSum, taxSum, grossSum] = quarters.get(label) ?? [0, 0, 0];
    quarters.set(label, [netSum + net(invoice), taxSum + tax(invoice), grossSum + total(invoice)]);
  }
  const made = [...quarters].map(([label, sums]) => [label, ...sums]);
  return {
    head: ["Quarter", "Net", "VAT", "Gross"],
    rows: made,
    moneyColumns: [1, 2, 3],
    chart: columns(
      "VAT per quarter; the table has the figures.",
      made.map(([label, , value]) => ({ label: label.replace(" 20", " ’"), value })).reverse(),
    ),
    total: made.reduce((sum, [, , value]) => sum + value, 0),
    totalName: "VAT",
  };
}
