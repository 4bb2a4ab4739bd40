import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type PoolClient } from 'pg';
import { pool } from './database.ts';

export type Level = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

// #region transaction
/** Runs `work` in one transaction: all that it did is committed, or nothing. */
export async function transaction<Result>(
  level: Level,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${level}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((reason: Error) => (broken = reason));
    throw error;
  } finally {
    // A connection that could not even roll back is closed, and not used again.
    client.release(broken);
  }
}
// #endregion

// #region retry
/** serialization_failure and deadlock_detected: nothing was done, and another attempt may succeed. */
const RETRY = ['40001', '40P01'];

/** Runs a transaction again from its start while PostgreSQL says that others were in its way. */
export async function retrying<Result>(
  attempt: (number: number) => Promise<Result>,
  attempts = 12,
): Promise<Result> {
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      const isConflict = error instanceof pg.DatabaseError && RETRY.includes(error.code ?? '');
      if (!isConflict || number === attempts) throw error;
      // By chance, so that two that met do not meet again.
      await sleep(Math.random() * 10 * number);
    }
  }
}
// #endregion
