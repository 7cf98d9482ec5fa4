// IndexedDB: one database, one object store, keys and values.

/** A key and its new value; without one, the key goes. */
export type Change = [key: string, value?: unknown];

const STORE = "docent";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** Opens a database; rejects where there can be none. */
export async function openDatabase(name: string) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await done(request);
  // A newer release, or whoever deletes the database, is not kept waiting.
  database.onversionchange = () => database.close();
  const begin = (mode: IDBTransactionMode = "readwrite") => database.transaction(STORE, mode).objectStore(STORE);
  /** Transactions that wait for their own answers, and the same begun. */
  const held = new Set<IDBTransaction>();
  const hold = (mode?: IDBTransactionMode) => {
    const store = begin(mode);
    const { transaction } = store;
    held.add(transaction);
    transaction.oncomplete = () => held.delete(transaction);
    return store;
  };
  return {
    /** WebKit puts a page aside in the middle of a transaction, for which all others would wait. */
    close() {
      for (const transaction of held) {
        try {
          transaction.abort();
        } catch {
          // It is over just now.
        }
      }
      database.close();
    },
    /** Every key and its value. */
    async read(): Promise<Change[]> {
      const store = hold("readonly");
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      return keys.map((key, index) => [`${key as string}`, values[index]]);
    },

    /**
     * Begins writing at once, where asked for in an empty store, and commits without waiting; `then`
     * hears whether it is durable.
     */
    write(changes: Change[], then: (durable: boolean) => void, anew?: boolean): void {
      const store = begin();
      if (anew) store.clear();
      for (const [key, ...value] of changes) value.length > 0 ? store.put(value[0], key) : store.delete(key);
      const { transaction } = store;
      transaction.oncomplete = () => then(true);
      transaction.onabort = () => then(false);
      transaction.commit();
    },

    /**
     * In one transaction: writes a run unless another living tab's stands there. Returns whether
     * it did, and what stood there.
     */
    async claim(key: string, value: unknown, tab: string, living: string[]): Promise<[boolean, unknown]> {
      const store = hold();
      const stored = await done(store.get(key) as IDBRequest<{ tab?: string } | undefined>);
      const holder = stored?.tab ?? tab;
      if (holder !== tab && living.includes(holder)) return [false, stored];
      // What was left unfinished is taken over as it is, under this tab's name.
      await done(store.put(stored ? { ...stored, tab } : value, key));
      return [true, stored];
    },
  };
}
