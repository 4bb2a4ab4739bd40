import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Comparison, Target } from '../../comparison.ts';
import { listenOnLoopback } from '../../embedded-server.ts';
import { createMysqlServer } from '../server.ts';
import { embeddedSettings, type MysqlSettings } from '../settings.ts';
import { cases, type Case } from './cases.ts';
import { runCase } from './steps.ts';

async function target(settings: MysqlSettings, close: () => Promise<void>): Promise<Target<Case>> {
  const connection = await createConnection(settings);
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  const version = String(row!.version);
  return {
    name: version.includes('MariaDB')
      ? `MariaDB ${version.split('-')[0]}`
      : `stand-in (${version})`,
    run: (testCase) => runCase(settings, testCase),
    close,
  };
}

export const comparison: Comparison<Case> = {
  database: 'MySQL',
  cases,

  async standIn() {
    const server = await createMysqlServer();
    const port = await listenOnLoopback(server.net);
    return target(embeddedSettings(port), () => server.close());
  },

  /** Debian has MariaDB and not MySQL. */
  async real() {
    const { startMariadb } = await import('./mariadb.ts');
    const server = await startMariadb();
    if (!server) return undefined;
    const { user, password, host, port } = server.settings;
    const connection = await createConnection(server.settings);
    await connection.query('CREATE DATABASE IF NOT EXISTS app');
    await connection.end();
    const url = `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}/app`;
    return { ...(await target(server.settings, server.close)), url };
  },
};
