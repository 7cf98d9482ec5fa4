// The guidebook's design tokens as custom properties, and the direction of its language.
import { set } from "./dom";
import type { Theme, View } from "./view";

/** Values that can do nothing but be a colour, a length, a font or a shadow. */
const SAFE = /^(?!.*(url|image|src|set)\()[\w #%.,()'"+*/-]+$/i;
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)\b|-arab\b/i;

/** Names and values of the properties; what is no name or not safe is left out. */
function tokens(theme: Theme = {}, dark: boolean): [name: string, value: string][] {
  const chosen = { ...theme, ...(dark && (theme["dark"] as Theme)) };
  return Object.entries(chosen).flatMap(([name, value]) => {
    const text = typeof value === "number" ? `${value}${name === "z_index" ? "" : "px"}` : value;
    const fits = typeof text === "string" && SAFE.test(text) && /^[a-z_-]+$/.test(name);
    return fits ? [[`--docent-${name.replace(/_/g, "-")}`, text]] : [];
  });
}

/** The theme of the guidebook, for every host element; the page's own rules go before. */
export function sheetOf(theme: Theme | undefined, dark: boolean): string {
  return `:host{${tokens(theme, dark).map((token) => token.join(":")).join(";")}}`;
}

/** The theme and the language of one experience, on the outer element of its card. */
export function dress(outer: HTMLElement, { theme, lang }: View, dark: boolean, dir?: string): void {
  // What is only for the other colours goes with them.
  for (const name of [...outer.style]) if (/^--docent/.test(name)) outer.style.removeProperty(name);
  for (const [name, value] of tokens(theme, dark)) outer.style.setProperty(name, value);
  set(outer, { lang, dir: dir ?? (lang && (RIGHT_TO_LEFT.test(lang) ? "rtl" : "ltr")) });
}
