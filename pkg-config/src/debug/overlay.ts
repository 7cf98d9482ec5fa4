// `docent.debug`: an overlay for developers and product people, in a shadow root of its own.
//
// It asks what any page may ask, and changes nothing by looking. Everything it attaches hangs on
// one signal, which ends with the overlay or with Docent. It lies in the top layer where the
// browser has one, and inside the topmost open dialog, because all else is inert then.
import { all } from "../find";
import { CHANGES } from "../looks";
import { type Child, add, h, set } from "../ui/dom";
import { focused, trail } from "../ui/focus";
import { OF } from "./beside";
import { type Desk, type Tab, button, careful } from "./desk";
import { elementsTab } from "./elements";
import { eventsTab } from "./events";
import { factsTab } from "./facts";
import { type Inside, docentOf, guidebookOf } from "./inside";
import { experiencesTab, segmentsTab } from "./memberships";
import { personTab } from "./person";
import { type Preview, current, onChange, preview } from "./preview";
import css from "./style.css";

/** The tag of the host element. */
const HOST = "docent-debug";
/** The page's shortcuts do not fire while someone types here, and a dialog around hears of nothing. */
const OURS = ["click", "keydown", "keyup", "keypress", "beforeinput", "input", "change", "submit", "cancel", "toggle"];

let open: AbortController | undefined;

/** Opens the overlay, or takes it away. */
export function debug(inside: () => Inside, on = true): void {
  if (on && open && !open.signal.aborted) return;
  open?.abort();
  if (!on || inside().signal.aborted) return;
  open = new AbortController();
  overlay(inside, open);
}

/** The modal dialog that is open on top, of the page or of Docent: outside of it, nothing can be used. */
function topmost(): Element {
  const around = trail(focused()).find((each) => each.matches("dialog:modal"));
  if (around) return around;
  const roots = all(document, "docent-ui").flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot] : []));
  const dialogs = [document, ...roots].flatMap((root) => all(root, "dialog:modal"));
  return dialogs.pop() ?? document.body ?? document.documentElement;
}

/** A host element with its layer: nothing in it is the page's, or Docent's to record. */
function createHost(signal: AbortSignal): [host: HTMLElement, layer: HTMLElement] {
  const host = h(HOST, { "data-docent-ignore": true });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  for (const name of OURS) {
    host.addEventListener(name, (event) => {
      event.stopPropagation();
      // The browser would close the dialog around.
      if ((event as KeyboardEvent).key === "Escape") event.preventDefault();
    }, { signal });
  }
  const layer = h("div", { class: "layer" });
  if ("popover" in layer) set(layer, { popover: "manual" });
  root.append(layer);
  return [host, layer];
}

/** Keeps the host where it can be used, and on top, until the signal. */
function stay(host: HTMLElement, layer: HTMLElement, signal: AbortSignal, stir: () => void): void {
  const raise = () => {
    const home = topmost();
    if (host.parentNode !== home) home.append(host);
    if (!("showPopover" in layer)) return;
    // What was opened since lies over it; whoever is in it is not disturbed.
    const over = all(document, "docent-ui").flatMap(({ shadowRoot }) => (shadowRoot ? all(shadowRoot, ":popover-open") : []));
    const more = over.some((each) => !below.includes(each));
    below = over;
    if (layer.matches(":popover-open") && more && !layer.matches(":hover,:focus-within")) layer.hidePopover();
    if (!layer.matches(":popover-open")) layer.showPopover();
  };
  /** What of Docent it lies over. */
  let below: Element[] = [];
  const around = new MutationObserver(careful(() => {
    watch();
    raise();
    stir();
  }));
  addEventListener("focusin", careful(raise), { capture: true, signal });
  const watch = () => {
    around.observe(document, CHANGES);
    for (const { shadowRoot } of all(document, "docent-ui")) if (shadowRoot) around.observe(shadowRoot, CHANGES);
  };
  watch();
  raise();
  signal.addEventListener("abort", () => {
    around.disconnect();
    host.remove();
  });
}

function overlay(inside: () => Inside, life: AbortController): void {
  const { signal } = life;
  const docent = docentOf(inside);
  const [host, layer] = createHost(signal);
  const voice = h("p", { class: "voice", role: "status" });
  let frame = 0;
  let shown: Tab;

  const desk: Desk = {
    inside,
    signal,
    layer,
    preview: current,
    subject: () => current() ?? docent,
    guidebook: () => guidebookOf(inside(), current() ? OF : 0) ?? {},
    begin: (options) => preview(inside, options).then(() => {}),
    stir() {
      frame ||= requestAnimationFrame(careful(update));
    },
    say(text) {
      voice.textContent = text;
    },
  };

  const panel = h("section", { class: "panel", "aria-label": "Docent debug" });
  const events = eventsTab(desk);
  const tabs: Tab[] = [
    events, factsTab(desk), segmentsTab(desk), experiencesTab(desk),
    elementsTab(desk, host, (visible) => panel.toggleAttribute("hidden", !visible)), personTab(desk),
  ];
  const state = h("span", { class: "state" });
  const band = h("div", { class: "band", hidden: true });

  function update(): void {
    frame = 0;
    state.textContent = docent.status;
    state.dataset["status"] = docent.status;
    const person = current();
    band.toggleAttribute("hidden", !person);
    if (person) listen(person);
    shown.update();
  }

  /** Hears what happens to a sample person; each of them once, whoever began the preview. */
  let heard: unknown;
  function listen(person: Preview): void {
    if (person === heard) return;
    heard = person;
    const off = person.on("*", careful((payload: never, name: string) => {
      events.hear(name, payload, true);
      desk.stir();
    }));
    signal.addEventListener("abort", off);
  }

  add(band, "A sample person is on the page; the real one sees nothing.", button("Stop", () => current()?.destroy()));
  add(panel, head(panel, life, docent.version, state), band, ...tabList(tabs, (tab) => {
    shown = tab;
    desk.stir();
  }), voice);
  add(layer, panel);

  signal.addEventListener("abort", docent.on("*", careful((payload: never, name: string) => {
    events.hear(name, payload, false);
    desk.stir();
  })));
  onChange.add(desk.stir);
  signal.addEventListener("abort", () => {
    onChange.delete(desk.stir);
    cancelAnimationFrame(frame);
  });
  inside().signal.addEventListener("abort", () => life.abort(), { signal });
  stay(host, layer, signal, () => shown.ofPage && desk.stir());
  desk.stir();
}

/** Title and state, and what can be done with the overlay itself. */
function head(panel: HTMLElement, life: AbortController, version: string, state: HTMLElement): Child {
  const foldUp = button("–", () => {
    const folded = panel.toggleAttribute("data-folded");
    set(foldUp, { "aria-expanded": `${!folded}` });
  }, { class: "icon", "aria-label": "Show the tabs", "aria-expanded": "true", title: "Fold or unfold" });
  return h("header", {}, h("h2", {}, "Docent"), h("span", { class: "version" }, version), state,
    button("⇄", () => panel.toggleAttribute("data-other"), { class: "icon", "aria-label": "Move to the other side", title: "Other side" }),
    foldUp,
    button("×", () => life.abort(), { class: "icon", "aria-label": "Close the overlay", title: "Close" }));
}

/** The tabs and their views, with the keys people expect. */
function tabList(tabs: Tab[], opened: (tab: Tab) => void): Child[] {
  const buttons = tabs.map((tab) => button(tab.label, () => choose(tab), { role: "tab", id: `tab-${tab.name}`, "aria-controls": `view-${tab.name}` }));

  function choose(tab: Tab, focus = false): void {
    for (const [at, { view }] of tabs.entries()) {
      const chosen = tabs[at] === tab;
      view.toggleAttribute("hidden", !chosen);
      const made = buttons[at] as HTMLElement;
      set(made, { "aria-selected": `${chosen}`, tabindex: chosen ? "0" : "-1" });
      if (chosen && focus) made.focus();
      if (chosen) made.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    }
    opened(tab);
  }

  const bar = h("div", { role: "tablist", "aria-label": "Docent debug" }, buttons);
  bar.addEventListener("keydown", careful((event) => {
    const at = buttons.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(tabs[(to + tabs.length) % tabs.length] as Tab, true);
  }));
  for (const { name, view } of tabs) set(view, { role: "tabpanel", id: `view-${name}`, "aria-labelledby": `tab-${name}` });
  choose(tabs[0] as Tab);
  return [bar, ...tabs.map(({ view }) => view)];
}
