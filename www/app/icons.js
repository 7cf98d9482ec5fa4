/** The product's icons: 20-pixel line drawings, decorative, so hidden from assistive technology. */
import { svg } from "./dom.js";

const strokes = {
  home: "M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5",
  invoices: "M5 3h7l3 3v11H5zM8 9h4M8 12.5h4",
  reports: "M4 16.5V9M10 16.5V4M16 16.5v-5",
  team: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 16c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M13 9.3a2.2 2.2 0 1 0-.6-4.3M14 12.2c1.8.3 3 1.7 3 3.8",
  settings:
    "M4 6h6M14 6h2M4 14h2M10 14h6M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  plus: "M10 4.5v11M4.5 10h11",
  send: "M17 3 9 11M17 3l-5 14-3-6-6-3z",
  download: "M10 3.5v9M6.5 9 10 12.5 13.5 9M4 16.5h12",
  sun: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1",
  moon: "M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5z",
  check: "M4.5 10.5 8.5 14.5 15.5 6",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  back: "M11.5 5 6.5 10l5 5",
  next: "M8.5 5l5 5-5 5",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.5V10l2.5 1.5",
  close: "M5 5l10 10M15 5 5 15",
  refresh: "M16 10a6 6 0 1 1-1.8-4.3M16 3.5V6.5h-3",
};

/** @param {keyof typeof strokes} name */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: strokes[name] }),
  );
}

/** The leaf that is also a coin. */
export function logo() {
  return svg(
    "svg",
    { class: "logo", viewBox: "0 0 32 32", "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "logo-ground", width: 32, height: 32, rx: 9 }),
    svg("path", { class: "logo-leaf", d: "M16 6.5a9 9 0 1 0 9 9c0-1-.2-2-.5-2.9L16 15.5z" }),
    svg("circle", { class: "logo-coin", cx: 22.3, cy: 9.2, r: 3.2 }),
    svg("path", { class: "logo-stem", d: "M16 15.5v10.8" }),
  );
}
