// What the page is told: by listeners of its own, and in the console. Nothing that the page does in
// return comes back as an exception.

export type Listener = (payload: unknown, name: string) => void;

/** What can be listened to. */
const EVENTS = ["ready", "event", "segment", "experience", "answer", "exposure", "goal", "navigate", "error", "*"];

/** Runs code of the host; what it throws is the host's to see, not to suffer. */
export function hostly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    reportError(error);
    return undefined;
  }
}

/** `isReady`: whether who asks for `ready` has missed it. */
export function createListeners(isReady: () => boolean) {
  /** By name; whether each hears it only once. */
  const listeners = new Map<string, Map<Listener, boolean>>();
  /** What the developer was told since the start. */
  const said = new Set<string>();

  function emit(name: string, payload: unknown): void {
    for (const key of [name, "*"]) {
      const heard = listeners.get(key);
      for (const [listener, once] of [...(heard ?? [])]) {
        // Those before it may have taken it off.
        if (!heard?.has(listener)) continue;
        if (once) heard.delete(listener);
        hostly(() => listener(payload, name));
      }
    }
  }

  /** Tells the developer, once. */
  function warn(message: string): void {
    if (said.has(message)) return;
    said.add(message);
    console.error(`Docent: ${message}`);
    emit("error", { message });
  }

  function on(name: string, listener: Listener, once = false): () => void {
    if (typeof listener !== "function") {
      warn(`docent.on("${name}", …) expects a function`);
      return () => {};
    }
    if (!EVENTS.includes(name)) warn(`docent.on("${name}", …): there is no such event; there are ${EVENTS.join(", ")}`);
    const known = listeners.get(name) ?? new Map<Listener, boolean>();
    // Who hears it always hears it once, too.
    listeners.set(name, known.set(listener, once && known.get(listener) !== false));
    // Who comes late need not ask first.
    if (name === "ready" && isReady()) queueMicrotask(() => known.has(listener) && hostly(() => {
      if (known.get(listener)) known.delete(listener);
      listener({}, name);
    }));
    return () => void known.delete(listener);
  }

  return {
    emit,
    warn,
    on,
    off: (name: string, listener: Listener) => void listeners.get(name)?.delete(listener),
    /** A new start: what is still wrong is said again. */
    sayAgain: () => said.clear(),
  };
}
