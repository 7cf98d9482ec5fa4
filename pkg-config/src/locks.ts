// Web Locks, where the browser and the context (HTTPS or localhost) have them: see
// src/browser/locks.rs for what they mean to Docent.

const locks = (): LockManager | undefined => navigator.locks;

/** Waits for a lock, tells, and keeps it until the signal. */
export function hold(name: string, signal: AbortSignal, held: () => void): void {
  const keep = () => {
    held();
    return new Promise((release) => signal.addEventListener("abort", release));
  };
  // An abort while waiting is no error to us.
  if (locks()) locks()?.request(name, { signal }, keep).catch(() => {});
  else held();
}

/**
 * Tells when nobody holds a lock any more: asks for it, shared among all who wait for it, and
 * gives it back before anyone is told.
 */
export function watch(name: string, signal: AbortSignal, free: () => void): void {
  if (locks()) locks()?.request(name, { mode: "shared", signal }, () => {}).then(free, () => {});
  else free();
}

/** The rest of the name of every lock that begins so and is held. */
export async function holders(start: string): Promise<string[]> {
  const { held = [] } = (await locks()?.query().catch(() => {})) ?? {};
  // Shared ones are held by those who watch.
  const own = held.filter(({ mode, name }) => mode === "exclusive" && name?.startsWith(start));
  return own.map(({ name = "" }) => name.slice(start.length));
}
