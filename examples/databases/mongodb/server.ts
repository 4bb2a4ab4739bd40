import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Cursors } from './commands/cursors.ts';
import { type ServerState } from './commands/context.ts';
import { Operations } from './commands/operations.ts';
import { Sessions } from './commands/sessions.ts';
import { dump, restore } from './storage/dump.ts';
import { Store } from './storage/store.ts';
import { expire } from './storage/ttl.ts';
import { serve } from './wire/connection.ts';

export interface Options {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** How often expired documents, cursors, sessions and transactions are looked for. */
  monitorSeconds?: number;
  /** After this time an open transaction is aborted, as by the server's parameter of that name. */
  transactionLifetimeLimitSeconds?: number;
  /** Whether the program may end while the server listens. */
  unref?: boolean;
  /** What an earlier server's `dump` gave: with these data it starts. */
  data?: Uint8Array | undefined;
  /** Called after each committed change. */
  changed?: (() => void) | undefined;
}

/** A MongoDB server in this process, with its data in memory. */
export class MongoServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #store = new Store();
  readonly #state: ServerState;
  readonly #options: Options;
  #monitor: ReturnType<typeof setInterval> | undefined;
  #connections = 0;

  constructor(options: Options = {}) {
    this.#options = options;
    if (options.data) restore(this.#store, options.data);
    if (options.changed) this.#store.log.onAppend(options.changed);
    this.#state = {
      store: this.#store,
      cursors: new Cursors(),
      operations: new Operations(),
      sessions: new Sessions(this.#store, (options.transactionLifetimeLimitSeconds ?? 60) * 1000),
      address: () => this.address,
      connections: () => this.#sockets.size,
      started: Date.now(),
    };
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get address(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  /** One member of a replica set, spoken to directly. */
  get uri(): string {
    return `mongodb://${this.address}/?directConnection=true`;
  }

  async listen(): Promise<this> {
    const { port = 0, host = '127.0.0.1', monitorSeconds = 1, unref = true } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    this.#monitor = setInterval(() => this.sweep(), monitorSeconds * 1000);
    this.#monitor.unref?.();
    if (unref) this.#server.unref();
    return this;
  }

  /** What the monitor does every time. */
  sweep(): void {
    expire(this.#store);
    this.#state.cursors.expire();
    this.#state.sessions.expire();
  }

  /** All committed data, for a later server. */
  dump(): Uint8Array {
    return dump(this.#store);
  }

  /** What is held for clients; for tests. */
  get held(): Record<
    'connections' | 'cursors' | 'operations' | 'sessions' | 'transactions',
    number
  > {
    return {
      operations: this.#state.operations.size,
      connections: this.#sockets.size,
      cursors: this.#state.cursors.size,
      sessions: this.#state.sessions.size,
      transactions: this.#store.transactions.size,
    };
  }

  #accept(socket: Socket): void {
    socket.setNoDelay?.(true);
    // The client's end keeps a program alive for as long as it is open; this end must not.
    if (this.#options.unref !== false) socket.unref?.();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    serve(socket, this.#state, ++this.#connections);
  }

  async close(): Promise<void> {
    clearInterval(this.#monitor);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
