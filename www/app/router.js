/**
 * Real routes over the History API. Links are ordinary `<a href>`: what the product has a page for
 * is shown in place, everything else (the collector, another site, a new tab) is left to the browser.
 */

/**
 * @typedef {{ title: string, main: Node[], section?: string, onEnter?: () => void }} Page
 *   `onEnter` runs when someone arrives, not when the page is drawn again.
 * @typedef {{ path: string, page: (params: Record<string, string>, query: URLSearchParams) => Page }} Route
 */

/** @type {{ main: HTMLElement, onPage: (page: Page) => void } | undefined} */
let outlet;
/** @type {{ pattern: RegExp, page: Route["page"] }[]} */
let table = [];

/**
 * @param {{ main: HTMLElement, onPage: (page: Page) => void }} where
 * @param {Route[]} routes
 */
export function startRouter(where, routes) {
  outlet = where;
  table = routes.map(({ path, page }) => ({
    pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`),
    page,
  }));
  document.addEventListener("click", followLink);
  addEventListener("popstate", () => enter());
  enter();
}

/** Goes to a path of the product. Also what Docent calls when a guide wants to go somewhere. */
export function go(path) {
  const url = new URL(path, location.href);
  if (url.origin !== location.origin || !find(url.pathname)) {
    location.assign(url);
    return;
  }
  if (url.href !== location.href) history.pushState(null, "", url);
  enter();
  scrollTo(0, 0);
  // A screen reader hears where it is now, and Tab starts at the top of the page.
  outlet.main.querySelector("h1")?.focus({ preventScroll: true });
}

/** Draws the present page again, after something on it has changed. */
export function refresh() {
  const page = draw();
  outlet.main.querySelector("h1")?.focus({ preventScroll: true });
  return page;
}

function enter() {
  draw().onEnter?.();
}

function draw() {
  const { page, params } = find(location.pathname) ?? find("/not-found");
  const shown = page(params, new URLSearchParams(location.search));
  document.title = `${shown.title} · Pennywort`;
  outlet.main.replaceChildren(...shown.main);
  outlet.main.querySelector("h1")?.setAttribute("tabindex", "-1");
  outlet.onPage(shown);
  return shown;
}

function find(path) {
  for (const { pattern, page } of table) {
    const match = pattern.exec(path);
    if (match) return { page, params: { ...match.groups } };
  }
  return undefined;
}

function followLink(event) {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname) return;
  if (!find(link.pathname)) return;
  event.preventDefault();
  go(link.href);
}
