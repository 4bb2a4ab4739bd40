/** Previews of all containers of this page. */
import type { EmbeddedContainer } from './embedded-container.ts';

export interface Previews {
  /** Settles when previews can be navigated to. */
  readonly ready: Promise<void>;
  url(containerId: string, port: number): string;
  add(container: EmbeddedContainer): void;
}

export function createPreviews(serviceWorker: { url: string; scope: string }): Previews {
  return { ready: Promise.resolve(), url: (id, port) => `${serviceWorker.scope}preview/${id}/${port}/`, add() {} };
}
