import pg from 'pg';
import { Copy } from './copy.ts';
import type { Case, Step } from './steps.ts';

export type Outcome = unknown[];

/** The fields by which programs tell errors apart; not the lines of the server's source. */
const error = (e: Partial<pg.DatabaseError>) => ({
  error: e.code ?? e.message,
  message: e.message,
  ...Object.fromEntries(
    (['detail', 'hint', 'position', 'schema', 'table', 'column', 'constraint'] as const).flatMap(
      (key) => (e[key] ? [[key, e[key]]] : []),
    ),
  ),
});

/** Bytes are written as JSON writes them. */
const revived = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'type' in value && value.type === 'Buffer'
    ? Buffer.from((value as unknown as { data: number[] }).data)
    : value;

const result = (r: pg.QueryResult) => ({
  command: r.command,
  rowCount: r.rowCount,
  rows: r.rows as unknown,
});

/** Runs one case on fresh connections, and gives what each step gave. */
export async function runScript({ steps }: Case, settings: pg.ClientConfig): Promise<Outcome> {
  const clients = new Map<
    string,
    { client: pg.Client; notifications: unknown[]; wake: () => void }
  >();
  const waiting: [number, Promise<unknown>][] = [];
  const outcome: Outcome = [];

  const connection = async (name: string) => {
    let found = clients.get(name);
    if (!found) {
      const client = new pg.Client(settings);
      found = { client, notifications: [], wake() {} };
      const entry = found;
      client.on('error', () => {});
      client.on('notification', ({ channel, payload }) => {
        entry.notifications.push({ channel, payload });
        entry.wake();
      });
      await client.connect();
      clients.set(name, found);
    }
    return found;
  };

  const query = async (
    step: Exclude<Step, { drop: string } | { notifications: string } | { copy: string }>,
  ) => {
    const {
      sql,
      values,
      name,
      on = 'a',
    } = typeof step === 'string' ? { sql: step } : { on: 'a', ...step };
    const { client } = await connection(on);
    try {
      const r = await client.query({
        text: sql,
        ...(values && { values: values.map(revived) }),
        ...(name && { name }),
      });
      return Array.isArray(r) ? (r as pg.QueryResult[]).map(result) : result(r);
    } catch (e) {
      return error(e as pg.DatabaseError);
    }
  };

  for (const step of steps) {
    if (typeof step === 'object' && 'copy' in step) {
      const { client } = await connection(step.on ?? 'a');
      const copy = new Copy(step);
      client.query(copy as unknown as pg.Submittable);
      outcome.push(await copy.done.catch(error));
    } else if (typeof step === 'object' && 'drop' in step) {
      const { client } = await connection(step.drop);
      const gone = new Promise((resolve) => client.once('end', resolve));
      (
        client as unknown as { connection: { stream: { destroy(): void } } }
      ).connection.stream.destroy();
      await gone;
      clients.delete(step.drop);
      // A server reads the end of a connection in its own time; a round trip of another client
      // is not enough for the real one, whose clients are processes.
      await settled(settings);
      outcome.push('dropped');
    } else if (typeof step === 'object' && 'notifications' in step) {
      const entry = await connection(step.notifications);
      while (entry.notifications.length < step.count) {
        await new Promise<void>((resolve) => (entry.wake = resolve));
      }
      await entry.client.query('select 1');
      outcome.push(entry.notifications.splice(0));
    } else if (typeof step === 'object' && step.later) {
      await connection(step.on ?? 'a');
      waiting.push([outcome.push(null) - 1, query(step)]);
    } else outcome.push(await query(step));
  }
  for (const [at, promise] of waiting) outcome[at] = await promise;
  await Promise.all([...clients.values()].map(({ client }) => client.end()));
  return masked(outcome);
}

/** Waits until a real server has only this connection left that is not idle in a client's hands. */
async function settled(settings: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(settings);
  await client.connect();
  for (let i = 0; i < 20; i++) await client.query('select pg_sleep(0.005)');
  await client.end();
}

/** Times differ from run to run. */
const masked = (outcome: Outcome): Outcome =>
  JSON.parse(
    JSON.stringify(outcome).replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*(\+\d\d|Z)/g, '<time>'),
  ) as Outcome;
