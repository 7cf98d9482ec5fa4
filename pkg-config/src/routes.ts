// Route changes of single-page applications: `history` tells nobody when it is written to, so
// its two methods are wrapped. It is the one built-in Docent touches.

/** Calls `changed` after every route change until the signal aborts. */
export function watchRoutes(changed: (referrer: string) => void, signal: AbortSignal): void {
  let last = location.href;
  const look = () => {
    if (signal.aborted || location.href === last) return;
    const referrer = last;
    last = location.href;
    changed(referrer);
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    const wrapped: typeof original = function (this: History, ...args) {
      original.apply(this, args);
      // The page sets its title after the route, so look when its code has run.
      if (!signal.aborted) queueMicrotask(look);
    };
    // A page may have frozen them: then nothing is wrapped, and nothing is thrown.
    Reflect.set(history, name, wrapped);
    signal.addEventListener("abort", () => {
      // Somebody may have wrapped ours by now; then ours stays and passes through.
      if (history[name] !== wrapped) return;
      Reflect.deleteProperty(history, name);
      if (history[name] !== original) Reflect.set(history, name, original);
    });
  }
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("currententrychange", () => queueMicrotask(look), { signal });
  addEventListener("popstate", () => queueMicrotask(look), { signal });
  addEventListener("hashchange", look, { signal });
}
