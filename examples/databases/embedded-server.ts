import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/**
 * Listens on the loopback and a free port, and gives the port. Neither the server nor what is connected
 * to it keeps the process alive: a program that is done with its database ends.
 */
export async function listenOnLoopback(server: Server): Promise<number> {
  server.on('connection', (socket) => socket.unref());
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * The connection settings of a database, as a function: those of the environment variable if it is set
 * (`read` makes them out of its URL), else those of an embedded server, which is started at the first
 * call and then shared by the whole process. A start that failed is tried again at the next call.
 */
export function environmentOrEmbedded<Settings>(
  variable: string,
  read: (url: string) => Settings,
  start: () => Promise<Settings>,
): () => Promise<Settings> {
  let started: Promise<Settings> | undefined;
  return async () => {
    const url = process.env[variable];
    if (url) return read(url);
    started ??= start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
}
