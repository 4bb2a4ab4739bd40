import type { Duplex } from 'node:stream';
import { environmentOrEmbedded } from '../embedded-server.ts';
import { connectInProcess, prefersStreams } from '../in-process.ts';

export interface ConnectionSettings {
  connectionString: string;
  /** Makes a connection where there is no loopback. */
  stream?: () => Duplex;
}

/**
 * Settings for `new pg.Pool(…)` or `new pg.Client(…)`: the server in DATABASE_URL if it is set, else
 * PostgreSQL in this process (PGlite), which is started once.
 */
export const postgres = environmentOrEmbedded<ConnectionSettings>(
  'DATABASE_URL',
  (connectionString) => ({ connectionString }),
  async () => {
    const { startServer } = await import('./server.ts');
    const { host, port, net } = await startServer();
    return {
      connectionString: `postgres://postgres@${host}:${port}/postgres`,
      ...(prefersStreams() && { stream: () => connectInProcess(net) }),
    };
  },
);
