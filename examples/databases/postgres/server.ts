import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { Cancellations } from './cancellations.ts';
import { CANCEL_REQUEST, errorResponse } from './protocol.ts';
import {
  handedOver,
  type StartMessage,
  type ThreadData,
  type ThreadMessage,
} from './thread-messages.ts';

export interface Server {
  host: string;
  port: number;
  /** Serves clients that are connected by other means than TCP, too. */
  net: NetServer;
  close(): Promise<void>;
}

/** Starts PostgreSQL in a thread, for TCP clients on 127.0.0.1; port 0 takes a free one. */
export async function startServer({ port = 0, maxWait = 10_000 } = {}): Promise<Server> {
  const cancellations = new Cancellations();
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { maxWait, cancellations: cancellations.memory } satisfies ThreadData,
  });
  const [started] = (await once(thread, 'message')) as [StartMessage];
  if (started.kind === 'failed') throw new Error(`PostgreSQL did not start: ${started.reason}`);

  const sockets = new Map<number, Socket>();
  let nextId = 1;
  const say = (message: ThreadMessage, handed: ArrayBuffer[] = []) =>
    thread.postMessage(message, handed);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const id = nextId++;
    sockets.set(id, socket);
    // A program ends when its own work is done, whatever its pool still holds open.
    socket.unref();
    say({ id, kind: 'open' });
    socket.once('data', (first: Buffer) => {
      if (first.length >= 16 && first.readInt32BE(4) === CANCEL_REQUEST)
        cancellations.request(first.readInt32BE(12));
    });
    socket.on('data', (chunk: Buffer) => {
      const [bytes, handed] = handedOver(chunk);
      say({ id, kind: 'data', bytes }, handed);
    });
    socket.on('end', () => say({ id, kind: 'end' }));
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(id);
      say({ id, kind: 'close' });
    });
  });
  thread.on('message', (message: ThreadMessage) => {
    const socket = sockets.get(message.id);
    if (message.kind === 'data') socket?.write(message.bytes);
    else if (message.kind === 'end') socket?.end();
    else socket?.destroy();
  });
  // Without its thread there is no server: clients see that the connection is gone.
  thread.on('error', (error) => console.error(error));
  thread.on('exit', () => {
    server.close();
    for (const socket of sockets.values()) socket.destroy();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  thread.unref();
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    net: server,
    async close() {
      const end = errorResponse({
        severity: 'FATAL',
        code: '57P01',
        message: 'terminating connection due to administrator command',
      });
      const closed = server.listening && once(server, 'close');
      server.close();
      for (const socket of sockets.values()) socket.end(end);
      for (const socket of sockets.values()) socket.destroySoon();
      await closed;
      await thread.terminate();
    },
  };
}
