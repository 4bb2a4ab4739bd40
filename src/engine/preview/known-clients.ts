/**
 * Whose a client is, remembered while the service worker lives. It has to be known at once: a request
 * that is not answered in the event's own turn is taken from the browser, and the journal's own
 * requests must not be.
 */
import type { ClientKind } from './routing.ts';

const LARGEST = 1000;

export class KnownClients {
  readonly #kinds = new Map<string, NonNullable<ClientKind>>();

  get(id: string): ClientKind {
    return this.#kinds.get(id);
  }

  set(id: string, kind: NonNullable<ClientKind>): void {
    this.#kinds.delete(id);
    this.#kinds.set(id, kind);
    if (this.#kinds.size > LARGEST) this.#kinds.delete(this.#kinds.keys().next().value!);
  }
}
