// Where tooltips go: properties that hold for every element, box and viewport.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./harness/source.mjs";

const { place, sideOf } = await source("ui/placement.ts");

const GAP = 10;
/** The least distance to the edge of the viewport. */
const EDGE = 8;
const CASES = 4000;
const SIDES = ["top", "bottom", "left", "right"];

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Checks a property for many viewports, elements (in part or wholly outside too) and boxes. */
function always(name, most, property) {
  test(name, () => {
    const next = numbers(7);
    const whole = (from, to) => from + Math.floor(next() * (to - from));
    for (let n = 0; n < CASES; n += 1) {
      const view = { x: whole(0, 50), y: whole(0, 50), width: whole(200, 2000), height: whole(200, 1500) };
      const target = { x: whole(-300, 2200), y: whole(-300, 1700), width: whole(0, 800), height: whole(0, 400) };
      const [width, height] = [whole(1, most[0]), whole(1, most[1])];
      const wanted = [undefined, ...SIDES][whole(0, 5)];
      property({ view, target, width, height, wanted, placed: place(target, width, height, view, wanted, GAP) });
    }
  });
}

/** The room on a side, once the box and its distances are there. */
const room = (side, { target, view, width, height }) => ({
  top: target.y - view.y - height,
  bottom: view.y + view.height - target.y - target.height - height,
  left: target.x - view.x - width,
  right: view.x + view.width - target.x - target.width - width,
})[side] - GAP - EDGE;

/** Whether two rectangles share more than an edge. */
const overlap = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

always("a box that fits never leaves the viewport", [600, 500], ({ view, width, height, placed: { x, y } }) => {
  if (width + 2 * EDGE <= view.width) assert.ok(x >= view.x + EDGE && x + width <= view.x + view.width - EDGE);
  if (height + 2 * EDGE <= view.height) assert.ok(y >= view.y + EDGE && y + height <= view.y + view.height - EDGE);
  assert.ok(x >= view.x && y >= view.y, "its start is always visible");
});

always("a box is never over its element where any side has room", [600, 500], (given) => {
  const { view, target, width, height, placed } = given;
  const fits = width + 2 * EDGE <= view.width && height + 2 * EDGE <= view.height;
  if (!fits || SIDES.every((side) => room(side, given) < 0)) return;
  assert.ok(!overlap({ ...placed, width, height }, target), JSON.stringify(given));
});

always("the wanted side is taken where it has room", [400, 300], (given) => {
  const { wanted, placed } = given;
  if (wanted && room(wanted, given) >= 0) assert.equal(placed.side, wanted);
});

always("else the side that has room, else the one with most", [400, 300], (given) => {
  const { placed } = given;
  const most = Math.max(...SIDES.map((side) => room(side, given)));
  if (most >= 0) assert.ok(room(placed.side, given) >= 0);
  else assert.equal(room(placed.side, given), most);
});

always("the arrow points at the element where the box reaches it", [400, 300], ({ target, width, height, placed }) => {
  if (width < 64 || height < 64) return;
  const upright = placed.side === "top" || placed.side === "bottom";
  const [length, start, middle] = upright
    ? [width, placed.x, target.x + target.width / 2]
    : [height, placed.y, target.y + target.height / 2];
  assert.ok(placed.arrow >= 16 && placed.arrow <= length - 16, "never in a rounded corner");
  if (middle - start >= 16 && middle - start <= length - 16) {
    assert.ok(Math.abs(start + placed.arrow - middle) < 1e-9);
  }
});

always("a small box beside a visible element keeps its distance", [60, 60], ({ view, target, wanted }) => {
  const small = {
    x: Math.min(Math.max(target.x, view.x), view.x + view.width - 20),
    y: Math.min(Math.max(target.y, view.y), view.y + view.height - 20),
    width: 20,
    height: 20,
  };
  const { x, y, side } = place(small, 60, 40, view, wanted, GAP);
  const distance = {
    top: small.y - (y + 40), bottom: y - (small.y + 20), left: small.x - (x + 60), right: x - (small.x + 20),
  }[side];
  assert.ok(distance >= GAP - 1e-9, `${distance} on ${side}`);
});

test("no number makes placing throw", () => {
  const odd = [NaN, Infinity, -Infinity, -0, 1e308, -1e308, 5e-324];
  const next = numbers(9);
  const any = () => odd[Math.floor(next() * odd.length)];
  for (let n = 0; n < CASES; n += 1) {
    const rect = () => ({ x: any(), y: any(), width: any(), height: any() });
    assert.ok(SIDES.includes(place(rect(), any(), any(), rect(), undefined, GAP).side));
  }
});

test("start and end follow the direction of reading", () => {
  assert.equal(sideOf("start", false), "left");
  assert.equal(sideOf("start", true), "right");
  assert.equal(sideOf("end", true), "left");
  assert.equal(sideOf("above", false), undefined);
  assert.equal(sideOf(undefined, false), undefined);
  for (const side of SIDES) assert.equal(sideOf(side, false), side);
});
