/** A MySQL server on a socket. */
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { Database } from './engine/database.ts';
import { MysqlConnection } from './wire/connection.ts';

export interface ServerOptions {
  /** Databases that exist from the start. */
  databases?: string[];
  /** If set, clients must know it; users may have any name. */
  password?: string;
  host?: string;
  port?: number;
}

export interface MysqlServer {
  host: string;
  port: number;
  database: Database;
  net: Server;
  /** Serves a client that is connected by other means than a socket. */
  accept(stream: Duplex): void;
  close(): Promise<void>;
}

export async function createMysqlServer({
  databases = ['app'],
  password,
  host = '127.0.0.1',
  port = 0,
}: ServerOptions = {}): Promise<MysqlServer> {
  const database = await Database.open(databases);
  const open = new Set<Duplex>();
  const accept = (stream: Duplex) => {
    open.add(stream);
    new MysqlConnection(stream, { database, password, closed: () => open.delete(stream) });
  };
  const net = createServer((socket) => {
    socket.setNoDelay(true);
    accept(socket);
  });
  await new Promise<void>((resolve, reject) => {
    net.once('error', reject);
    net.listen(port, host, resolve);
  });
  const address = net.address() as { port: number };
  return {
    host,
    port: address.port,
    database,
    net,
    accept,
    async close() {
      for (const stream of open) stream.destroy();
      await new Promise((resolve) => net.close(resolve));
      database.store.close();
    },
  };
}
