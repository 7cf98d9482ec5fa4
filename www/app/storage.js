/**
 * What the demo remembers between loads, each thing under a `demo.` key of its own. Storage may be
 * refused (private windows, full disks): the demo then lives in memory for as long as the page.
 */
const prefix = "demo.";
const memory = new Map();

/**
 * @template T
 * @param {string} name
 * @param {T} fallback
 * @returns {T}
 */
export function recall(name, fallback) {
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(localStorage.getItem(prefix + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} name @param {unknown} value */
export function remember(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Kept in memory above.
  }
}

/** Forgets everything the demo keeps, and nothing that anyone else keeps. */
export function forgetAll() {
  memory.clear();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Nothing was stored then either.
  }
}
