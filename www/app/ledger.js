/**
 * The product's data and what can be done with it. Each change is stored at once; pages read the
 * ledger when they are drawn and ask the router for a refresh when they have changed it.
 */
import { recall, remember } from "./storage.js";
import { isoDay } from "./format.js";
import { currentPerson } from "./people.js";
import { clients, seedInvoices, seedMembers, seedReports } from "./seed.js";

export const taxRate = 0.2;
export { clients };

const books = recall("books", undefined) ?? {
  invoices: seedInvoices(),
  reports: seedReports,
  members: seedMembers,
  profiles: {},
  companies: {},
};

const save = () => remember("books", books);

export const today = () => isoDay(Date.now());

// Invoices

/** @returns {import("./seed.js").Invoice[]} newest first */
export const allInvoices = () => [...books.invoices].reverse();
export const findInvoice = (id) => books.invoices.find((invoice) => invoice.id === id);

export const net = ({ lines }) =>
  lines.reduce((sum, { quantity, price }) => sum + Math.round(quantity * price), 0);
export const tax = (invoice) => Math.round(net(invoice) * taxRate);
export const total = (invoice) => net(invoice) + tax(invoice);

/** @returns {"draft" | "sent" | "overdue" | "paid"} */
export const statusOf = ({ status, due }) => (status === "sent" && due < today() ? "overdue" : status);

export const nextInvoiceId = () =>
  `INV-${1 + Math.max(...books.invoices.map(({ id }) => Number(id.slice("INV-".length))))}`;

/** @param {Omit<import("./seed.js").Invoice, "id" | "status">} draft */
export function createInvoice(draft) {
  const invoice = { ...draft, id: nextInvoiceId(), status: "draft" };
  books.invoices.push(invoice);
  save();
  return invoice;
}

export function markSent(invoice, sentTo) {
  if (invoice.status === "draft") invoice.status = "sent";
  Object.assign(invoice, { sentOn: today(), sentTo });
  save();
}

export function markPaid(invoice) {
  Object.assign(invoice, { status: "paid", paidOn: today() });
  save();
}

// Figures

export const sumOf = (invoices) => invoices.reduce((sum, invoice) => sum + total(invoice), 0);
export const withStatus = (...statuses) =>
  allInvoices().filter((invoice) => statuses.includes(statusOf(invoice)));

/** The last `count` months, oldest first, each with what was invoiced in it and what of that is paid. */
export function byMonth(count) {
  const now = new Date();
  return Array.from({ length: count }, (_, index) => {
    const month = isoDay(new Date(now.getFullYear(), now.getMonth() - (count - 1 - index), 1)).slice(0, 7);
    const issued = books.invoices.filter(
      (invoice) => invoice.issued.startsWith(month) && invoice.status !== "draft",
    );
    return {
      month: `${month}-01`,
      count: issued.length,
      invoiced: sumOf(issued),
      paid: sumOf(issued.filter(({ status }) => status === "paid")),
      tax: issued.reduce((sum, invoice) => sum + tax(invoice), 0),
    };
  });
}

// Reports

export const allReports = () => books.reports;
export const findReport = (id) => books.reports.find((report) => report.id === id);

/** @param {{ name: string, kind: string, months: number }} choice */
export function createReport(choice) {
  const report = { ...choice, id: `${choice.kind}-${books.reports.length + 1}` };
  books.reports.push(report);
  save();
  return report;
}

// Team

export const allMembers = () => books.members;

export function inviteMember(member) {
  books.members.push({ ...member, state: "invited" });
  save();
}

// Settings

/** What the present person has saved about themselves, over what is known of them anyway. */
export function profile() {
  const { key, traits: { name = "", email = "", job_title = "" } = {} } = currentPerson();
  return { name, email, job_title, digest: true, ...books.profiles[key] };
}

/** The same for the company that writes the invoices. */
export function company() {
  const { key, company: known } = currentPerson();
  return {
    name: known?.traits.name ?? "Your company",
    size: "2–10",
    vat: "",
    terms: 21,
    ...books.companies[key],
  };
}

export function saveProfile(details) {
  books.profiles[currentPerson().key] = details;
  save();
}

export function saveCompany(details) {
  books.companies[currentPerson().key] = details;
  save();
}
