// Every selector of a guidebook, and what it finds on this page.
import { isOwn } from "../gestures";
import { findAll, isVisible } from "../find";
import { type Written, list, nameOf } from "./desk";

/** Something of the guidebook that needs an element. */
export interface Need {
  /** Where it stands, for people. */
  where: string;
  /** In order of preference. */
  selectors: string[];
  /** The pages it is meant for. */
  page?: string;
}

export interface Health {
  state: "found" | "several" | "hidden" | "missing" | "broken";
  says: string;
  element?: HTMLElement;
}

const texts = (value: unknown): string[] => [value ?? []].flat().filter((each) => typeof each === "string") as string[];

/** Whatever has a target, however deep: steps, spots, and what may come. */
function targets(part: unknown, where: string): Need[] {
  if (typeof part !== "object" || !part) return [];
  if (Array.isArray(part)) return part.flatMap((each, at) => targets(each, `${where} › ${each?.id ?? at + 1}`));
  const { target, page, trigger, locale, ...rest } = part as Written;
  const own = texts(target);
  const more = texts((trigger as Written | undefined)?.["selector"]);
  return [
    ...(own.length > 0 ? [{ where, selectors: own, page: page as string }] : []),
    ...(more.length > 0 ? [{ where: `${where} › trigger`, selectors: more, page: (trigger as Written)["page"] as string }] : []),
    ...Object.values(rest).flatMap((each) => targets(each, where)),
  ];
}

export function needsOf(guidebook: Written): Need[] {
  const features = list(guidebook["features"]).map((feature): Need =>
    ({ where: `Feature “${nameOf(feature)}”`, selectors: texts(feature["selector"]), page: feature["page"] as string }));
  return [...features, ...list(guidebook["experiences"]).flatMap((experience) => targets(experience, nameOf(experience)))];
}

function isSelector(name: string): boolean {
  try {
    for (const part of name.split(">>>")) if (!/^\s*(text|role)=/.test(part)) document.querySelector(part);
    return true;
  } catch {
    return false;
  }
}

/** What a step would find: the first selector with something visible decides. */
export function healthOf({ selectors }: Need): Health {
  const bad = selectors.find((selector) => !isSelector(selector));
  if (bad !== undefined) return { state: "broken", says: `Not a selector: ${bad}` };
  let hidden: HTMLElement | undefined;
  for (const [at, selector] of selectors.entries()) {
    const found = findAll(selector).filter((element) => !isOwn(element)) as HTMLElement[];
    const visible = found.filter(isVisible);
    const by = selectors.length > 1 ? `, by selector ${at + 1} of ${selectors.length}` : "";
    hidden ??= found[0];
    if (visible.length === 1) return { state: "found", says: `Found${by}`, element: visible[0] };
    if (visible.length > 1) return { state: "several", says: `Found ${visible.length}${by}; the first is taken`, element: visible[0] };
  }
  return hidden
    ? { state: "hidden", says: "There, but hidden" }
    : { state: "missing", says: "Not found on this page" };
}
