// A name for an element that is likely to last, as a guidebook writes it.
import { pathOf } from "../gestures";
import { ROLES, findAll } from "../find";
import { labelOf } from "./picker";

/** Names by what the element says, for who has no attribute of their own. */
function byWords(element: Element): string[] {
  const label = labelOf(element);
  if (!label || /["'\]]|>>>/.test(label)) return [];
  const role = element.getAttribute("role") ?? Object.keys(ROLES).find((role) => element.matches(ROLES[role] as string));
  return [...(role ? [`role=${role}[name=${label}]`] : []), `text=${label}`];
}

/**
 * The selector that capture would use, which `ask` makes of a path; where that goes by places, role and
 * name or the words, if they find this element alone; and the way into the shadow root it is in.
 */
export function lastingName(element: Element, ask: (path: object[]) => string): string {
  const root = element.getRootNode();
  const way = root instanceof ShadowRoot ? `${lastingName(root.host, ask)} >>> ` : "";
  let depth = 0;
  for (let at: Element | null = element; at; at = at.parentElement) depth += 1;
  const selector = ask(pathOf(element).slice(0, depth));
  const words = selector.includes(":nth-of-type") ? byWords(element) : [];
  const alone = words.find((name) => {
    const found = findAll(way + name);
    return found[0] === element && found.length === 1;
  });
  return way + (alone ?? selector);
}
