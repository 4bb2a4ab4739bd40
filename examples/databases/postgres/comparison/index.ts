import type pg from 'pg';
import type { Comparison, Target } from '../../comparison.ts';
import { startServer } from '../server.ts';
import { cases } from './cases.ts';
import { runScript } from './script.ts';
import type { Case } from './steps.ts';

const target = (
  name: string,
  settings: pg.ClientConfig,
  close: () => Promise<void>,
): Target<Case> => ({ name, run: (testCase) => runScript(testCase, settings), close });

export const comparison: Comparison<Case> = {
  database: 'PostgreSQL',
  cases,

  async standIn() {
    const server = await startServer({ maxWait: 2000 });
    const { host, port } = server;
    const settings = { host, port, user: 'postgres', database: 'postgres' };
    return target('PGlite 0.5.16 (PostgreSQL 18)', settings, () => server.close());
  },

  /** The server in REAL_DATABASE_URL, else the installed one, started for this. */
  async real() {
    const { realServer } = await import('./real-server.ts');
    const found = await realServer();
    return (
      found && {
        ...target(found.name, { connectionString: found.url }, found.close),
        url: found.url,
      }
    );
  },
};
