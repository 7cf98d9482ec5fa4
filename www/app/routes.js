/** Which path shows which page. The order matters: the first match wins. */
import { dashboard } from "./pages/dashboard.js";
import { invoices } from "./pages/invoices.js";
import { newInvoice } from "./pages/new-invoice.js";
import { invoice } from "./pages/invoice.js";
import { reports } from "./pages/reports.js";
import { report } from "./pages/report.js";
import { team } from "./pages/team.js";
import { settings } from "./pages/settings.js";
import { notFound } from "./pages/not-found.js";

/** @type {import("./router.js").Route[]} */
export const routes = [
  { path: "/", page: dashboard },
  { path: "/invoices", page: invoices },
  { path: "/invoices/new", page: newInvoice },
  { path: "/invoices/:id", page: invoice },
  { path: "/reports", page: reports },
  { path: "/reports/:id", page: report },
  { path: "/team", page: team },
  { path: "/settings", page: settings },
  { path: "/not-found", page: notFound },
];
