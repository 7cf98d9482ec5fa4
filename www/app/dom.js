/**
 * Building DOM from plain calls. Everything becomes an element, an attribute or text: there is no
 * HTML string anywhere, so the page runs under `require-trusted-types-for 'script'` with no policy.
 */

/**
 * @typedef {Node | string | number | false | null | undefined | Child[]} Child
 * @typedef {Record<string, any> & { on?: Record<string, (event: any) => void> }} Props
 */

/**
 * An HTML element. `false`, `null` and `undefined` leave an attribute or a child out; `on` holds
 * event handlers.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for SVG.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {any}
 */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [type, handler] of Object.entries(value)) element.addEventListener(type, handler);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter(isShown).map(asNode));
  return element;
}

const isShown = (child) => child !== false && child !== null && child !== undefined;
const asNode = (child) => (child instanceof Node ? child : String(child));
