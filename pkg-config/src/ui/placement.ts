// Where a tooltip goes: beside its element, on the side that was asked for if there is room, else
// on the opposite one, else where there is most; shifted so that all of it is visible; never over
// its element where any side has room.

/** A rectangle in CSS pixels of the viewport. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Side = "top" | "bottom" | "left" | "right";

/** Left and top edge, the side, and the middle of the arrow along that side. */
export interface Placed {
  x: number;
  y: number;
  side: Side;
  arrow: number;
}

/** The least distance to the edge of the viewport. */
const EDGE = 8;
/** The least distance of the arrow to a corner. */
const CORNER = 16;

const OPPOSITE: Record<Side, Side> = { top: "bottom", bottom: "top", left: "right", right: "left" };
const SIDES = Object.keys(OPPOSITE) as Side[];

/** The guidebook's word as a side; `start` and `end` follow the direction of reading. */
export function sideOf(word: string | undefined, rightToLeft: boolean): Side | undefined {
  if (word === "start" || word === "end") return (word === "start") === rightToLeft ? "right" : "left";
  return SIDES.find((side) => side === word);
}

const { min, max } = Math;

/** Places a box of `width` × `height` beside `target` in a viewport, `gap` pixels away. */
export function place(
  target: Rect, width: number, height: number, view: Rect, wanted: Side | undefined, gap: number,
): Placed {
  // Room that is left over on a side once the box is there; negative where it does not fit.
  const room = {
    top: target.y - view.y - height,
    bottom: view.y + view.height - target.y - target.height - height,
    left: target.x - view.x - width,
    right: view.x + view.width - target.x - target.width - width,
  };
  const first = wanted ?? "bottom";
  const upright = (side: Side) => side === "top" || side === "bottom";
  const across: Side[] = upright(first) ? ["right", "left"] : ["bottom", "top"];
  const order = [first, OPPOSITE[first], ...across];
  const side = order.find((each) => room[each] >= gap + EDGE)
    ?? order.reduce((best, each) => (room[each] > room[best] ? each : best));
  // Along an axis: beside the element, or centred on it, and shifted into the viewport. Where the
  // box is longer than that, its start stays visible.
  const along = (axis: "x" | "y", size: "width" | "height", own: number, before: Side): number => {
    const start = target[axis], length = target[size];
    const at = side === before ? start - gap - own
      : side === OPPOSITE[before] ? start + length + gap
      : start + length / 2 - own / 2;
    return max(min(at, view[axis] + view[size] - EDGE - own), view[axis] + EDGE);
  };
  const x = along("x", "width", width, "left");
  const y = along("y", "height", height, "top");
  const [center, length] = upright(side)
    ? [target.x + target.width / 2 - x, width]
    : [target.y + target.height / 2 - y, height];
  const arrow = min(max(center, min(CORNER, length / 2)), max(length - CORNER, length / 2));
  return { x, y, side, arrow };
}
