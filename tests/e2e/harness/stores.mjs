// What a browser keeps things in, as far as storage.ts uses it: in this process, and as unwilling
// as a test wants it.

import { source } from "./source.mjs";

export const { decide, decided, openStorage } = await source("storage.ts");

/** A localStorage: what is in it are its own properties. */
class Area {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  setItem(key, value) {
    this[key] = `${value}`;
  }

  removeItem(key) {
    delete this[key];
  }
}

/** One database, for whoever opens it, whatever it is called. */
class Databases {
  /** What is in it. */
  rows = new Map();
  /** How often it was opened. */
  opened = 0;
  /** The number of changes in each transaction so far. */
  written = [];
  /** Writes that have begun and not ended, and the most there were of them. */
  running = 0;
  most = 0;
  /** Opening it, reading and writing take until these have come. */
  door = Promise.resolve();
  reading = Promise.resolve();
  turn = Promise.resolve();
  /** Reads that have begun and not ended, and connections that are open. */
  reads = new Set();
  connected = 0;
  /** Whether it takes nothing from the connection of this number. */
  refuses = () => false;

  /** Once no write is under way. */
  async idle() {
    while (this.running > 0) await this.turn;
  }

  open() {
    const request = {};
    this.door.then(() => {
      this.opened += 1;
      this.connected += 1;
      request.result = this.#connection(this.opened);
      request.onsuccess();
    });
    return request;
  }

  #connection(number) {
    let open = true;
    const close = () => {
      this.connected -= open;
      open = false;
    };
    return { close, transaction: () => this.#transaction(number) };
  }

  #transaction(number) {
    const changes = [];
    const rows = () => [...this.rows].sort(([one], [other]) => (one < other ? -1 : 1));
    const transaction = {
      objectStore: () => ({
        transaction,
        put: (value, key) => changes.push(() => this.rows.set(key, value)),
        delete: (key) => changes.push(() => this.rows.delete(key)),
        clear: () => changes.push(() => this.rows.clear()),
        getAllKeys: () => this.#answer(transaction, () => rows().map(([key]) => key)),
        getAll: () => this.#answer(transaction, () => rows().map(([, value]) => value)),
      }),
      abort: () => this.reads.forEach((read) => read.of === transaction && this.#end(read, "onerror")),
      commit: () => {
        this.written.push(changes.length);
        this.running += 1;
        this.most = Math.max(this.most, this.running);
        this.turn.then(() => {
          this.running -= 1;
          if (this.refuses(number)) return transaction.onabort();
          for (const change of changes) change();
          transaction.oncomplete();
        });
      },
    };
    return transaction;
  }

  #answer(transaction, result) {
    const request = {};
    const read = { request, of: transaction };
    this.reads.add(read);
    this.reading.then(() => {
      request.result = result();
      this.#end(read, "onsuccess");
    });
    return request;
  }

  #end(read, how) {
    if (this.reads.delete(read)) read.request[how]();
  }
}

/** A browser of its own for a test; `database: false` is one that has none. */
export function stores({ database = true } = {}) {
  const databases = new Databases();
  const channels = new Set();
  Object.assign(globalThis, {
    localStorage: new Area(),
    indexedDB: database ? databases : { open: () => { throw new Error("denied"); } },
    BroadcastChannel: class {
      constructor() {
        channels.add(this);
      }

      postMessage(data) {
        for (const other of channels) if (other !== this) other.onmessage?.({ data });
      }

      close() {
        channels.delete(this);
      }
    },
  });
  return { databases, area: globalThis.localStorage };
}

/**
 * Opens the storage as a tab does, of a page that aborts when it is left: what it said to the developer, what the core
 * heard of it, and writing that answers whether it is kept.
 */
export async function openTab(tab, { memory = false, page = new AbortController(), heard = [] } = {}) {
  const said = [];
  const edge = {
    signal: page.signal, safe: (act) => act, hear: (...what) => heard.push(what), warn: (message) => said.push(message),
  };
  const storage = await openStorage(edge, "docent", memory, tab);
  const write = (...changes) => new Promise((kept) => storage.write(changes, kept));
  return { ...storage, said, heard, write };
}
