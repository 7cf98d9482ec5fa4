// Where things are kept: IndexedDB, else localStorage, else memory, behind one interface of keys
// and values.
//
// Writes of one step go together into one transaction and are then told to the other tabs. What is
// not durable when the page is left goes into a journal in localStorage, from which the next page
// takes it; keys are unique, so taking something twice does no harm.
import { type Change, type Database, openDatabase } from "./database";
import type { Edge } from "./edge";
import { holders } from "./locks";

/** The page's localStorage, where it has one and lets us. */
export function local(): globalThis.Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Everything below a prefix, by the rest of its key. */
function below(prefix: string): [string, unknown][] {
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

export function put(key: string, value?: unknown): void {
  try {
    if (value === undefined) local()?.removeItem(key);
    else local()?.setItem(key, JSON.stringify(value));
  } catch {
    // Full: what does not fit is not kept.
  }
}

/** Deletes what is stored under a prefix, for a page without a core; what was decided about consent stays. */
export async function eraseStored(prefix: string): Promise<void> {
  const goes = ([key]: [string, unknown?]) => key !== "consent";
  for (const start of [`${prefix}:`, `${prefix}.journal.`]) {
    for (const [key] of below(start).filter(goes)) put(start + key);
  }
  try {
    const database = await openDatabase(prefix);
    const changes = (await database.read()).filter(goes).map(([key]): Change => [key]);
    await new Promise((done) => database.write(changes, done));
    database.close();
    const channel = new BroadcastChannel(prefix);
    channel.postMessage(null);
    channel.close();
  } catch {
    // There is no database, and nobody who could have read it.
  }
}

export type Storage = Awaited<ReturnType<typeof openStorage>>;

/** Opens the best medium there is; returns it with all that is in it. */
export async function openStorage(edge: Edge, prefix: string, memory: boolean, tab: string) {
  const { signal, safe, hear, warn } = edge;
  const ours = `${prefix}:`;
  /** Every tab has a journal of its own; the next page takes them all. */
  const journals = `${prefix}.journal.`;
  const pending = new Set<Change[]>();
  let channel: BroadcastChannel | undefined;
  let database: Database | undefined;
  let stored: Change[] = [];
  let useLocal = false;
  signal.addEventListener("abort", close);
  if (!memory) {
    database = await openDatabase(prefix).catch(() => undefined);
    useLocal = !database && !!local();
    stored = database ? await database.read().catch(() => []) : below(ours);
    if (!signal.aborted) {
      takeJournals();
      join();
    }
  }

  /** Takes along what earlier pages could not finish writing; until it is durable, it is in this tab's journal. */
  function takeJournals(): void {
    const left = below(journals) as [string, Change[]][];
    for (const [, changes] of left) {
      const keys = changes.map(([key]) => key);
      stored = [...stored.filter(([key]) => !keys.includes(key)), ...changes.filter(({ length }) => length > 1)];
      keep(changes, () => {});
    }
    journal();
    for (const [of] of left) if (of !== tab || useLocal) put(journals + of);
  }

  /** Listens to the other tabs. */
  function join(): void {
    try {
      channel = new BroadcastChannel(prefix);
      channel.onmessage = safe(({ data }) => (data ? hear("foreign", data) : hear("erased")));
    } catch {
      // Without it every tab knows what it has read.
    }
  }

  function journal(): void {
    // Of each key the last: what was withdrawn meanwhile is not written down once more.
    if (pending.size > 0) put(journals + tab, [...new Map([...pending].flat().map((change) => [change[0], change])).values()]);
  }

  function close(): void {
    journal();
    channel?.close();
    database?.close();
  }

  /**
   * Goes on with what is left where the database no longer takes anything (full, or closed for a
   * newer release), and says so once.
   */
  function fallBack(): void {
    if (!database || signal.aborted) return;
    database = undefined;
    useLocal = !!local();
    warn("the database takes nothing any more; going on without it");
  }

  /** Writes the changes of one step and tells the other tabs; `then` hears whether they are kept. */
  function write(changes: Change[], then: (kept: boolean) => void): void {
    if (changes.length === 0) return then(!!database || useLocal);
    channel?.postMessage(changes);
    keep(changes, then);
  }

  function keep(changes: Change[], then: (kept: boolean) => void): void {
    if (!database) {
      if (useLocal) for (const [key, value] of changes) put(ours + key, value);
      return then(useLocal);
    }
    pending.add(changes);
    const end = safe((durable: boolean) => {
      if (!durable) fallBack();
      else if (pending.delete(changes) && pending.size === 0) put(journals + tab);
      then(durable);
    });
    try {
      database.write(changes, end);
    } catch {
      end(false);
    }
  }

  /** Takes a run for this tab, unless a living tab holds it. */
  async function claim(run: string, key: string, value: unknown): Promise<void> {
    let answer: [boolean, unknown?] = [true];
    try {
      if (database) answer = await database.claim(key, value, tab, await holders(`${prefix}:tab:`));
      else if (useLocal) answer = [true, read(ours + key)];
    } catch {
      // Without a working storage there is nobody to share with.
    }
    hear("claimed", run, ...answer);
  }

  /** Deletes everything below a prefix. */
  const drop = (start: string) => below(start).forEach(([key]) => put(start + key));

  /** Deletes what pages that are gone have left to the next one. */
  function dropLeft(): void {
    drop(journals);
    put(`${prefix}.queue`);
  }

  /** Deletes everything of ours and tells the other tabs. */
  function erase(): void {
    pending.clear();
    try {
      database?.clear();
    } catch {
      fallBack();
    }
    if (useLocal) drop(ours);
    dropLeft();
    channel?.postMessage(null);
  }

  // Left before it was open: nothing may stay open behind.
  if (signal.aborted) close();
  return { stored, write, claim, erase, dropLeft, journal };
}
