// A tooltip and its element: found, followed, lost and found again, without polling.
//
// Observers and events say that something may have moved; then, and only then, a frame loop runs
// until the element has stood still for a few frames.
import type { Edge } from "../edge";
import { type Root, boxOf, find, isVisible, rootOf, wayOf } from "../find";
import { attend, createPace } from "../looks";
import { onUse } from "../press";
import { add } from "./dom";
import { place, sideOf } from "./placement";
import { atRest } from "./rest";
import { boxesOf, bringIntoView, isCovered, isInSight, isWithin, onViewport, room, viewport, windowBox } from "./sight";
import type { View } from "./view";

/** What is followed, and how. */
interface Followed extends Pick<View, "target" | "placement" | "driven" | "wait"> {
  /** The page is not scrolled for it. */
  quiet?: boolean;
  /** It sits on the corner of its element, and not beside it. */
  corner?: boolean;
  /** What the element is described by. */
  note?: HTMLElement;
}

/** Pixels between a tooltip and its element; the arrow stands in them. */
const GAP = 12;
/** Frames without movement after which the loop stops. */
const STILL = 3;
/** What a browser's timer can hold, in milliseconds. */
export const LONGEST = 2 ** 31 - 1;

/**
 * Makes a note a part of what an element is described by, or no more. The other ids are the page's,
 * which may change them at any time. Ids do not reach out of a root, so the note stands in the element's;
 * beside the body, where libraries do not look for what they replace and keep.
 */
function describe(element: Element, note: HTMLElement, on: boolean): void {
  const name = "aria-describedby";
  const root = element.getRootNode() as Document;
  if (!on) note.remove();
  else if (note.getRootNode() !== root) add(root.documentElement ?? root, note);
  const was = element.getAttribute(name);
  const ids = was?.split(/\s+/).filter((id) => id && id !== note.id) ?? [];
  const now = [...ids, on ? note.id : []].flat().join(" ");
  if (now && now !== was) element.setAttribute(name, now);
  else if (!now) element.removeAttribute(name);
}

/**
 * Keeps a tooltip beside its element until what it returns is called: looks for the element, shows
 * the tooltip when it is there, and tells `found`, `seen`, `driven` and `missing`, and `lost` before it is hidden.
 */
export function follow(
  { safe }: Edge, tooltip: HTMLElement, view: Followed, fresh: boolean, tell: (action: string, target?: Element) => void,
): () => void {
  const life = new AbortController();
  const { signal } = life;
  let target: Element | undefined;
  /** Whether another element may be meant by now. */
  let changed = true;
  let boxes: Element[] = [];
  let onTarget = new AbortController();
  let movement: IntersectionObserver | undefined;
  let sizes: ResizeObserver | undefined;
  let last: string | undefined;
  let still = 0;
  /** Whether what it stands in, or what it keeps clear of, may be another since it was put where it is. */
  let stirred = true;
  let seen = false;
  let note: HTMLElement | undefined;
  let covered = false;
  /** Whether it was just found not to be covered. */
  let clear = false;
  let frame = 0;
  /** Runs while the element is waited for, for the first time or because it is gone. */
  let patience: ReturnType<typeof setTimeout> | undefined;

  const show = (visible: boolean) => tooltip.toggleAttribute("data-waiting", !visible);

  /** Something may have moved: looks now and in the coming frames. */
  const stir = (event?: unknown) => {
    // Those come often, and change no element that is there.
    changed ||= !target || !/^(scroll|pointerover|focusin)$/.test(`${(event as Event | undefined)?.type}`);
    still = 0;
    stirred = true;
    clear = false;
    ask();
  };

  /** Asks for the next frame, unless it is coming already. */
  function ask(): void {
    if (!signal.aborted) frame ||= requestAnimationFrame(look);
  }

  /** One look: find the element, move the tooltip, go on while something moves. */
  const look = safe(() => {
    cancelAnimationFrame(frame);
    frame = 0;
    laidOut.disconnect();
    const searched = changed;
    const found = locate();
    if (found !== target) attach(found);
    else if (found && searched) boxes = boxesOf(found);
    if (found && note) describe(found, note, true);
    const box = found && boxOf(found);
    // What sits on its element scrolls with it, and the keyboard reaches it wherever that is.
    const sighted = box && (view.corner ? isWithin(box, boxes.map(boxOf)) : isInSight(box, boxes)) ? box : undefined;
    // What lies over it is looked for where the loop ends, unless that was just done.
    if (found && sighted && still === STILL - 1) {
      if (!clear) covered = isCovered(found, sighted);
      clear = false;
    }
    const rect = covered ? undefined : sighted;
    // Its own size counts too, an image that arrives or wider spacing of text, and that of the window.
    const { offsetWidth, offsetHeight } = tooltip;
    const at = rect && JSON.stringify([rect, offsetWidth, offsetHeight, viewport()]);
    const moved = stirred || at !== last;
    stirred = false;
    if (rect && moved) put(rect);
    if (rect || (seen && found)) {
      clearTimeout(patience);
      patience = undefined;
    } else if (view.wait !== undefined) patience ??= setTimeout(miss, Math.min(view.wait, LONGEST));
    if (!rect) tell("lost");
    show(!!rect);
    // Not in the first look, nor is what sizes are heard of by: browsers complain of what is added in that moment.
    if (rect && last && !seen) {
      seen = true;
      tell("seen");
    }
    last = at;
    still = moved ? 0 : still + 1;
    if (still === 1 && found) watchSizes(found);
    if (still < STILL) ask();
    else if (found && rect) watchMovement(found, rect);
  });

  const paced = createPace(stir, signal);

  /** The element: searched for where something has changed, or it is not to be seen. */
  function locate(): Element | undefined {
    const held = target?.isConnected && isVisible(target) ? target : undefined;
    if (held && !changed) return held;
    return paced(() => {
      changed = false;
      return find(view.target, isVisible, observe);
    }, held);
  }

  /** It was waited for long enough; should it come after all, that is told anew. */
  const miss = safe(() => {
    // No frame comes in which it could be looked for.
    if (document.hidden) return void (patience = undefined);
    seen = false;
    tell("missing");
  });

  /** What an observer does: its first report tells the state at the start, which is known. */
  function onChange(): () => void {
    let told = false;
    return () => {
      if (told) stir();
      told = true;
    };
  }

  /** Hears of sizes that change, once for each element. */
  function watchSizes(element: Element): void {
    if (sizes) return;
    sizes = new ResizeObserver(onChange());
    for (const each of [element, tooltip, document.body]) each && sizes.observe(each);
  }

  /** Hears of what changes in a root; once more is as good as once. */
  function observe(root: Root): void {
    attend(root, around, stir, signal);
  }

  function attach(element?: Element): void {
    onTarget.abort();
    onTarget = new AbortController();
    target = element;
    tell("found", element);
    boxes = element ? boxesOf(element) : [];
    if (!element) return;
    wayOf(element).map(rootOf).forEach(observe);
    onTarget.signal.addEventListener("abort", () => {
      sizes?.disconnect();
      sizes = undefined;
      movement?.disconnect();
      if (note) describe(element, note, false);
    });
    covered = seen || view.quiet ? isCovered(element, boxOf(element)) : bringIntoView(element, boxes);
    clear = !covered;
    // A driven step moves on when its element is used.
    if (view.driven) onUse(element, safe(() => signal.aborted || tell("driven")), onTarget.signal);
  }

  /**
   * While all is still, notices what no event tells: the root of an intersection is cut to the
   * element's own place, so as soon as it moves, it no longer fills that root.
   */
  function watchMovement(element: Element, { top, left, right, bottom }: DOMRect): void {
    if (signal.aborted) return;
    const { width, height } = windowBox();
    const insets = [top, width - right, height - bottom, left];
    movement?.disconnect();
    movement = new IntersectionObserver(onChange(), {
      rootMargin: insets.map((inset) => `${-Math.trunc(Math.max(inset, 0))}px`).join(" "),
      threshold: [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1],
    });
    movement.observe(element);
  }

  function put(rect: DOMRect): void {
    const { style } = tooltip;
    // How large its pixels are: the page's zoom, and transforms of what is around.
    const { x, y, width, height } = tooltip.getBoundingClientRect();
    const own = getComputedStyle(tooltip);
    const scale = width / parseFloat(own.width) || 1;
    const wanted = sideOf(view.placement, getComputedStyle(target ?? tooltip).direction === "rtl");
    const placed = view.corner
      ? { x: rect.right - width / 2, y: rect.y - height / 2, side: "", arrow: 0 }
      : place(rect, width, height, room(parseFloat(own.getPropertyValue("--docent-bottom")) || 0), wanted, GAP);
    tooltip.dataset["side"] = placed.side;
    // By how much it is to move, from where it is: its own nought may be anywhere.
    const move = (name: "left" | "top", by: number) => {
      style[name] = `${Math.round(parseFloat(style[name]) + by / scale)}px`;
    };
    move("left", placed.x - x);
    move("top", placed.y - y);
    style.setProperty("--arrow", `${Math.round(placed.arrow / scale)}px`);
  }

  // Where it is reckoned from, whatever the page's own rules for the part say.
  for (const side of ["left", "top"] as const) tooltip.style[side] ||= "0";
  // One that was visible stays so, for the focus in it, until the first look says otherwise.
  if (fresh) show(false);
  const around = new MutationObserver(stir);
  observe(document);
  onViewport(stir, signal);
  // The first look comes when the browser has laid all out anyway: asking for it earlier, in a frame's
  // script, costs a layout.
  const laidOut = new ResizeObserver(look);
  // What stands nowhere has no size to hear of.
  if (tooltip.isConnected) laidOut.observe(tooltip);
  else ask();
  if (view.note) atRest({ safe }, signal, () => {
    note = view.note;
    stir();
  });
  return () => {
    life.abort();
    laidOut.disconnect();
    onTarget.abort();
    around.disconnect();
    clearTimeout(patience);
    cancelAnimationFrame(frame);
  };
}
