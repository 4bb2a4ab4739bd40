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
    // A preview's documents are never asked: a program could claim another's container.
    const pages = windows.filter((client) => !this.#isPreview(client));
    const answers = pages.map(async (client) => {
      const message = { type: 'preview:owner', containerId };
      const answer = await ask<OwnerAnswer>(client, message, PATIENCE_MS);
      if (!answer?.owner) throw new Error('not the owner');
      return client;
    });
    const owner = await Promise.any(answers).catch(() => undefined);
    if (owner) this.#ids.set(containerId, owner.id);
    return owner;
  }
}
