// What stands in the page itself: put into its element when that comes, gone when it goes.
import type { Edge } from "../edge";
import { type Root, find } from "../find";
import type { View } from "./view";

/** Whether a view is part of the page's own flow. */
export const isInline = ({ surface, layout }: View): boolean => surface === "inline" || layout === "inline";

/** Keeps a host element in its place until what it returns is called; tells `seen` when it is. */
export function settle(
  { safe }: Edge, host: HTMLElement, { surface, target, position }: View, tell: (action: string) => void,
): () => void {
  let frame = 0;

  const look = safe(() => {
    frame = 0;
    const parent = surface === "inline" ? find(target, () => true, observe) : document.body;
    if (parent === (host.parentElement ?? undefined)) return;
    if (!parent) host.remove();
    else if (surface !== "inline" && position !== "bottom") parent.prepend(host);
    else parent.append(host);
  });

  // In a frame and not at once: a page that takes it out again and again is not held up.
  const around = new MutationObserver(() => (frame ||= requestAnimationFrame(look)));
  const observe = (root: Root) => around.observe(root, { childList: true, subtree: true, attributes: true });
  observe(document);
  const sight = new IntersectionObserver(safe((entries: IntersectionObserverEntry[]) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    sight.disconnect();
    tell("seen");
  }));
  sight.observe(host);
  look();
  return () => {
    around.disconnect();
    sight.disconnect();
    cancelAnimationFrame(frame);
  };
}
