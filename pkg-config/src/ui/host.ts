// The host element of all that stands over the page: where it is, what it wears, and the way back of
// the focus when the page takes it away.
//
// It stands in the page's body, or in its topmost open dialog, since all else is inert then, reset by
// rules the page cannot override. What is put into the page's own flow has a host element of its own.
import type { Edge } from "../edge";
import { HOST, all, isOurs, matches } from "../find";
import { prefersDark } from "../probe";
import { add, first, h } from "./dom";
import { focused, trail } from "./focus";
import { onViewport, taken, viewport, windowBox } from "./sight";
import css from "./style.css";
import { dress, sheetOf } from "./theme";
import type { View } from "./view";

/** What the page does not hear of what is done in here; keys and clicks are kept before they come here (keep.ts). */
const OURS = ["beforeinput", "paste", "input", "change", "submit"];

/** What closes at a click elsewhere. */
export const MENU = ":popover-open:not([popover=manual i])";

/** What `init({ui})` says of the looks. */
export interface Ui {
  /** Where the page's own colour scheme says nothing of it, or something else. */
  theme?: "light" | "dark";
  dir?: "ltr" | "rtl";
  /** Below what the page wants to stand above it, in browsers without a top layer for all. */
  zIndex?: number;
  /** A selector of what everything is put into; else the body. */
  container?: string;
}

/** What is drawn in here. */
export interface Guest {
  view: View;
  element: HTMLElement;
  /** The menu of the page that its element stands in, in the browser's own popover. */
  menu?: Element;
  /** The host element of what stands in the page itself. */
  own?: HTMLElement;
}

/** The host element of `guests`; `moved` is called when it stands somewhere else, `onKey` with keys that go down in it. */
export function createHost(edge: Edge, ui: Ui, guests: readonly Guest[], region: HTMLElement, moved: () => void, onKey: (event: Event) => void) {
  let host: HTMLElement | undefined;
  let dark = false;
  let theme: string | undefined;
  const sheets = [new CSSStyleSheet(), new CSSStyleSheet()] as const;
  sheets[0].replaceSync(css);
  /** What of ours has the focus, or had it when something took it out of the page. */
  let held: Element | null = null;
  let frame = 0;
  // Libraries that fetch pages replace what is in the body, and pages open dialogs. In a frame and
  // not at once: a page that takes it out again and again is not held up.
  const later = () => {
    frame ||= requestAnimationFrame(edge.safe(mount));
  };
  const around = new MutationObserver((records) => {
    const opened = records.some(({ type }) => type === "attributes");
    if (opened || !host?.isConnected) later();
  });

  const heights = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const { offsetHeight, classList } = target as HTMLElement;
      const edge = classList.contains("bottom") ? "bottom" : "top";
      taken[edge] = offsetHeight && offsetHeight + 12;
      host?.style.setProperty(`--d-${edge}`, `${taken[edge]}px`);
    }
  });

  /**
   * What everything stands in: a menu of the page that is about to be explained, since it closes when
   * something else is clicked; or a modal dialog where one is open, or what is full screen, since all
   * else is inert then. On top is the dialog that has the focus, in whatever root that is.
   */
  const home = (): Element => {
    const now = focused();
    const way = trail(now && isOurs(now) ? host?.parentElement : now);
    const menu = guests.map(({ menu }) => menu).find((each) => each && matches(each, MENU));
    const dialog = way.find((each) => matches(each, "dialog:modal")) ?? all(document, "dialog:modal").pop();
    // What has no inside is full screen alone.
    const full = first(document, ":fullscreen:not(html,video,iframe,canvas,img)");
    const open = menu ?? dialog ?? full ?? first(document, ui.container ?? (holdsFixed(document.body) ? "html" : "body"));
    if (!open && ui.container) edge.warn(`init: ui.container: nothing matches "${ui.container}", so the body is used`);
    return open ?? document.body ?? document.documentElement;
  };

  /** Puts the host element where it belongs now, on top of what is open there. */
  function mount(): void {
    frame = 0;
    const into = home();
    recolour();
    // Dialogs of pages make all else so; what is ours is not theirs.
    for (const name of ["inert", "aria-hidden"]) host?.removeAttribute(name);
    if (host?.parentNode === into) return;
    if (!host) {
      host = create();
      add(host.shadowRoot as ShadowRoot, region);
      around.observe(document, { childList: true, subtree: true, attributeFilter: ["open", "inert", "aria-hidden"] });
      for (const each of [document.documentElement, document.body]) if (each) around.observe(each, { attributes: true });
    }
    regain(() => {
      add(into, host);
      fit();
      moved();
    });
  }

  /** Puts something of ours into the page; what had the focus in it when it was taken out has it again, where nothing else has. */
  function regain(put: () => void): void {
    const now = focused();
    const lost = now && now !== document.body ? null : (held as HTMLElement | null);
    put();
    for (const { own } of guests) if (own) clothe(own);
    lost?.focus({ preventScroll: true });
    sweep();
  }

  /** Follows the page's own switch of colours, and the system's. */
  function recolour(): void {
    if (dark === isDark(ui)) return;
    dark = !dark;
    for (const each of [host, ...guests.map(({ own }) => own)]) if (each) blendIn(each, ui, dark);
    for (const { element, view } of guests) dye(element, view);
  }

  /** The colours, the direction and the language of a view; the guidebook's colours are those of all. */
  function dye(element: HTMLElement, view: View): void {
    // All that is drawn is looked at anew when a sheet changes.
    const sheet = sheetOf(view.base, dark);
    if (sheet !== theme) {
      sheets[1].replaceSync((theme = sheet));
      for (const { own } of guests) if (own) clothe(own);
    }
    dress(element, view, dark, ui.dir);
  }

  /**
   * An on-screen keyboard covers what is at the bottom of the window: what is typed into stays in sight. Where
   * that is in the page, nothing of ours comes up over it.
   */
  function fit(event?: unknown): void {
    const now = focused();
    const isTyped = !!now && isOurs(now);
    const { y, height } = viewport();
    host?.style.setProperty("--d-keyboard", `${isTyped ? Math.round(windowBox().height - y - height) : 0}px`);
    if (isTyped && event) now.scrollIntoView({ block: "nearest" });
  }

  /** Gives a host element our sheets; in a frame, of which no other window's are taken, copies of them. */
  function clothe(each: HTMLElement): void {
    const inner = each.shadowRoot as ShadowRoot;
    const { defaultView } = each.ownerDocument;
    inner.adoptedStyleSheets = sheets.map((sheet) => {
      if (!defaultView || defaultView === window) return sheet;
      const copy = new (defaultView as typeof globalThis & Window).CSSStyleSheet();
      copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText).join(""));
      return copy;
    });
  }

  /** A host element with its shadow root. */
  function create(inline?: string): HTMLElement {
    const created = h(HOST, { "data-inline": inline });
    // A copy that a library keeps of the page has no sheet of ours, and is to take no room. Not hidden:
    // WebKit gives nothing in here the focus then, whatever the sheet says.
    created.style.position = "fixed";
    const inner = created.attachShadow({ mode: "open" });
    clothe(created);
    blendIn(created, ui, dark);
    const { signal } = edge;
    inner.addEventListener("keydown", onKey, { signal });
    // Who is taken out of the page with the focus is not told, or is told as who gave it away: then it is known a moment later.
    for (const name of ["focusin", "focusout"]) inner.addEventListener(name, () => queueMicrotask(() => {
      if (!created.isConnected) return;
      if (!held !== !inner.activeElement) fit();
      held = inner.activeElement;
    }), { signal });
    inner.addEventListener("pointerover", ({ target }) => {
      const card = (target as Element).closest(".card");
      card?.toggleAttribute("data-scrolls", card.scrollHeight > card.clientHeight);
    }, { passive: true, signal });
    for (const name of OURS) created.addEventListener(name, (event) => event.stopPropagation(), { passive: true, signal });
    return created;
  }

  /** Leaves the page without a trace. */
  function clear(): void {
    around.disconnect();
    heights.disconnect();
    taken.top = taken.bottom = 0;
    cancelAnimationFrame(frame);
    host?.remove();
    host = undefined;
    sweep();
  }

  const { signal } = edge;
  // A menu that closes hides what stands in it; all but what is full screen is inert.
  for (const name of ["toggle", "fullscreenchange"]) addEventListener(name, () => host && later(), { capture: true, passive: true, signal });
  onViewport(edge.safe(fit), signal);
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", edge.safe(() => host && mount()), { signal });
  return {
    get element() {
      return host;
    },
    mount, later, create, regain, dye, clear,
    /** Keeps room for a banner as long as it is there. */
    keepRoom: (banner: HTMLElement) => heights.observe(banner),
  };
}

/** Whether what is fixed in an element is so in it and not in the window (CSS Positioned Layout, Level 3; CSS Transforms). */
function holdsFixed(element: HTMLElement | null): boolean {
  if (!element) return false;
  const { transform, filter, perspective, contain, willChange } = getComputedStyle(element);
  return [transform, filter, perspective].some((each) => each !== "none") ||
    /paint|layout|strict|content|transform|filter|perspective/.test(contain + willChange);
}

/** Takes out copies of what is ours: libraries keep pages for the way back, and bring them back without what was inside. */
function sweep(): void {
  for (const each of all(document, `body ${HOST}`)) if (!each.shadowRoot) each.remove();
}

/** Whether the page itself is dark now, by its own switch or because it follows the system. */
function isDark({ theme }: Ui): boolean {
  const { colorScheme } = getComputedStyle(document.documentElement);
  const stated = document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.content ?? "";
  const scheme = theme ?? (colorScheme === "normal" ? stated : colorScheme);
  return scheme.includes("dark") && (!scheme.includes("light") || prefersDark());
}

/** Takes the page's font and colour scheme. */
function blendIn(host: HTMLElement, { zIndex }: Ui, dark: boolean): void {
  host.dataset["scheme"] = dark ? "dark" : "light";
  if (zIndex !== undefined) host.style.setProperty("--docent-z-index", `${zIndex}`);
  if (document.body) host.style.setProperty("--docent-page-font", getComputedStyle(document.body).fontFamily);
}
