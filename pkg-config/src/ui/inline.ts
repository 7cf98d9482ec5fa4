// What stands in the page itself: put into its element when that comes, gone when it goes.
import type { Edge } from "../edge";
import { find } from "../find";
import { lookAgain } from "../looks";
import { atRest } from "./rest";
import type { View } from "./view";

/** Whether a view is part of the page's own flow. */
export const isInline = ({ surface, layout }: View): boolean => surface === "inline" || layout === "inline";

/** Keeps a host element in its place, where `put` lets it go, until what it returns is called; tells `seen` when it is. */
export function settle(
  edge: Edge, host: HTMLElement, { surface, target, position }: View, tell: (action: string) => void, put: (act: () => void) => void,
): () => void {
  const life = new AbortController();
  const sight = new IntersectionObserver(edge.safe((entries: IntersectionObserverEntry[]) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    sight.disconnect();
    tell("seen");
  }));
  sight.observe(host);
  atRest(edge, life.signal, () => lookAgain(edge, life.signal, (observe) => {
    const parent = surface === "inline" ? find(target, () => true, observe) : document.body;
    if (parent === (host.parentElement ?? undefined)) return;
    if (!parent) host.remove();
    else put(() => parent[surface !== "inline" && position !== "bottom" ? "prepend" : "append"](host));
  }));

  return () => {
    life.abort();
    sight.disconnect();
  };
}
