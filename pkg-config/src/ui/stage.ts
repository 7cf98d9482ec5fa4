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
import { add, all, first, h, set } from "./dom";
import { focusFirst, wrapFocus } from "./focus";
import { answer } from "./question";
import css from "./style.css";
import type { View } from "./view";

/** The tag of the host element; nothing of the page is called so. */
const HOST = "docent-ui";
/** The page's shortcuts do not fire while someone types here. */
const OURS = ["keydown", "keyup", "keypress", "beforeinput", "input", "change", "submit"];

/** One view on the screen. */
interface Card {
  view: View;
  element: HTMLElement;
  /** What had the focus before a modal card took it. */
  before?: HTMLElement | null;
  unfollow?: () => void;
}

export interface Stage {
  /** Shows a view, in place of what the same run showed before. */
  show(view: View): void;
  /** Takes a run off the screen. */
  hide(run: string): void;
}

export function createStage(edge: Edge): Stage {
  let host: HTMLElement | undefined;
  let root: ShadowRoot;
  let voice: HTMLElement;
  let cards: Card[] = [];

  const act = (run: string, action: string, value?: unknown) => edge.hear("acted", run, action, value);

  /** Puts the host element into the page, on top of what is open there. */
  function mount(): void {
    if (host?.isConnected) return;
    clear();
    host = h(HOST);
    add(all(document, "dialog:modal").pop() ?? document.body ?? document.documentElement, host);
    root = host.attachShadow({ mode: "open" });
    blendIn(host);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    // Where changes are said to screen readers without moving the focus.
    voice = h("div", { class: "voice", "aria-live": "polite" });
    add(root, voice);
    const { signal } = edge;
    for (const name of OURS) host.addEventListener(name, (event) => event.stopPropagation(), { passive: true, signal });
  }

  /** Leaves the page without a trace. */
  function clear(): void {
    for (const card of cards) close(card);
    cards = [];
    host?.remove();
    host = undefined;
  }

  /** Creates the outer element of a card and puts it above everything on the page. */
  function open(view: View): Card {
    const { surface, position } = view;
    const modal = surface === "modal";
    const element = h(modal ? "dialog" : "div", { class: position === "bottom" ? `${surface} bottom` : surface });
    const before = modal ? (document.activeElement as HTMLElement | null) : null;
    add(root, element);
    listen(element, view.run);
    if (modal) (element as HTMLDialogElement).showModal();
    else if ("showPopover" in element) {
      set(element, { popover: "manual" });
      element.showPopover();
    }
    return { view, element, before };
  }

  function close({ element, view, unfollow }: Card): void {
    unfollow?.();
    if (view.surface === "modal") (element as HTMLDialogElement).close();
    element.remove();
  }

  /** Tells the core what someone does in a card. */
  function listen(card: HTMLElement, run: string): void {
    const { signal } = edge;
    const on = edge.safe((event: Event) => {
      const { type, target } = event;
      if (type === "click") {
        const press = (target as Element).closest<HTMLElement>("[data-press]")?.dataset["press"];
        if (press) act(run, press);
        return;
      }
      if (type === "keydown") {
        const { key } = event as KeyboardEvent;
        if (key === "Tab") wrapFocus(card, event as KeyboardEvent);
        if (key !== "Escape") return;
      }
      event.preventDefault();
      if (type === "submit") act(run, "answer", answer(card));
      // Escape, or `cancel`: the browser's own way to ask a dialog to close.
      else if (first(card, "[data-press=close]")) act(run, "close");
    });
    for (const name of ["click", "submit", "keydown", "cancel"]) card.addEventListener(name, on, { signal });
  }

  function show(view: View): void {
    const { run, surface, question } = view;
    mount();
    const known = cards.find((card) => card.view.run === run);
    const fresh = known?.view.surface !== surface;
    if (known) cards.splice(cards.indexOf(known), 1);
    if (known && fresh) close(known);
    const card = known && !fresh ? known : open(view);
    if (fresh) card.before = known?.before ?? card.before;
    cards.push(card);
    const { element } = card;
    const focused = element.contains(root.activeElement);
    card.view = view;
    draw(element, view);
    card.unfollow?.();
    // What is told here is a step of its own: it waits until the present one is done.
    if (surface === "tooltip") card.unfollow = follow(edge, element, view, fresh, (action) => act(run, action));
    else act(run, "seen");
    if (surface !== "modal") voice.textContent = spoken(element, view);
    // Drawing anew takes the focus away from whoever had it; nobody else is given it unasked.
    if (focused || surface === "modal") focusFirst(element, !!question?.error);
  }

  function hide(run: string): void {
    const card = cards.find(({ view }) => view.run === run);
    if (!card) return;
    cards.splice(cards.indexOf(card), 1);
    close(card);
    if (card.before?.isConnected) card.before.focus();
    if (cards.length === 0) clear();
  }

  edge.signal.addEventListener("abort", clear);
  return { show, hide };
}

/**
 * Takes the page's font and colour scheme: dark where the page itself is dark now, whether by its
 * own switch or because it follows the system.
 */
function blendIn(host: HTMLElement): void {
  const scheme = getComputedStyle(document.documentElement).colorScheme ?? "";
  const dark = scheme.includes("dark") && (!scheme.includes("light") || prefersDark());
  set(host, { "data-scheme": dark && "dark" });
  if (document.body) host.style.setProperty("--docent-page-font", getComputedStyle(document.body).fontFamily);
}
