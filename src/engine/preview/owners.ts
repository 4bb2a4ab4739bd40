/**
 * Which window runs a container. The service worker has no state of its own that would survive its
 * being stopped, so it asks all windows; with two tabs open, the first window found would be wrong.
 */
import { ask } from './ask.ts';
import type { OwnerAnswer } from './protocol.ts';
import type { ServiceWorkerScope, WorkerClient } from './service-worker-scope.ts';

/** Windows without containers do not answer at all; a busy one may take its time. */
const PATIENCE_MS = 5000;

export class Owners {
  readonly #clients: ServiceWorkerScope['clients'];
  readonly #isPreview: (client: WorkerClient) => boolean;
  readonly #ids = new Map<string, string>();
  readonly #searches = new Map<string, Promise<WorkerClient | undefined>>();

  constructor(
    clients: ServiceWorkerScope['clients'],
    isPreview: (client: WorkerClient) => boolean,
  ) {
    this.#clients = clients;
    this.#isPreview = isPreview;
  }

  async find(containerId: string): Promise<WorkerClient | undefined> {
    const id = this.#ids.get(containerId);
    const known = id === undefined ? undefined : await this.#clients.get(id);
    if (known) return known;
    this.#ids.delete(containerId);
    let search = this.#searches.get(containerId);
    if (!search) {
      search = this.#search(containerId).finally(() => this.#searches.delete(containerId));
      this.#searches.set(containerId, search);
    }
    return search;
  }

  async #search(containerId: string): Promise<WorkerClient | undefined> {
    const windows = await this.#clients.matchAll({ type: 'window', includeUncontrolled: true });
    // A preview's documents are not asked. One that hides in a frame of another URL is, and learns and
    // gains nothing: the id of a container is known to those that run it, and to its own pages.
    const pages = windows.filter((client) => !this.#isPreview(client));
    const answers = pages.map(async (client) => {
      const answer = await ask<OwnerAnswer>(client, { type: 'preview:owner' }, PATIENCE_MS);
      const { containerIds } = (answer ?? {}) as Partial<OwnerAnswer>;
      if (!Array.isArray(containerIds) || !containerIds.includes(containerId)) {
        throw new Error('not the owner');
      }
      return client;
    });
    const owner = await Promise.any(answers).catch(() => undefined);
    if (owner) this.#ids.set(containerId, owner.id);
    return owner;
  }
}
