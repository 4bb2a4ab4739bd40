/**
 * Files that workers are about to load, asked for by the page: it sees how far they are, and whoever loads
 * them shares the one request or finds them in the HTTP cache.
 */
interface Download {
  /** As they come out of any compression. */
  bytes: number;
  /** Never rejects: who needs the file asks again, and reports the failure. */
  end: Promise<void>;
}

export class Downloads {
  readonly #files = new Map<string, Download>();
  readonly #listeners = new Set<() => void>();

  /** Asks for those that were not asked for yet. */
  start(urls: readonly string[]): void {
    for (const url of urls) {
      if (this.#files.has(url)) continue;
      const download: Download = { bytes: 0, end: Promise.resolve() };
      this.#files.set(url, download);
      download.end = this.#read(url, download).catch(() => void this.#files.delete(url));
    }
  }

  /** Bytes of these files that are there. */
  bytes(urls: readonly string[]): number {
    return urls.reduce((sum, url) => sum + (this.#files.get(url)?.bytes ?? 0), 0);
  }

  /** Resolves when none of these files is under way, whether they are there or could not be loaded. */
  async settled(urls: readonly string[]): Promise<void> {
    await Promise.all(urls.map((url) => this.#files.get(url)?.end));
  }

  /** @returns A function that takes the listener away. */
  onBytes(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #read(url: string, download: Download): Promise<void> {
    const { ok, body } = await fetch(url);
    if (!ok || !body) throw new Error(`There is no ${url}`);
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      download.bytes += value.length;
      for (const listener of this.#listeners) listener();
    }
  }
}
