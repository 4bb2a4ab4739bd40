/**
 * Copies of pages and files, of a bounded number. They lie in two caches, a young and an old one: what
 * is used moves into the young one, and when that is full it becomes the old one, and what was in the
 * old one is dropped. A page and its files are used together, so they stay and go together.
 */
export interface CopiesLimits {
  /** Entries of the young cache; there are at most twice as many in all. */
  entries: number;
  /** Part of what the browser allows the origin that may be full before the oldest are dropped. */
  fullness: number;
}

const DEFAULT_LIMITS: CopiesLimits = { entries: 300, fullness: 0.5 };

/** How many copies are made before the space that is left is looked at again. */
const ESTIMATE_EVERY = 20;

type Estimate = () => Promise<StorageEstimate>;

interface Generation {
  number: number;
  cache: Cache;
  /** URLs in it. */
  keys: Set<string>;
}

export class Copies {
  readonly #storage: CacheStorage;
  readonly #prefix: string;
  readonly #limits: CopiesLimits;
  readonly #estimate: Estimate;
  #young: Promise<Generation> | undefined;
  #sinceEstimate = 0;
  /** One after the other, or two that find the cache full would drop both. */
  #room: Promise<void> = Promise.resolve();

  /** @param scope Sites below one origin, as at `name.github.io`, do not share their copies. */
  constructor(
    storage: CacheStorage,
    scope: string,
    limits: CopiesLimits = DEFAULT_LIMITS,
    estimate: Estimate = async () => (await navigator.storage?.estimate?.()) ?? {},
  ) {
    this.#storage = storage;
    this.#prefix = `kept for reading: ${scope} `;
    this.#limits = limits;
    this.#estimate = estimate;
  }

  /** The copy of a URL; it then counts as used. Never throws: a copy that cannot be read is none. */
  async get(url: string): Promise<Response | undefined> {
    try {
      const young = await this.#generation();
      const copy = await young.cache.match(url, { ignoreVary: true });
      if (copy) return copy;
      const old = await this.#oldCache(young.number);
      const older = await old?.match(url, { ignoreVary: true });
      if (older) await this.put(url, older.clone());
      return older;
    } catch {
      return undefined;
    }
  }

  /** Whether there is a copy that counts as used lately. */
  async has(url: string): Promise<boolean> {
    try {
      return (await this.#generation()).keys.has(url);
    } catch {
      return false;
    }
  }

  /** Keeps a copy. Never throws: without space, or where storage is refused, there is none. */
  async put(url: string, response: Response): Promise<void> {
    try {
      await (this.#room = this.#room.catch(() => {}).then(() => this.#makeRoom()));
      const { cache, keys } = await this.#generation();
      await cache.put(url, response);
      keys.delete(url);
      keys.add(url);
    } catch (error) {
      // Reading goes on without this copy; there will be room for the next.
      if ((error as Error).name === 'QuotaExceededError') await this.#turn().catch(() => {});
    }
  }

  async delete(url: string): Promise<void> {
    try {
      const young = await this.#generation();
      young.keys.delete(url);
      await young.cache.delete(url, { ignoreVary: true });
      await (await this.#oldCache(young.number))?.delete(url, { ignoreVary: true });
    } catch {
      // As for `put`.
    }
  }

  /** All URLs, those used last first. */
  async urls(): Promise<string[]> {
    try {
      const young = await this.#generation();
      const old = await this.#oldCache(young.number);
      const older = ((await old?.keys()) ?? []).map(({ url }) => url);
      return [...new Set([...[...young.keys].reverse(), ...older.reverse()])];
    } catch {
      return [];
    }
  }

  #generation(): Promise<Generation> {
    this.#young ??= this.#latest().catch((error: unknown) => {
      this.#young = undefined;
      throw error;
    });
    return this.#young;
  }

  async #latest(): Promise<Generation> {
    return this.#open(Math.max(1, ...(await this.#numbers())));
  }

  async #open(number: number): Promise<Generation> {
    const cache = await this.#storage.open(this.#prefix + number);
    return { number, cache, keys: new Set((await cache.keys()).map(({ url }) => url)) };
  }

  async #oldCache(young: number): Promise<Cache | undefined> {
    const name = this.#prefix + (young - 1);
    return (await this.#storage.has(name)) ? this.#storage.open(name) : undefined;
  }

  async #numbers(): Promise<number[]> {
    const names = await this.#storage.keys();
    return names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => Number(name.slice(this.#prefix.length)));
  }

  async #makeRoom(): Promise<void> {
    if (await this.#isFull()) await this.#turn();
  }

  async #isFull(): Promise<boolean> {
    const { keys } = await this.#generation();
    if (keys.size >= this.#limits.entries) return true;
    if (this.#sinceEstimate++ % ESTIMATE_EVERY !== 0) return false;
    const { usage = 0, quota = Infinity } = await this.#estimate();
    return keys.size > 0 && usage > quota * this.#limits.fullness;
  }

  /** The young cache becomes the old one; older ones go. */
  async #turn(): Promise<void> {
    const { number } = await this.#generation();
    this.#young = this.#open(number + 1);
    await this.#young;
    const outdated = (await this.#numbers()).filter((other) => other < number);
    await Promise.all(outdated.map((other) => this.#storage.delete(this.#prefix + other)));
  }
}
