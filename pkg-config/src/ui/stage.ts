// What people see: every view becomes a card in one shadow root.
//
// The host element stands in the page's body (or in its topmost open dialog: all else is inert
// then), reset by rules the page cannot override. Everything is built from plain elements and
// text; style comes from one constructed sheet. A view that follows another of the same run and
// surface is drawn into the same card, so that focus and place are kept.
import type { Edge } from "../edge";
import { prefersDark } from "../probe";
import { follow } from "./anchor";
import { draw, spoken } from "./card";
import { HOST, all, isVisible } from "../find";
import { add, first, h, set } from "./dom";
import { focusFirst, refocus, wrapFocus } from "./focus";
import { answer } from "./question";
import { dock } from "./dock";
import { isInline, settle } from "./inline";
import { spotlight } from "./spotlight";
import css from "./style.css";
import { dress, sheetOf } from "./theme";
import type { View } from "./view";

/** The page's shortcuts do not fire while someone types here. */
const OURS = ["keydown", "keyup", "keypress", "beforeinput", "paste", "input", "change", "submit"];

/** Surfaces that come unasked and are said to screen readers. */
const SPOKEN = ["slideout", "tooltip", "banner", "checklist"];

/** Whether a view is a button at a corner with a panel. */
const isDock = ({ surface }: View): boolean => surface === "checklist" || surface === "launcher";

/** One view on the screen. */
interface Card {
  view: View;
  element: HTMLElement;
  /** What had the focus before a modal card took it. */
  before?: HTMLElement | null;
  unfollow?: () => void;
  /** The host element of what stands in the page itself. */
  own?: HTMLElement;
}

/** What has the focus in a card. */
const focusIn = ({ element }: Card): HTMLElement | null => {
  const { activeElement } = element.getRootNode() as ShadowRoot;
  return element.contains(activeElement) ? (activeElement as HTMLElement) : null;
};

export interface Stage {
  /** Shows a view, in place of what the same run showed before. */
  show(view: View): void;
  /** Takes a run off the screen. */
  hide(run: string): void;
}

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

export function createStage(edge: Edge, ui: Ui = {}): Stage {
  let host: HTMLElement | undefined;
  let root: ShadowRoot;
  let voice: HTMLElement;
  let cards: Card[] = [];
  let dark = false;
  const sheets = [new CSSStyleSheet(), new CSSStyleSheet()] as const;
  sheets[0].replaceSync(css);

  /** What had the focus when the keyboard left the page for what lies over it. */
  let left: HTMLElement | undefined;
  let frame = 0;
  // Libraries that fetch pages replace what is in the body, and pages open dialogs. In a frame and
  // not at once: a page that takes it out again and again is not held up.
  const around = new MutationObserver((records) => {
    const opened = records.some(({ type }) => type === "attributes");
    if (opened || !host?.isConnected) frame ||= requestAnimationFrame(edge.safe(mount));
  });

  const act = (run: string, action: string, value?: unknown) => edge.hear("acted", run, action, value);

  /** What everything stands in: a modal dialog of the page where one is open, since all else is inert then. */
  const home = (): Element =>
    all(document, "dialog:modal").pop() ?? first(document, ui.container ?? "body") ?? document.body ?? document.documentElement;

  /** Puts the host element where it belongs now, on top of what is open there. */
  function mount(): void {
    frame = 0;
    const into = home();
    if (host?.parentNode === into) return;
    if (!host) {
      host = create();
      root = host.shadowRoot as ShadowRoot;
      // Where changes are said to screen readers without moving the focus.
      voice = h("div", { class: "voice", "aria-live": "polite" });
      add(root, voice);
      around.observe(document, { childList: true, subtree: true, attributeFilter: ["open"] });
    }
    add(into, host);
    cards.forEach(raise);
  }

  /** A host element with its shadow root. */
  function create(inline?: boolean): HTMLElement {
    const created = h(HOST, { "data-inline": inline });
    created.attachShadow({ mode: "open" }).adoptedStyleSheets = [...sheets];
    dark = blendIn(created, ui);
    const { signal } = edge;
    for (const name of OURS) created.addEventListener(name, (event) => event.stopPropagation(), { passive: true, signal });
    return created;
  }

  /** Says something to screen readers, once. */
  function say(text: string): void {
    if (voice.textContent !== text) voice.textContent = text;
  }

  /** Leaves the page without a trace. */
  function clear(): void {
    for (const card of cards) close(card);
    cards = [];
    around.disconnect();
    cancelAnimationFrame(frame);
    host?.remove();
    host = undefined;
  }

  /** Creates the outer element of a card. */
  function open(view: View): Card {
    const { surface, position } = view;
    const modal = surface === "modal";
    const own = isInline(view) ? create(true) : undefined;
    const element = h(modal ? "dialog" : "div", { class: [surface, position, isDock(view) && "dock"].filter(Boolean).join(" ") });
    const before = modal ? (document.activeElement as HTMLElement | null) : null;
    add(own?.shadowRoot ?? root, element);
    listen(element, view);
    const card = { view, element, before, own };
    raise(card);
    return card;
  }

  /** Puts a card above everything; what belongs to the page stays under what is opened over it. */
  function raise({ view, element, own }: Card): void {
    const { surface } = view;
    if (own || surface === "spotlight" || isDock(view)) return;
    if (surface === "modal") {
      // One that was taken out of the page says that it is open, and is not.
      element.removeAttribute("open");
      (element as HTMLDialogElement).showModal();
      focusFirst(element, false);
    } else if ("showPopover" in element) {
      set(element, { popover: "manual" });
      element.showPopover();
    }
  }

  function close({ element, view, unfollow, own }: Card): void {
    unfollow?.();
    if (view.surface === "modal") (element as HTMLDialogElement).close();
    element.remove();
    own?.remove();
  }

  /** Tells the core what someone does in a card. */
  function listen(card: HTMLElement, view: View): void {
    const { signal } = edge;
    const { run, surface } = view;
    // Escape folds what folds; of spots it closes the open one, and they hear that themselves.
    const way = isDock(view) ? "fold" : surface !== "spotlight" && "close";
    const on = edge.safe((event: Event) => {
      const { type, target } = event;
      if (type === "click") {
        const pressed = (target as Element).closest<HTMLElement>("[data-press]");
        const press = pressed?.dataset["press"];
        if (!press || (surface === "spotlight" && press === "close")) return;
        // A link of ours opens by the core, unless another tab is wanted.
        const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
        if (pressed.localName === "a") {
          if (ctrlKey || metaKey || shiftKey) return;
          event.preventDefault();
        }
        // A click gives a button the focus, but not in Safari; what comes next goes by it.
        pressed.focus();
        act(run, press);
        return;
      }
      if (type === "keydown") {
        // By its code: to WebKit on Linux, the key of Shift+Tab is "Unidentified".
        const { key, keyCode } = event as KeyboardEvent;
        if (keyCode === 9) wrapFocus(card, event as KeyboardEvent);
        if (key !== "Escape" || !way) return;
      }
      event.preventDefault();
      if (type === "submit") act(run, "answer", answer(card));
      // Escape, or `cancel`: the browser's own way to ask a dialog to close.
      else if (way && first(card, `[data-press=${way}]`)) act(run, way);
    });
    for (const name of ["click", "submit", "keydown", "cancel"]) card.addEventListener(name, on, { signal });
  }

  function show(view: View): void {
    const { run, surface, question, base } = view;
    mount();
    sheets[1].replaceSync(sheetOf(base, dark));
    const known = cards.find((card) => card.view.run === run);
    const fresh = known?.view.surface !== surface;
    if (known) cards.splice(cards.indexOf(known), 1);
    if (known && fresh) close(known);
    const card = known && !fresh ? known : open(view);
    if (fresh) card.before = known?.before ?? card.before;
    cards.push(card);
    const { element } = card;
    const focused = focusIn(card);
    card.view = view;
    dress(element, view, dark, ui.dir);
    card.unfollow?.();
    // What is told here is a step of its own: it waits until the present one is done.
    card.unfollow = paint(card, fresh, (action) => act(run, action));
    if (SPOKEN.includes(surface)) say(spoken(element, view));
    // Drawing anew takes the focus away from whoever had it; nobody else is given it unasked.
    if (focused && isDock(view)) refocus(element, view, focused.dataset["press"]);
    else if (focused || surface === "modal") focusFirst(element, !!question?.error);
  }

  /** Draws a view, and keeps it in its place until what it returns is called. */
  function paint({ element, view, own }: Card, fresh: boolean, tell: (action: string) => void): (() => void) | undefined {
    const { surface } = view;
    if (surface === "spotlight") return spotlight(edge, element, view, tell, say);
    (isDock(view) ? dock : draw)(element, view);
    if (surface === "tooltip") return follow(edge, element, view, fresh, tell);
    if (own) return settle(edge, own, view, tell);
    tell("seen");
    return undefined;
  }

  function hide(run: string): void {
    const card = cards.find(({ view }) => view.run === run);
    if (!card) return;
    const back = card.before ?? (focusIn(card) ? left : undefined);
    cards.splice(cards.indexOf(card), 1);
    close(card);
    back?.focus();
    if (cards.length === 0) clear();
  }

  /** F6 walks through what lies over the page, and back into the page: nothing takes the focus unasked. */
  function walk(event: KeyboardEvent): void {
    if (event.key !== "F6" || cards.length === 0) return;
    event.preventDefault();
    const at = cards.findIndex(focusIn);
    if (at < 0) left = document.activeElement as HTMLElement;
    const next = cards[at + 1];
    (next ? all(next.element, "h2,button").find(isVisible) : left)?.focus();
  }

  addEventListener("keydown", edge.safe(walk), { capture: true, signal: edge.signal });
  edge.signal.addEventListener("abort", clear);
  return { show, hide };
}

/**
 * Takes the page's font and colour scheme: dark where the page itself is dark now, whether by its
 * own switch or because it follows the system.
 */
function blendIn(host: HTMLElement, { theme, zIndex }: Ui): boolean {
  const scheme = theme ?? getComputedStyle(document.documentElement).colorScheme;
  const dark = scheme.includes("dark") && (!scheme.includes("light") || prefersDark());
  set(host, { "data-scheme": dark && "dark" });
  if (zIndex !== undefined) host.style.setProperty("--docent-z-index", `${zIndex}`);
  if (document.body) host.style.setProperty("--docent-page-font", getComputedStyle(document.body).fontFamily);
  return dark;
}
