import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { Database } from './engine/database.ts';
import { MysqlConnection } from './wire/connection.ts';

export interface ServerOptions {
  /** Databases that exist from the start. */
  databases?: string[];
  /** If set, clients must know it; users may have any name. */
  password?: string;
  /** What `database.save()` gave, to start from. */
  saved?: Uint8Array | undefined;
}

export interface MysqlServer {
  /** It does not listen yet. */
  net: Server;
  database: Database;
  /** Serves a client that is connected by other means than a socket. */
  accept(stream: Duplex): void;
  close(): Promise<void>;
}

export async function createMysqlServer({
  databases = ['app'],
  password,
  saved,
}: ServerOptions = {}): Promise<MysqlServer> {
  const database = await Database.open(databases, saved);
  const open = new Set<Duplex>();
  const accept = (stream: Duplex): void => {
    open.add(stream);
    new MysqlConnection(stream, { database, password, closed: () => open.delete(stream) });
  };
  const net = createServer({ noDelay: true }, accept);
  return {
    net,
    database,
    accept,
    async close() {
      for (const session of [...database.sessions.values()]) session.close();
      for (const stream of open) stream.destroy();
      if (net.listening) await new Promise((resolve) => net.close(resolve));
      database.store.close();
    },
  };
}
