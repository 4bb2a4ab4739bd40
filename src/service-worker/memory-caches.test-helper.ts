/** `CacheStorage` in memory, as far as `Copies` uses it. */
export class MemoryCaches {
  readonly all = new Map<string, Map<string, Response>>();
  /** Whether storing fails, as where no space is left. */
  isFull = false;

  open(name: string): Promise<Cache> {
    const entries = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, entries);
    const cache = {
      keys: () => Promise.resolve([...entries.keys()].map((url) => ({ url }))),
      match: (url: string) => Promise.resolve(entries.get(url)?.clone()),
      delete: (url: string) => Promise.resolve(entries.delete(url)),
      put: (url: string, response: Response) => {
        if (this.isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
        entries.delete(url);
        entries.set(url, response);
        return Promise.resolve();
      },
    };
    return Promise.resolve(cache as unknown as Cache);
  }

  has(name: string): Promise<boolean> {
    return Promise.resolve(this.all.has(name));
  }

  keys(): Promise<string[]> {
    return Promise.resolve([...this.all.keys()]);
  }

  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.all.delete(name));
  }
}
