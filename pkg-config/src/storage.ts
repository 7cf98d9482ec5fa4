// Where things are kept: IndexedDB, else localStorage, else memory, behind one interface of keys
// and values.
//
// Writes of one step go together into one transaction and are then told to the other tabs. What is
// not durable when the page is left, or what the database does not take, goes into a journal in
// localStorage, from which the next page takes it; keys are unique, so taking something twice does
// no harm. Only a page that cannot have the database at all works in localStorage itself.
import { type Change, type Database, openDatabase } from "./database";
import type { Edge } from "./edge";
import { below, local, put, read } from "./local";
import { holders } from "./locks";

/** What others have not changed. */
function without(all: Change[], others: Change[]): Change[] {
  const keys = others.map(([key]) => key);
  return all.filter(([key]) => !keys.includes(key));
}

const consentKey = (prefix: string) => `${prefix}.consent`;

/** What was last decided about consent here, on this page or another. */
export const decided = (prefix: string): unknown => read(consentKey(prefix));

/** When that was decided, as it stands there or in the database: neither outlives every crash. */
const timeOf = (known: unknown): number => Number((known as { time?: number } | undefined)?.time) || 0;

/**
 * Notes what was decided, and when, since a page that is left before the module is there can read no
 * database; answers with the time.
 */
export function decide(prefix: string, consent?: object, time = Math.max(Date.now(), timeOf(decided(prefix)) + 1)): number {
  // Where the new one does not fit, the old one is not to be believed.
  put(consentKey(prefix));
  if (consent) put(consentKey(prefix), { ...consent, time });
  return time;
}

/** Deletes what is stored under a prefix, for a page without a core; what was decided about consent stays. */
export async function eraseStored(prefix: string): Promise<void> {
  const goes = ([key]: [string, unknown?]) => key !== "consent" && key !== "decided";
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

/** A database that does not answer is waited for so long, in milliseconds. */
const PATIENCE = 10_000;
/** The most changes a journal holds, the latest. */
const MOST_KEPT = 500;
/** What a page without a database puts into localStorage at most, in characters: that is the host's, too. */
const ROOM = 1 << 21;

/** A database and all that is in it, until the signal; nothing where that cannot be had, or not in time. */
function have(name: string, signal: AbortSignal): Promise<[Database, Change[]] | undefined> {
  return new Promise((done) => {
    let late = false;
    const end = () => {
      late = true;
      clearTimeout(timer);
      done(undefined);
    };
    const timer = setTimeout(end, PATIENCE);
    signal.addEventListener("abort", end);
    openDatabase(name).then(async (database) => {
      // In the middle of reading, too.
      signal.addEventListener("abort", database.close);
      const stored = late ? [] : await database.read().catch(end);
      if (late || !stored) return database.close();
      clearTimeout(timer);
      done([database, stored]);
    }).catch(end);
  });
}

/** Opens the best medium there is; returns it with all that is in it. */
export async function openStorage(edge: Edge, prefix: string, memory: boolean, tab: string) {
  const { signal, safe, hear, warn } = edge;
  const ours = `${prefix}:`;
  /** Every tab has a journal of its own; the next page takes them all. */
  const journals = `${prefix}.journal.`;
  /** Whether everything is to be deleted before anything is believed. */
  const erased = `${prefix}.erased`;
  /** What is not durable yet, in order, and who hears whether it is. */
  const pending = new Map<Change[], (kept: boolean) => void>();
  /** Under which keys there is something, as far as this tab has heard. */
  const keys = new Set<string>();
  let channel: BroadcastChannel | undefined;
  /** What others wrote while it was read; what was erased then is read again. */
  let held: Change[][] | undefined = [];
  let again = false;
  if (!memory) {
    signal.addEventListener("abort", close);
    join();
  }
  let [database, stored = []] = (memory ? undefined : await have(prefix, signal)) ?? [];
  while (database && again && !signal.aborted) {
    again = false;
    stored = await database.read().catch(() => []);
  }
  /** Whether the database has refused something that still waits. */
  let broken = false;
  /** Whether all that waits is being written once more: what comes meanwhile must not overtake it. */
  let trying = false;
  /** How much more a page without a database may put into localStorage. */
  let room = ROOM;
  if (!memory && !signal.aborted) {
    if (database) takeLeft();
    else room -= JSON.stringify((stored = below(ours))).length;
    heed();
  }
  for (const [key] of stored) keys.add(key);
  const early = signal.aborted ? [] : held;
  held = undefined;
  for (const changes of early) {
    note(changes);
    // What was decided stands beside, and is known.
    hear("foreign", changes.filter(([key]) => key !== "consent"));
  }

  /** Of what was decided here and there, the later counts. */
  function heed(): void {
    const of = (key: string) => stored.find(([known]) => known === key)?.[1];
    const { time: _, ...consent } = Object(decided(prefix)) as { time?: number };
    const there = Number(of("decided")) || 0;
    if (there > timeOf(decided(prefix))) decide(prefix, of("consent") as object, there);
    else if (Object.keys(consent).length > 0) learn([["consent", consent]]);
  }

  /** What is stored is now so. */
  function learn(changes: Change[]): void {
    stored = [...without(stored, changes), ...changes.filter(({ length }) => length > 1)];
  }

  /** Takes along what earlier pages could not write; until it is durable, it is in this tab's journal. */
  function takeLeft(): void {
    if (read(erased)) {
      stored = [];
      commit([], true);
    }
    const known = new Set(stored.map(([key]) => key));
    // Without the database, who came was somebody new: what that says goes before.
    const beside = below(ours).filter(([key]) => !known.has(key)) as Change[];
    const left = below(journals) as [string, Change[]][];
    // A browser that dies brings back what was taken: localStorage is what it was seconds before.
    const taken = [...known].filter((key) => key.startsWith("j:"));
    if (taken.length > 0) keep(taken.map((key) => [key]), () => {});
    for (const changes of [beside, ...left.map(([, changes]) => changes)]) {
      try {
        if (taken.includes(changes[0]?.[0] ?? "")) continue;
        // One that has no such key would keep all the others from being written.
        const ours = changes.filter(([key]) => typeof key === "string");
        learn(ours);
        keep(ours, () => {});
      } catch {
        // Not ours.
      }
    }
    journal();
    drop(ours);
    for (const [of] of left) if (of !== tab) put(journals + of);
  }

  /** Listens to the other tabs. */
  function join(): void {
    try {
      channel = new BroadcastChannel(prefix);
      channel.onmessage = safe(({ data }) => {
        if (held && data) held.push(data as Change[]);
        else if (held) [held, again] = [[], true];
        else if (data) {
          note(data as Change[]);
          hear("foreign", data);
        } else hear("erased");
      });
    } catch {
      // Without it every tab knows what it has read.
    }
  }

  /** What waits, of each key the last: the latest changes, as many as a journal holds. */
  function latest(): Change[] {
    const last = new Map<string, Change>();
    for (const change of [...pending.keys()].flat()) {
      // A map would leave it where the key came first.
      last.delete(change[0]);
      last.set(change[0], change);
    }
    return [...last.values()].slice(-MOST_KEPT);
  }

  /** Puts down what waits, after the key by which it is known to have been taken; whether it is kept now. */
  function journal(): boolean {
    return put(journals + tab, pending.size > 0 ? [[`j:${Math.random()}`, 1], ...latest()] : undefined);
  }

  function close(): void {
    journal();
    channel?.close();
  }

  function note(changes: Change[]): void {
    try {
      for (const [key, ...value] of changes) value.length > 0 ? keys.add(key) : keys.delete(key);
    } catch {
      // Not ours.
    }
  }

  /** Writes the changes of one step and tells the other tabs; `then` hears whether they are kept. */
  function write(changes: Change[], then: (kept: boolean) => void): void {
    if (changes.length === 0) return then(!memory && (!!database || !!local()));
    channel?.postMessage(changes);
    if (database) outdate(changes);
    keep(changes, (kept) => {
      if (kept) note(changes);
      then(kept);
    });
  }

  /** What stands in journals that no page has taken yet is older: the next page is not to put it back. */
  function outdate(changes: Change[]): void {
    for (const [of, left] of below(journals) as [string, Change[]][]) {
      try {
        const still = without(left, changes);
        if (of !== tab && still.length < left.length) put(journals + of, still);
      } catch {
        // Not ours.
      }
    }
  }

  function keep(changes: Change[], then: (kept: boolean) => void): void {
    // What goes must go, though what stands before it does not fit.
    if (!database) return then(!memory && !changes.map(putBeside).includes(false));
    pending.set(changes, then);
    if (broken) void mend();
    else commit([changes]);
  }

  function putBeside([key, value]: Change): boolean {
    const taken = () => JSON.stringify(read(ours + key))?.length ?? 0;
    room += taken();
    // What goes has no length, and fits.
    const kept = !(JSON.stringify(value)?.length > room) && put(ours + key, value);
    room -= taken();
    return kept;
  }

  /** Writes some of what waits, where asked for in place of all that was stored; `again` is all of it, once more. */
  function commit(batch: Change[][], anew?: boolean, again?: boolean): void {
    const end = safe((durable: boolean) => {
      if (again) trying = false;
      if (!durable) return again ? despair() : void mend();
      if (anew) put(erased);
      for (const each of batch) {
        pending.get(each)?.(true);
        pending.delete(each);
      }
      if (pending.size > 0) return again && void mend();
      broken = false;
      put(journals + tab);
    });
    try {
      database?.write(batch.flat(), end, anew);
    } catch {
      end(false);
    }
  }

  /** Tries all that waits once more, the first time on a new connection: the one there was is closed, or takes nothing. */
  async function mend(): Promise<void> {
    if (trying || signal.aborted) return;
    trying = true;
    if (!broken) {
      broken = true;
      const [fresh] = (await have(prefix, signal)) ?? [];
      if (signal.aborted) return;
      if (fresh) {
        database?.close();
        database = fresh;
      }
    }
    commit([...pending.keys()], !!read(erased), true);
  }

  /** What waits is for the next page, as much of it as a journal holds. */
  function despair(): void {
    warn("the database takes nothing any more; what is new is kept in localStorage for the next page, as far as it fits");
    const kept = journal();
    const left = latest();
    for (const then of pending.values()) then(kept);
    pending.clear();
    pending.set(left, () => {});
  }

  /** Takes a run for this tab, unless a living tab holds it. */
  async function claim(run: string, key: string, value: unknown): Promise<void> {
    let answer: [boolean, unknown?] = [true];
    try {
      if (database) answer = await database.claim(key, value, tab, await holders(`${prefix}:tab:`));
      else if (!memory) answer = [true, read(ours + key)];
    } catch {
      // Without a working storage there is nobody to share with.
    }
    hear("claimed", run, ...answer);
  }

  /** Deletes everything below a prefix. */
  function drop(start: string): void {
    for (const [key] of below(start)) put(start + key);
  }

  /** Deletes what pages that are gone have left to the next one. */
  function dropLeft(): void {
    drop(journals);
    put(`${prefix}.queue`);
  }

  /** Deletes everything of ours and tells the other tabs. */
  function erase(): void {
    for (const then of pending.values()) then(false);
    pending.clear();
    if (!memory) {
      drop(ours);
      room = ROOM;
      dropLeft();
      decide(prefix);
      // Should the page or the connection not last until it is done, or the database be out of reach.
      put(erased, true);
      if (database) commit([], true);
    }
    channel?.postMessage(null);
  }

  return { stored, keys, durable: !!database, write, claim, erase, dropLeft, journal };
}
