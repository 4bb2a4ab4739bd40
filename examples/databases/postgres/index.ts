import { environmentOrEmbedded } from '../embedded-server.ts';

export interface ConnectionSettings {
  connectionString: string;
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
    const { host, port } = await startServer();
    return { connectionString: `postgres://postgres@${host}:${port}/postgres` };
  },
);
