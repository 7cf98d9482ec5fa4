// What Docent itself says, in the language of a view.
//
// The guidebook's `locales` translate by what is said: {"de": {"Close": "Schließen"}}. Numbers stand
// as {n}, or in an order of the language's own as {1} and {2}, and are written as the language writes them; where a word goes by a number, the
// translation is an object by plural category: {"de": {"{n} of {n} done": {"one": …, "other": …}}}.
import type { View } from "./view";

const NUMBER = /-?\d+(\.\d+)?/g;

export function say({ words = {}, lang }: Pick<View, "words" | "lang">, text: string): string {
  const numbers = [...text.matchAll(NUMBER)].map(([number]) => Number(number));
  const found = words[text] ?? words[text.replace(NUMBER, "{n}")];
  try {
    const category = () => new Intl.PluralRules(lang).select(numbers[0] ?? 0);
    const form = typeof found === "object" ? found[category()] ?? found["other"] : found;
    const rest = [...numbers];
    const put = (_: string, which: string) => (which === "n" ? rest.shift() : numbers[+which - 1])?.toLocaleString(lang) ?? "";
    return form?.replace(/\{(n|\d)\}/g, put) ?? text;
  } catch {
    // Not a language that this browser knows.
    return text;
  }
}
