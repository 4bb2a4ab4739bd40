/** The previews of all containers of this page, over one service worker. */
import { connectBridge } from '../preview/bridge-channel.ts';
import { PreviewHost, previewUrl, registerPreviewHost } from '../preview/preview-host.ts';
import type { EmbeddedContainer } from './embedded-container.ts';

/** Where previews live: at the page's own origin, or behind the bridge of a second one. */
export type PreviewPlace =
  /** The service worker that routes previews, and the scope under which they live. */
  | { url: string; scope: string }
  /** The page there that calls `servePreviewBridge`, and the scope of that origin's service worker. */
  | { bridge: string; scope: string };

const hostAt = async (where: PreviewPlace, signal: AbortSignal): Promise<PreviewHost> =>
  'bridge' in where
    ? new PreviewHost(await connectBridge(where.bridge, signal), signal)
    : registerPreviewHost({ serviceWorkerUrl: where.url, scope: where.scope, signal });

/** Milliseconds for an answer of the bridge, which has nothing else to do. */
const PATIENCE_MS = 1000;

export class Previews {
  readonly #where: PreviewPlace;
  readonly #containers = new Map<string, EmbeddedContainer>();
  #host: PreviewHost | undefined;
  #connection = new AbortController();
  #ready = Promise.resolve();

  constructor(where: PreviewPlace) {
    this.#where = where;
    this.#connect();
  }

  /** Settles when previews can be navigated to; rejects with `PreviewUnavailable`. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  url(containerId: string, port: number): string {
    return previewUrl(this.#where.scope, containerId, port);
  }

  add(container: EmbeddedContainer): void {
    this.#containers.set(container.id, container);
    if (this.#host) this.#announce(this.#host, container);
  }

  remove(containerId: string): void {
    this.#containers.delete(containerId);
    this.#host?.remove(containerId);
  }

  /** Ends what previews wait for from a server that is gone. */
  portClosed(containerId: string, port: number): void {
    this.#host?.stopped(containerId, port);
    // The program's page is gone by now, but one whose script never ended has taken the bridge with it.
    this.#connect();
  }

  /** Once what was begun before has ended, and unless there is a connection that works. */
  #connect(): void {
    this.#ready = this.#ready.then(async () => {
      if (await this.#host?.isAlive(PATIENCE_MS)) return;
      this.#connection.abort();
      this.#connection = new AbortController();
      this.#host = undefined;
      const host = await hostAt(this.#where, this.#connection.signal);
      this.#host = host;
      for (const container of this.#containers.values()) this.#announce(host, container);
    });
    // Whoever needs a preview waits for `ready`; nobody may be there yet.
    this.#ready.catch(() => {});
  }

  #announce(host: PreviewHost, container: EmbeddedContainer): void {
    host.add(container.id, {
      jar: container.cookies,
      onRequest: (port, request, responses) =>
        container.forwardRequest({ ...request, port }, responses),
      onWebSocket: (port, request, socket) =>
        container.forwardWebSocket({ ...request, port }, socket),
    });
  }
}
