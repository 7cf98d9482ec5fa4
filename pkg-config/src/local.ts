// The page's localStorage, as values under keys. It may be forbidden, full, or hold what is not ours.

/** The page's localStorage, where it has one and lets us. */
export function local(): globalThis.Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Everything below a prefix, by the rest of its key. */
export function below(prefix: string): [string, unknown][] {
  const keys = Object.keys(local() ?? {}).filter((key) => key.startsWith(prefix));
  const found = keys.map((key): [string, unknown] => [key.slice(prefix.length), read(key)]);
  return found.filter(([, value]) => value !== undefined);
}

/** What lies there under a key. */
export function read(key: string): unknown {
  try {
    return JSON.parse(local()?.getItem(key) ?? "") as unknown;
  } catch {
    // Not ours, or broken: as good as not there.
    return undefined;
  }
}

/** Puts something there, or takes it away; whether that worked. */
export function put(key: string, value?: unknown): boolean {
  try {
    const area = local();
    if (value === undefined) area?.removeItem(key);
    else area?.setItem(key, JSON.stringify(value));
    return !!area;
  } catch {
    // Full: what does not fit is not kept.
    return false;
  }
}
