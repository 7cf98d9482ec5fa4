/**
 * Charts in SVG, drawn at the width they are given so that their text keeps its size on a phone.
 * Each is one image with a sentence for its name; pages put the same figures into a table beside it.
 */
import { h, svg } from "./dom.js";
import { shortMoney } from "./format.js";

/**
 * @typedef {{ label: string, value: number, part?: number }} Bar `part` is the share of `value`
 *   that is drawn solid; without it all of it is
 */

/**
 * Upright bars over a scale of money.
 * @param {string} name what a screen reader says
 * @param {Bar[]} bars
 */
export function columns(name, bars) {
  const height = 232;
  return responsive(name, height, (width) => {
    const left = 46;
    const bottom = height - 26;
    const top = 10;
    const step = niceStep(Math.max(...bars.map(({ value }) => value)) / 4);
    const ceiling = step * Math.max(1, Math.ceil(Math.max(...bars.map(({ value }) => value)) / step));
    const y = (value) => bottom - ((bottom - top) * value) / ceiling;
    // The last label is wider than its bar.
    const slot = (width - left - 6) / bars.length;
    const thickness = Math.min(34, slot * 0.62);
    const everyOther = slot < 30;
    return [
      ...range(0, ceiling, step).flatMap((value) => [
        svg("line", { class: "chart-grid", x1: left, x2: width, y1: y(value), y2: y(value) }),
        svg("text", { class: "chart-scale", x: left - 10, y: y(value) + 4 }, shortMoney(value)),
      ]),
      ...bars.flatMap(({ label, value, part = value }, index) => {
        const x = left + slot * index + (slot - thickness) / 2;
        const isShown = !everyOther || (bars.length - 1 - index) % 2 === 0;
        return [
          svg("path", { class: "chart-rest", d: column(x, y(value), thickness, bottom) }),
          svg("path", { class: "chart-bar", d: column(x, y(part), thickness, bottom) }),
          isShown && svg("text", { class: "chart-label", x: x + thickness / 2, y: height - 6 }, label),
        ];
      }),
    ];
  });
}

/**
 * Lying bars, each under its label.
 * @param {string} name
 * @param {Bar[]} bars
 */
export function rows(name, bars) {
  const pitch = 46;
  return responsive(name, bars.length * pitch, (width) => {
    const largest = Math.max(1, ...bars.map(({ value }) => value));
    return bars.flatMap(({ label, value }, index) => {
      const y = index * pitch;
      return [
        svg("text", { class: "chart-name", x: 0, y: y + 15 }, label),
        svg("text", { class: "chart-value", x: width, y: y + 15 }, shortMoney(value)),
        svg("rect", { class: "chart-track", x: 0, y: y + 23, width, height: 10, rx: 5 }),
        value > 0 &&
          svg("rect", {
            class: "chart-bar",
            x: 0,
            y: y + 23,
            width: Math.max(10, (width * value) / largest),
            height: 10,
            rx: 5,
          }),
      ];
    });
  });
}

function responsive(name, height, draw) {
  const image = svg("svg", { class: "chart", role: "img", "aria-label": name, height });
  const frame = h("div", { class: "chart-frame" }, image);
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === 0) return;
    image.setAttribute("viewBox", `0 0 ${contentRect.width} ${height}`);
    image.replaceChildren(...draw(contentRect.width).filter(Boolean));
  }).observe(frame);
  return frame;
}

/** A bar with a rounded top that stands on the base line. */
function column(x, y, thickness, bottom) {
  const radius = Math.min(5, thickness / 2, bottom - y);
  return `M${x} ${bottom}V${y + radius}q0 ${-radius} ${radius} ${-radius}h${thickness - 2 * radius}q${radius} 0 ${radius} ${radius}V${bottom}z`;
}

/** The next of 1, 2, 5, 10, 20, 50 … that is not smaller. */
function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}

const range = (from, to, step) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);
