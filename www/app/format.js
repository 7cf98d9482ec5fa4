/** Money, dates and names as the product writes them. Amounts are integer cents throughout. */

export const currency = "EUR";

const exact = new Intl.NumberFormat("en-IE", { style: "currency", currency });
const rounded = new Intl.NumberFormat("en-IE", { style: "currency", currency, maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-IE", {
  style: "currency",
  currency,
  notation: "compact",
  maximumFractionDigits: 1,
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const monthOnly = new Intl.DateTimeFormat("en-GB", { month: "short" });
const monthAndYear = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

export const money = (cents) => exact.format(cents / 100);
export const wholeMoney = (cents) => rounded.format(cents / 100);
export const shortMoney = (cents) => short.format(cents / 100);

export const date = (iso) => day.format(new Date(iso));
export const shortDate = (iso) => dayOfYear.format(new Date(iso));
export const shortMonth = (iso) => monthOnly.format(new Date(iso));
export const longMonth = (iso) => monthAndYear.format(new Date(iso));

/** `2026-11-22`, the form that date inputs and the ledger use. */
export const isoDay = (time) => new Date(time).toLocaleDateString("sv-SE");

export const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .filter((letter) => /\p{L}/u.test(letter))
    .slice(0, 2)
    .join("")
    .toUpperCase();

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
