// Which tabs are alive, and which of them sends: by Web Locks, where the browser and the context
// (HTTPS or localhost) have them.
//
// Every tab holds a lock of its own name for as long as it lives, crashes included; whoever wants
// to know when it is gone asks for the same lock. One more lock elects the sender. Without Web
// Locks every tab sends its own, and a tab that does not answer counts as gone.

const locks = (): LockManager | undefined => navigator.locks;

/** Waits for a lock, tells, and keeps it until the signal. */
export function hold(name: string, signal: AbortSignal, held: () => void): void {
  const keep = () => {
    held();
    // By now it may be aborted, and nobody would ever let go of it.
    return signal.aborted ? undefined : new Promise((release) => signal.addEventListener("abort", release));
  };
  const manager = locks();
  // An abort while waiting is no error to us; where locks are refused, it is as if there were none.
  if (manager) manager.request(name, { signal }, keep).catch(() => signal.aborted || held());
  else held();
}

/** A page that reloads lets go of its lock and has it again within this many milliseconds. */
const RELOAD = 3000;
const told = new Set<string>();

/**
 * Tells when nobody holds a lock any more: asks for it, shared among all who wait for it, gives it
 * back, and looks again after the time a reload takes. Where there are no locks, it tells the first
 * time it is asked about a name and never again, so that two tabs cannot take turns for ever.
 */
export function watch(name: string, signal: AbortSignal, free: () => void): void {
  const manager = locks();
  if (!manager) {
    if (!told.has(name)) free();
    told.add(name);
    return;
  }
  const look = async () => {
    if ((await holders(name)).includes("")) watch(name, signal, free);
    else free();
  };
  manager.request(name, { mode: "shared", signal }, () => {}).then(
    () => {
      const timer = setTimeout(() => void look(), RELOAD);
      signal.addEventListener("abort", () => clearTimeout(timer));
    },
    () => {},
  );
}

/** The rest of the name of every lock that begins so and is held. */
export async function holders(start: string): Promise<string[]> {
  const { held = [] } = (await locks()?.query().catch(() => {})) ?? {};
  // Shared ones are held by those who watch.
  const own = held.filter(({ mode, name }) => mode === "exclusive" && name?.startsWith(start));
  return own.map(({ name = "" }) => name.slice(start.length));
}
