/** The ports that are open in a container, whoever has opened them. */
import type { Container } from '../container/container.ts';

/**
 * From here on are the ports that `listen(0)` gives. What a program has there is for itself, as the
 * database inside it is, and nothing that a preview could show.
 * https://www.rfc-editor.org/rfc/rfc6335#section-6
 */
const firstDynamicPort = 49_152;

/** A port that a program has opened. `url` is the base of its preview and ends with `/`. */
export interface Server {
  port: number;
  url: string;
  /** Whether the URL can be navigated to; requests need not wait for that. */
  previewable: boolean;
  /** Whether the run's program has opened it, and not one in a terminal or a test. */
  ofRun: boolean;
}

export interface OpenPortsOptions {
  /** Whether a port that has just been opened is of the run's program. */
  isOfRun: (port: number) => boolean;
  opened: (server: Server) => void;
  closed: (server: Server) => void;
}

export class OpenPorts {
  readonly #options: OpenPortsOptions;
  readonly #release: (() => void)[];
  #servers: readonly Server[] = [];

  constructor(container: Container, options: OpenPortsOptions) {
    this.#options = options;
    this.#release = [
      container.on('server-ready', (port, url) => this.#opened(port, url, true)),
      container.on('port', (port, type, url) => {
        if (type === 'close') this.#closed(port);
        else if (!this.#find(port)) this.#opened(port, url, false);
      }),
    ];
  }

  /** The run's first, each kind in the order in which it was opened. */
  get servers(): readonly Server[] {
    const own = this.#servers.filter(({ ofRun }) => ofRun);
    return [...own, ...this.#servers.filter(({ ofRun }) => !ofRun)];
  }

  /** The run's program has ended, and its ports with it. */
  endRun(): void {
    this.#servers = this.#servers.filter(({ ofRun }) => !ofRun);
  }

  release(): void {
    for (const undo of this.#release.splice(0)) undo();
    this.#servers = [];
  }

  #find(port: number): Server | undefined {
    return this.#servers.find((server) => server.port === port);
  }

  #opened(port: number, url: string, previewable: boolean): void {
    if (port >= firstDynamicPort) return;
    const known = this.#find(port);
    const ofRun = known?.ofRun ?? this.#options.isOfRun(port);
    const server = { port, url, previewable, ofRun };
    this.#servers = known
      ? this.#servers.map((other) => (other === known ? server : other))
      : [...this.#servers, server];
    this.#options.opened(server);
  }

  #closed(port: number): void {
    const server = this.#find(port);
    if (!server) return;
    this.#servers = this.#servers.filter((other) => other !== server);
    this.#options.closed(server);
  }
}
