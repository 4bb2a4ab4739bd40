/**
 * The reader's edits in this browser, one entry of `localStorage` for each file, so that two tabs which
 * change two files have nothing to quarrel about.
 */
import { keptKey, keptPrefix } from './kept-keys.ts';

export interface KeptEdit {
  text: string;
  /** Fingerprint of the author's text that was edited. */
  author: string;
}

export interface EditStore {
  read(path: string): KeptEdit | undefined;
  /** @throws DOMException, such as `QuotaExceededError`. */
  write(path: string, edit: KeptEdit): void;
  remove(path: string): void;
  /** Calls back with the path of each file of this day that another tab has written or removed. */
  watch(listener: (path: string) => void, signal: AbortSignal): void;
}

/** `undefined` where the browser forbids storage, as it may in a frame or in a private window. */
export function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const parse = (value: string | null): KeptEdit | undefined => {
  if (value === null) return undefined;
  try {
    const { text, author } = JSON.parse(value) as Partial<KeptEdit>;
    return typeof text === 'string' && typeof author === 'string' ? { text, author } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * @param storage Usually `localStorage`.
 * @param events Where the `storage` events of other tabs arrive, usually the window.
 */
export function createEditStore(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  day: number,
  events: EventTarget,
): EditStore {
  return {
    read: (path) => parse(storage.getItem(keptKey(day, path))),
    write: (path, { text, author }) =>
      storage.setItem(keptKey(day, path), JSON.stringify({ text, author })),
    remove: (path) => storage.removeItem(keptKey(day, path)),
    watch(listener, signal) {
      const prefix = keptPrefix(day);
      const onStorage = (event: Event): void => {
        const { key } = event as StorageEvent;
        if (key?.startsWith(prefix)) listener(key.slice(prefix.length));
      };
      events.addEventListener('storage', onStorage, { signal });
    },
  };
}

/** A short name for a text, by which it is known whether the author has changed a file (FNV-1a, 32 bits). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(36)}`;
}
