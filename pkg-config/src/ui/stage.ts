// What people see: every view becomes a card in one shadow root.
//
// The host element stands in the page's body (or in its topmost open dialog: all else is inert
// then), reset by rules the page cannot override. Everything is built from plain elements and
// text; style comes from one constructed sheet. A view that follows another of the same run and
// surface is drawn into the same card, so that focus and place are kept.
import type { Edge } from "../edge";
import { prefersDark } from "../probe";
import { follow, taken, viewport, windowBox } from "./anchor";
import { draw, spoken } from "./card";
import { HOST, all, isOurs, matches } from "../find";
import { add, first, h, set } from "./dom";
import { entranceOf, focusFirst, focused, giveBack, refocus, trail, unveil } from "./focus";
import { answer } from "./question";
import { dock, isDock } from "./dock";
import { isInline, settle } from "./inline";
import { insist } from "./keep";
import { createPause } from "./pause";
import { spotlight } from "./spotlight";
import css from "./style.css";
import { dress, sheetOf } from "./theme";
import { createUse } from "./use";
import type { View } from "./view";
import { createVoice } from "./voice";

/** What the page does not hear of what is done in here; keys and clicks are kept before they come here (keep.ts). */
const OURS = ["beforeinput", "paste", "input", "change", "submit"];

/** What closes at a click elsewhere. */
const MENU = ":popover-open:not([popover=manual i])";

/** Surfaces that come unasked and are said to screen readers. */
const SPOKEN = ["slideout", "tooltip", "banner", "checklist"];

/** One view on the screen. */
interface Card {
  view: View;
  element: HTMLElement;
  /** The way back to what of ours had the focus before a modal card took it. */
  before: HTMLElement[];
  /** What was typed into its questions and not submitted, by their ids. */
  drafts: Record<string, unknown>;
  /** What was said of it, or is to be when no modal card is in the way. */
  said?: string;
  unsaid?: boolean;
  unfollow?: () => void;
  /** The menu of the page that its element stands in, in the browser's own popover. */
  menu?: Element;
  /** The host element of what stands in the page itself. */
  own?: HTMLElement;
}

/** What has the focus in a card. */
const focusIn = ({ element }: Card): HTMLElement | null => {
  const now = focused();
  return element.contains(now) ? now : null;
};

const isModal = ({ view }: Card): boolean => view.surface === "modal";

/** Whether the focus is, or can only be, in a card. */
const holds = (card: Card) => isModal(card) || !!focusIn(card);

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
  const cards: Card[] = [];
  let dark = false;
  let theme: string | undefined;
  const sheets = [new CSSStyleSheet(), new CSSStyleSheet()] as const;
  sheets[0].replaceSync(css);

  const { region, say, stop } = createVoice(edge);
  const onKey = edge.safe(walk);

  /** The way back to what of the page had the focus last. */
  let left: HTMLElement[] = [];
  /** What of ours has the focus, or had it when something took it out of the page. */
  let held: Element | null = null;
  /** Whether F6 has just gone back into the page. */
  let back = false;
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

  const act = (run: string, action: string, value?: unknown) => edge.hear("acted", run, action, value);
  const listen = createUse(edge, act, () => cards.map(({ view }) => view).filter(isDock));
  const pause = createPause(edge, show);

  /**
   * What everything stands in: a menu of the page that is about to be explained, since it closes when
   * something else is clicked; or a modal dialog where one is open, since all else is inert then. On
   * top is the one that has the focus, in whatever root that is.
   */
  const home = (): Element => {
    const now = focused();
    const way = trail(now && isOurs(now) ? host?.parentElement : now);
    const menu = cards.map(({ menu }) => menu).find((each) => each && matches(each, MENU));
    const open = menu ?? way.find((each) => matches(each, "dialog:modal")) ?? all(document, "dialog:modal").pop() ?? first(document, ui.container ?? (holdsFixed(document.body) ? "html" : "body"));
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
      root = host.shadowRoot as ShadowRoot;
      add(root, region);
      around.observe(document, { childList: true, subtree: true, attributeFilter: ["open", "inert", "aria-hidden"] });
      around.observe(document.documentElement, { attributes: true });
    }
    regain(() => {
      add(into, host);
      fit();
      cards.forEach(raise);
    });
  }

  /** Puts something of ours into the page; what had the focus in it when it was taken out has it again, where nothing else has. */
  function regain(put: () => void): void {
    const now = focused();
    const lost = now && now !== document.body ? null : (held as HTMLElement | null);
    put();
    for (const { own } of cards) if (own) clothe(own);
    lost?.focus({ preventScroll: true });
    sweep();
  }

  /** Follows the page's own switch of colours, and the system's. */
  function recolour(): void {
    if (dark === isDark(ui)) return;
    dark = !dark;
    for (const each of [host, ...cards.map(({ own }) => own)]) if (each) blendIn(each, ui, dark);
    for (const { element, view } of cards) dye(element, view);
  }

  /** The colours, the direction and the language of a view; the guidebook's colours are those of all. */
  function dye(element: HTMLElement, view: View): void {
    // All that is drawn is looked at anew when a sheet changes.
    const sheet = sheetOf(view.base, dark);
    if (sheet !== theme) {
      sheets[1].replaceSync((theme = sheet));
      for (const { own } of cards) if (own) clothe(own);
    }
    dress(element, view, dark, ui.dir);
  }

  /**
   * An on-screen keyboard covers what is at the bottom of the window: what is typed into stays in sight. Where
   * that is in the page, nothing of ours comes up over it.
   */
  function fit(event?: Event): void {
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
    for (const card of [...cards]) drop(card);
    left = [];
    stop();
    around.disconnect();
    heights.disconnect();
    taken.top = taken.bottom = 0;
    cancelAnimationFrame(frame);
    host?.remove();
    host = undefined;
    sweep();
  }

  /** Where the focus goes when a card closes that has it. */
  const backFrom = ({ before, own }: Card) => [...before, ...left, ...trail(own?.parentElement)];

  /** Creates the outer element of a card. */
  function open(view: View, before: HTMLElement[]): Card {
    const { surface, position } = view;
    const modal = surface === "modal";
    const own = isInline(view) ? create(surface) : undefined;
    const element = h(modal ? "dialog" : "div", { class: [surface, position, isDock(view) && "dock"].filter(Boolean).join(" ") });
    add(own?.shadowRoot ?? root, element);
    listen(element, view);
    const card = { view, element, before, drafts: {}, own };
    raise(card);
    if (surface === "banner" && !own) heights.observe(element);
    return card;
  }

  /** Nothing lies over what stays at the corners: says where that is, and what stands on another there. */
  function arrange(): void {
    const counts = { start: 0, end: 0 };
    // As they came: what is drawn anew stays where it is.
    for (const { view, element } of cards.filter(({ view }) => isDock(view)).sort((a, b) => (a.view.run < b.view.run ? -1 : 1))) {
      const side = (view.position ?? (view.surface === "launcher" ? "end" : "start")) as keyof typeof counts;
      element.style.setProperty("--d-stack", `${counts[side]}`);
      counts[side] += 1;
    }
    for (const [side, count] of Object.entries(counts)) host?.style.setProperty(`--d-${side}s`, `${count}`);
    host?.toggleAttribute("data-many", counts.start + counts.end > 1);
  }

  /** Puts a card above everything; what belongs to the page stays under what is opened over it. */
  function raise({ view, element, own }: Card): void {
    const { surface } = view;
    if (own || surface === "spotlight" || isDock(view)) return;
    // What comes while a modal card is open would lie over it, and be dead.
    if (surface !== "modal" && cards.some(isModal)) return;
    if (surface === "modal") {
      // One that was taken out of the page says that it is open, and is not.
      element.removeAttribute("open");
      (element as HTMLDialogElement).showModal();
      focusFirst(element, false);
    } else if ("showPopover" in element) {
      set(element, { popover: "manual" });
      if (!element.matches(":popover-open")) element.showPopover();
    }
  }

  function close({ view, element, unfollow, own, menu }: Card): void {
    unfollow?.();
    // A dialog too: closed, it would give back the focus to what it knows of.
    element.remove();
    own?.remove();
    if (menu) later();
    if (view.surface === "modal") {
      cards.forEach(raise);
      for (const each of cards) if (each.unsaid) announce(each);
    }
    arrange();
  }

  function show(view: View): void {
    // As the browser writes it, and screen readers know it.
    view.lang = view.lang?.replaceAll("_", "-");
    const { run, surface, question, driven } = view;
    const known = cards.find((card) => card.view.run === run);
    const fresh = known?.view.surface !== surface;
    if (surface === "modal" && fresh && pause.holds(view)) return;
    pause.drop(run);
    mount();
    const now = focused();
    const had = !!known && holds(known);
    let before = had ? known.before : [];
    if (!had && surface === "modal") {
      if (now && isOurs(now)) before = trail(now);
      else left = trail(now);
    }
    if (known) cards.splice(cards.indexOf(known), 1);
    if (known && fresh) close(known);
    const card = known && !fresh ? known : open(view, before);
    cards.push(card);
    arrange();
    const { element } = card;
    // What was refused is there to be corrected, and who goes back and forth finds all as it was left.
    const asked = card === known && card.view.question;
    if (asked) card.drafts[asked.id] = answer(element);
    if (question && question.id in card.drafts) question.answer = card.drafts[question.id];
    card.view = view;
    dye(element, view);
    card.unfollow?.();
    /** What has the focus until this card can have it. */
    let stand: HTMLElement | null | undefined;
    // What is told here is a step of its own: it waits until the present one is done.
    const tell = (action: string, target?: Element) => {
      if (action === "found") {
        const { menu } = card;
        card.menu = trail(target).find((each) => matches(each, MENU));
        if (card.menu !== menu) later();
        return;
      }
      if (action === "lost") {
        if (focusIn(card)) stand = giveBack(backFrom(card));
        return;
      }
      if (stand && stand === focused()) focusFirst(element);
      stand = undefined;
      if (action === "seen") announce(card);
      act(run, action);
    };
    card.unfollow = paint(card, fresh, tell);
    // Drawing anew takes the focus away from whoever had it; nobody else is given it unasked.
    if (had && isDock(view)) refocus(element, view, now?.dataset["press"]);
    else if (had || surface === "modal") focusFirst(element, !!question?.error);
    if (had && !focusIn(card)) {
      const at = giveBack(backFrom(card));
      // Who is to do something in the page is left there.
      if (!driven) stand = at;
    }
    if (!card.unfollow) tell("seen");
  }

  /** Says what has come unasked, or has changed; once. */
  function announce(card: Card): void {
    const { view, element } = card;
    const text = spoken(element, view);
    // All but a modal card is inert beside it: what is said there nobody hears.
    card.unsaid = !isModal(card) && cards.some(isModal);
    if (card.unsaid || !SPOKEN.includes(view.surface) || card.said === text) return;
    card.said = text;
    say(focusIn(card) && !isDock(view) ? spoken(element, view, true) : text);
  }

  /** Draws a view, and keeps it in its place until what it returns is called. */
  function paint({ element, view, own }: Card, fresh: boolean, tell: (action: string, target?: Element) => void): (() => void) | undefined {
    const { surface } = view;
    if (surface === "spotlight") return spotlight(edge, element, view, tell, say);
    (isDock(view) ? dock : draw)(element, view);
    if (surface === "tooltip") return follow(edge, element, view, fresh, tell);
    return own && settle(edge, own, view, tell, regain);
  }

  function hide(run: string): void {
    pause.drop(run);
    const card = cards.find(({ view }) => view.run === run);
    if (!card) return;
    drop(card);
    say("");
    if (cards.length === 0) clear();
  }

  /** Closes a card for good. */
  function drop(card: Card): void {
    const back = holds(card) && backFrom(card);
    cards.splice(cards.indexOf(card), 1);
    close(card);
    if (back) giveBack(back);
  }

  /**
   * F6 walks through what lies over the page, the newest first, and back into the page: nothing
   * takes the focus unasked. Once more, and it is the browser's.
   */
  function walk(event: Event): void {
    pause.typed();
    const over = back;
    back = false;
    if ((event as KeyboardEvent).key !== "F6" || cards.length === 0 || over) return;
    event.preventDefault();
    const way = [...cards].reverse();
    const next = way.slice(way.findIndex(focusIn) + 1).map(({ element }) => entranceOf(element)).find(Boolean);
    back = !next;
    if (next) insist(next);
    else giveBack(left);
  }

  // A menu that closes hides what stands in it.
  addEventListener("toggle", () => host && later(), { capture: true, passive: true, signal: edge.signal });
  for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, edge.safe(fit), { passive: true, signal: edge.signal });
  addEventListener("keydown", onKey, { capture: true, signal: edge.signal });
  addEventListener("focusin", (event) => {
    const [to] = event.composedPath();
    // Not a tooltip, which goes along; and not at once: the browser scrolls too.
    const over = cards.filter(({ view, own }) => !own && view.surface !== "tooltip").map(({ element }) => element);
    if (to && over.length && !isOurs(to)) requestAnimationFrame(edge.safe(() => unveil(to as Element, over)));
  }, { capture: true, passive: true, signal: edge.signal });
  addEventListener("focusout", edge.safe((event) => {
    const [from] = event.composedPath();
    if (!from || cards.length === 0 || isOurs(from)) return;
    left = trail(from as Element);
    // Into a dialog, it may be, or out of one.
    later();
  }), { capture: true, passive: true, signal: edge.signal });
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", edge.safe(() => host && mount()), { signal: edge.signal });
  edge.signal.addEventListener("abort", clear);
  return { show, hide };
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
