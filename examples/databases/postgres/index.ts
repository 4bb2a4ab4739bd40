import { startServer } from './server.ts';

export interface ConnectionSettings {
  connectionString: string;
}

let embedded: Promise<ConnectionSettings> | undefined;

/**
 * Settings for `new pg.Pool(…)` or `new pg.Client(…)`: the server in DATABASE_URL if it is set, else
 * PostgreSQL in this process (PGlite), which is started once and empty.
 */
export async function postgres(): Promise<ConnectionSettings> {
  const connectionString = process.env.DATABASE_URL;
  if (connectionString) return { connectionString };
  embedded ??= startServer().then(({ host, port }) => ({
    connectionString: `postgres://postgres@${host}:${port}/postgres`,
  }));
  return embedded;
}
