/** Runs a case against a server and gives what each of its steps answered. */
import { setTimeout } from 'node:timers/promises';
import { createConnection, type Connection, type ResultSetHeader } from 'mysql2/promise';
import type { MysqlSettings } from '../settings.ts';
import type { Case, Step } from './cases.ts';

const schema = 'comparison';

export async function runCase(settings: MysqlSettings, { steps }: Case): Promise<unknown[]> {
  const setup = await createConnection(settings);
  await setup.query(`DROP DATABASE IF EXISTS ${schema}`);
  await setup.query(`CREATE DATABASE ${schema}`);
  const connections = new Map<string, Promise<Connection>>();
  const connection = (name: string): Promise<Connection> => {
    const open = connections.get(name) ?? connect(settings);
    connections.set(name, open);
    return open;
  };
  const outcome: unknown[] = [];
  const pending = new Map<string, Promise<unknown>>();
  try {
    for (const given of steps) {
      const step = typeof given === 'string' ? { sql: given } : given;
      if ('pause' in step) await setTimeout(step.pause);
      else if ('await' in step) outcome.push(await pending.get(step.await));
      else {
        const answer = ask(await connection(step.on ?? 'a'), step);
        if (step.start) pending.set(step.start, answer);
        else outcome.push(await answer);
      }
    }
    await Promise.all(pending.values());
  } finally {
    for (const each of connections.values()) (await each).destroy();
    await setup.query(`DROP DATABASE IF EXISTS ${schema}`);
    await setup.end();
  }
  return outcome;
}

const connect = (settings: MysqlSettings): Promise<Connection> =>
  createConnection({
    ...settings,
    database: schema,
    multipleStatements: true,
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
  });

async function ask(
  connection: Connection,
  { sql, values, prepared, only }: Step,
): Promise<unknown> {
  try {
    const [rows] = prepared
      ? await connection.execute(sql, values as never)
      : await connection.query(sql, values as never);
    if (only === 'done') return 'done';
    if (only === 'count') return { rows: (rows as unknown[]).length };
    return plain(rows);
  } catch (error) {
    const { errno, code, sqlState } = error as { errno?: number; code?: string; sqlState?: string };
    if (errno === undefined) throw error;
    return only === 'done' ? 'refused' : `${errno} ${code} ${sqlState}`;
  }
}

function plain(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(plain);
  if (result && typeof result === 'object' && 'affectedRows' in result) {
    const { affectedRows, insertId, changedRows } = result as ResultSetHeader;
    return { affectedRows, insertId, changedRows };
  }
  return result;
}
