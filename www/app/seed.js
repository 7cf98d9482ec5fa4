/**
 * The books a visitor finds: a year of invoices of a small studio, dated back from today so that
 * the charts are always full. The same for everyone, so that a test can rely on it.
 */
import { isoDay } from "./format.js";

/** @typedef {{ text: string, quantity: number, price: number }} Line `price` in cents, before tax */
/**
 * @typedef {object} Invoice
 * @property {string} id
 * @property {string} client
 * @property {string} issued
 * @property {string} due
 * @property {Line[]} lines
 * @property {string} [note]
 * @property {"draft" | "sent" | "paid"} status
 * @property {string} [sentOn]
 * @property {string} [sentTo]
 * @property {string} [paidOn]
 */

export const clients = [
  { name: "Alder & Finch Studio", email: "accounts@alderfinch.example" },
  { name: "Cobalt Street Cinema", email: "office@cobaltstreet.example" },
  { name: "Fieldmouse Books", email: "hello@fieldmouse.example" },
  { name: "Greyhill Dental", email: "billing@greyhill.example" },
  { name: "Juniper Yoga", email: "studio@juniperyoga.example" },
  { name: "Mill Lane Roasters", email: "books@milllane.example" },
  { name: "Orchard Primary School", email: "bursar@orchardprimary.example" },
  { name: "Tidewater Kayaks", email: "shop@tidewater.example" },
];

const services = [
  ["Brand workshop", 96000],
  ["Website, monthly care", 42000],
  ["Illustration set", 68000],
  ["Packaging design", 145000],
  ["Consulting, half day", 48000],
  ["Photography, one day", 88000],
  ["Print layout", 36000],
];

const dayLength = 24 * 60 * 60 * 1000;
const firstNumber = 1001;
const span = 356;
const count = 52;

/** @returns {Invoice[]} oldest first */
export function seedInvoices(now = Date.now()) {
  const random = generator(20);
  return Array.from({ length: count }, (_, index) => {
    // A little denser towards today: the studio is doing well.
    const age = Math.round(span * (1 - index / (count - 1)) ** 1.15) + 1;
    const issued = now - age * dayLength;
    const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const [text, price] = services[Math.floor(random() * services.length)];
      return { text, quantity: 1 + Math.floor(random() * 2), price };
    });
    const client = clients[Math.floor(random() * clients.length)];
    return {
      id: `INV-${firstNumber + index}`,
      client: client.name,
      issued: isoDay(issued),
      due: isoDay(issued + 21 * dayLength),
      lines,
      ...fate(index, issued, client.email, random),
    };
  });
}

/** Old invoices are paid, two are late, the newest are on their way or still drafts. */
function fate(index, issued, sentTo, random) {
  const fromEnd = count - 1 - index;
  if (fromEnd === 0 || fromEnd === 2) return { status: "draft" };
  const sent = { sentOn: isoDay(issued), sentTo };
  if (fromEnd < 6 || fromEnd === 9 || fromEnd === 11) return { status: "sent", ...sent };
  return { status: "paid", ...sent, paidOn: isoDay(issued + Math.floor(4 + random() * 20) * dayLength) };
}

export const seedReports = [
  { id: "revenue", name: "Revenue by month", kind: "revenue", months: 12 },
  { id: "clients", name: "Best clients", kind: "clients", months: 12 },
  { id: "overdue", name: "Who owes what", kind: "overdue", months: 12 },
  { id: "tax", name: "VAT by quarter", kind: "tax", months: 12 },
];

export const seedMembers = [
  { name: "Charlie", email: "charlie@pennywort.example", role: "Accountant", state: "active" },
  { name: "Dana", email: "dana@pennywort.example", role: "Editor", state: "active" },
  { name: "Lee", email: "lee@pennywort.example", role: "Viewer", state: "invited" },
];

/** mulberry32: small, and the same numbers in every browser. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
