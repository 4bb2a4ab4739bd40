/** Bytes by key in this browser, in IndexedDB: they may be megabytes, and are written often. */
export interface DataStore {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
}

const databaseName = 'example-data';
const storeName = 'folders';

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  return settled(request);
};

const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @throws DOMException, for instance `QuotaExceededError`, or where a browser forbids storage. */
async function inStore<Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  try {
    const transaction = database.transaction(storeName, mode);
    const completed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    // A request that succeeded may still be lost with its transaction, when the disk is full.
    const [result] = await Promise.all([
      settled(ask(transaction.objectStore(storeName))),
      completed,
    ]);
    return result;
  } finally {
    database.close();
  }
}

export const browserStore: DataStore = {
  get: (key) => inStore<Uint8Array<ArrayBuffer> | undefined>('readonly', (store) => store.get(key)),
  put: async (key, bytes) => void (await inStore('readwrite', (store) => store.put(bytes, key))),
  delete: async (key) => void (await inStore('readwrite', (store) => store.delete(key))),
};
