/** Runs the cases against one server and gives what each step answered. */
import { createConnection, type Connection, type ResultSetHeader } from 'mysql2/promise';
import type { MysqlSettings } from '../index.ts';
import { cases, type Case, type Step } from './cases.ts';

export type Outcome = unknown[];

export async function runCases(
  settings: MysqlSettings,
  only?: string,
): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const each of cases)
    if (!only || each.name === only) outcomes[each.name] = await runCase(settings, each);
  return outcomes;
}

async function runCase(settings: MysqlSettings, { steps }: Case): Promise<Outcome> {
  const schema = 'comparison';
  const connections = new Map<string, Connection>();
  const open = async (name: string) => {
    let connection = connections.get(name);
    if (!connection) {
      connection = await createConnection({
        ...settings,
        database: schema,
        multipleStatements: true,
        timezone: 'Z',
        dateStrings: true,
        supportBigNumbers: true,
      });
      connections.set(name, connection);
    }
    return connection;
  };
  const setup = await createConnection(settings);
  await setup.query(`DROP DATABASE IF EXISTS ${schema}`);
  await setup.query(`CREATE DATABASE ${schema}`);
  const outcome: Outcome = [];
  const pending = new Map<string, Promise<unknown>>();
  try {
    for (const given of steps) {
      const step: Exclude<Case['steps'][number], string> =
        typeof given === 'string' ? { sql: given } : given;
      if ('pause' in step) await new Promise((resolve) => setTimeout(resolve, step.pause));
      else if ('await' in step) outcome.push(await pending.get(step.await));
      else {
        const answer = ask(await open(step.on ?? 'a'), step);
        if (step.start) pending.set(step.start, answer);
        else outcome.push(await answer);
      }
    }
    await Promise.all(pending.values());
  } finally {
    for (const connection of connections.values()) connection.destroy();
    await setup.query(`DROP DATABASE IF EXISTS ${schema}`);
    await setup.end();
  }
  return outcome;
}

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
  return JSON.parse(JSON.stringify(result)) as unknown;
}
