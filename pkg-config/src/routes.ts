// Route changes of single-page applications: `history` tells nobody when it is written to, so
// its two methods are wrapped. It is the one built-in Docent touches.
import { now } from "./page";
import type { Place } from "./stub";

/** Pages set their title after the route; so long it is waited for, in milliseconds. */
const PATIENCE = 100;

/**
 * Calls `changed` for the page that is there and after every route change until the signal aborts, with the
 * time. What it returns does so at once, where the title is still waited for too: nothing that happens on a
 * page is told before it.
 */
export function watchRoutes(changed: (place: Place, time: number) => unknown, signal: AbortSignal): () => void {
  let last = location.href;
  let title = document.title;
  const landed = now();
  /** The page that is there is told late, when it may have its title. */
  let waiting: (() => unknown) | undefined =
    () => changed([last, location.href === last ? document.title : title, document.referrer], landed);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether this page is one that sets titles; who waited in vain waits no more. */
  let sets = true;

  const tell = () => {
    const told = waiting;
    waiting = undefined;
    clearTimeout(timer);
    titles.disconnect();
    if (told && !signal.aborted) told();
    title = document.title;
  };
  const titles = new MutationObserver(() => document.title !== title && tell());

  const look = () => {
    if (signal.aborted || location.href === last) return;
    tell();
    const [before, url, time] = [last, location.href, now()];
    last = url;
    waiting = () => changed([url, document.title, before], time);
    const isSet = document.title !== title;
    sets ||= isSet;
    if (isSet || !sets) return tell();
    timer = setTimeout(() => {
      sets = false;
      tell();
    }, PATIENCE);
    titles.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const own = Object.getOwnPropertyDescriptor(history, name);
    const original = history[name];
    const wrapped: typeof original = function (this: History, ...args) {
      // Who writes to the prototype later is heard too.
      (own ? original : History.prototype[name]).apply(this, args);
      // When the page's own code has run.
      if (!signal.aborted) queueMicrotask(look);
    };
    // A page may have frozen them: then nothing is wrapped, and nothing is thrown.
    Reflect.set(history, name, wrapped);
    signal.addEventListener("abort", () => {
      // Somebody may have wrapped ours by now; then ours stays and passes through.
      if (history[name] !== wrapped) return;
      Reflect.deleteProperty(history, name);
      if (own) Object.defineProperty(history, name, own);
    });
  }
  signal.addEventListener("abort", tell);
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("currententrychange", () => queueMicrotask(look), { signal });
  addEventListener("popstate", () => queueMicrotask(look), { signal });
  addEventListener("hashchange", look, { signal });
  return () => {
    look();
    tell();
  };
}
