/**
 * A MySQL for examples: the server that `MYSQL_URL` names, or one inside this process.
 *
 *     const pool = createPool(await mysql());                              // mysql2
 *     const db = knex({ client: 'mysql2', connection: await mysql() });    // Knex
 */
import { environmentOrEmbedded, listenOnLoopback } from '../embedded-server.ts';
import { connectInProcess, prefersStreams } from '../in-process.ts';
import { keptData } from '../kept-data.ts';
import { embeddedSettings, settingsOf, type MysqlSettings } from './settings.ts';

export type { MysqlSettings };

export const mysql = environmentOrEmbedded('MYSQL_URL', settingsOf, async () => {
  const { createMysqlServer } = await import('./server.ts');
  const kept = keptData('mysql.data', () => database.save());
  const { net, database } = await createMysqlServer({ saved: kept.bytes });
  database.store.changed = kept.changed;
  const settings = embeddedSettings(await listenOnLoopback(net));
  return prefersStreams() ? { ...settings, stream: () => connectInProcess(net) } : settings;
});
