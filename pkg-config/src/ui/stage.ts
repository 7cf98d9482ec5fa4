// What people see: every view becomes a card in one shadow root.
//
// Everything is built from plain elements and text, in the host element's root (host.ts). A view that
// follows another of the same run and surface is drawn into the same card, so that focus and place are kept.
import type { Edge } from "../edge";
import { isOurs, matches } from "../find";
import { follow } from "./anchor";
import { draw, spoken } from "./card";
import { dock, isDock } from "./dock";
import { add, h, set } from "./dom";
import { entranceOf, focusFirst, focused, giveBack, refocus, trail, unveil } from "./focus";
import { type Guest, MENU, type Ui, createHost } from "./host";
import { isInline, settle } from "./inline";
import { insist } from "./keep";
import { createPause } from "./pause";
import { answer } from "./question";
import { spotlight } from "./spotlight";
import { createUse } from "./use";
import type { View } from "./view";
import { createVoice } from "./voice";

/** Surfaces that come unasked and are said to screen readers. */
const SPOKEN = ["slideout", "tooltip", "banner", "checklist"];

/** One view on the screen. */
interface Card extends Guest {
  /** The way back to what of ours had the focus before a modal card took it. */
  before: HTMLElement[];
  /** What was typed into its questions and not submitted, by their ids. */
  drafts: Record<string, unknown>;
  /** What was said of it, or is to be when no modal card is in the way. */
  said?: string;
  unsaid?: boolean;
  unfollow?: () => void;
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

export function createStage(edge: Edge, ui: Ui = {}): Stage {
  const cards: Card[] = [];
  const { region, say, stop } = createVoice(edge);
  const onKey = edge.safe(walk);
  const host = createHost(edge, ui, cards, region, () => cards.forEach(raise), onKey);

  /** The way back to what of the page had the focus last. */
  let left: HTMLElement[] = [];
  /** Whether F6 has just gone back into the page. */
  let back = false;

  const act = (run: string, action: string, value?: unknown) => edge.hear("acted", run, action, value);
  const listen = createUse(edge, act, () => cards.map(({ view }) => view).filter(isDock));
  const pause = createPause(edge, show);

  /** Leaves the page without a trace. */
  function clear(): void {
    for (const card of [...cards]) drop(card);
    left = [];
    stop();
    host.clear();
  }

  /** Where the focus goes when a card closes that has it. */
  const backFrom = ({ before, own }: Card) => [...before, ...left, ...trail(own?.parentElement)];

  /** Creates the outer element of a card. */
  function open(view: View, before: HTMLElement[]): Card {
    const { surface, position } = view;
    const modal = surface === "modal";
    const own = isInline(view) ? host.create(surface) : undefined;
    const element = h(modal ? "dialog" : "div", { class: [surface, position, isDock(view) && "dock"].filter(Boolean).join(" ") });
    add((own ?? host.element)?.shadowRoot as ShadowRoot, element);
    listen(element, view);
    const card = { view, element, before, drafts: {}, own };
    raise(card);
    if (surface === "banner" && !own) host.keepRoom(element);
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
    for (const [side, count] of Object.entries(counts)) host.element?.style.setProperty(`--d-${side}s`, `${count}`);
    host.element?.toggleAttribute("data-many", counts.start + counts.end > 1);
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
    if (menu) host.later();
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
    host.mount();
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
    host.dye(element, view);
    card.unfollow?.();
    /** What has the focus until this card can have it. */
    let stand: HTMLElement | null | undefined;
    // What is told here is a step of its own: it waits until the present one is done.
    const tell = (action: string, target?: Element) => {
      if (action === "found") {
        const { menu } = card;
        card.menu = trail(target).find((each) => matches(each, MENU));
        if (card.menu !== menu) host.later();
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
    return own && settle(edge, own, view, tell, host.regain);
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
    host.later();
  }), { capture: true, passive: true, signal: edge.signal });
  edge.signal.addEventListener("abort", clear);
  return { show, hide };
}
