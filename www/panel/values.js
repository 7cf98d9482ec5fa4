/** Facts and properties as lines of text. */

/**
 * `{a: {b: 1}}` as `[["a.b", "1"]]`; empty branches are left out.
 * @returns {[string, string][]}
 */
export function flatten(value, path = "") {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value))
    return value.length > 0
      ? [[path, value.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join(", ")]]
      : [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
}

/** The first few of them in one line. */
export const brief = (value) =>
  flatten(value)
    .slice(0, 4)
    .map(([key, text]) => `${key}: ${text}`)
    .join(" · ");
