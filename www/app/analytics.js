/**
 * Everything the product says to Docent, in one place, as a customer would write it.
 *
 * `window.docent` is looked up at each call, because the snippet's queue is replaced by the real
 * thing once that has loaded; and it may be absent altogether (a blocked script must never break
 * the product), hence the optional calls.
 */
const docent = () => window.docent;

/**
 * @param {object} options
 * @param {(path: string) => void} options.navigate the router, so that a guide changes routes in place
 * @param {object} [options.facts] what a server knows of this visitor and prints into the page
 */
export function connect({ navigate, facts }) {
  docent()?.init?.({
    guidebook: "/guidebook.json",
    sinks: [{ kind: "segment", url: "/v1/batch", writeKey: "demo" }],
    // The panel belongs to the demo, not to the product: what is done there is nobody's behaviour.
    capture: { ignore: ["#demo-panel"] },
    navigate,
    facts,
  });
}

export const identify = (id, traits) => docent()?.identify?.(id, traits);
export const group = (id, traits) => docent()?.group?.(id, traits);
export const set = (traits) => docent()?.set?.(traits);
export const signOut = () => docent()?.reset?.();

/**
 * @param {string} event
 * @param {Record<string, unknown>} [properties]
 * @param {{ timestamp?: string }} [options] when it happened, if not now
 */
export const track = (event, properties, options) => docent()?.track?.(event, properties, options);
