import type { PoolClient } from 'pg';
import { pool } from './database.ts';
import { retrying, transaction, type Level } from './transaction.ts';

// #region ways
export const ways = {
  'read-committed': { level: 'READ COMMITTED', lock: '' },
  'repeatable-read': { level: 'REPEATABLE READ', lock: '' },
  serializable: { level: 'SERIALIZABLE', lock: '' },
  'for-update': { level: 'READ COMMITTED', lock: ' FOR UPDATE' },
} as const satisfies Record<string, { level: Level; lock: string }>;
// #endregion

export interface Race {
  log: string[];
  before: number;
  paidOut: number;
  after: number;
  /** What is in the account and should not be. */
  fromNowhere: number;
  retries: number;
}

/** Two cash machines pay out of one account at the same time. */
export async function race({ level, lock }: { level: Level; lock: string }): Promise<Race> {
  const log: string[] = [];
  const before = 100;
  const id = await openAccount(before);
  const meet = meeting(2);
  let paidOut = 0;
  let retries = 0;

  // #region machine
  const machine = async (client: PoolClient, name: string, amount: number, first: boolean) => {
    const { rows } = await client.query(`SELECT balance FROM accounts WHERE id = $1${lock}`, [id]);
    const { balance } = rows[0];
    log.push(`${name} reads ${balance}`);
    // Both have read before either writes; who waits for a lock cannot be waited for.
    if (first && !lock) await meet();
    await client.query('UPDATE accounts SET balance = $2 WHERE id = $1', [id, balance - amount]);
    log.push(`${name} writes ${balance - amount}`);
  };
  // #endregion

  const payOut = (name: string, amount: number) =>
    retrying(async (attempt) => {
      if (attempt > 1) {
        retries++;
        log.push(`${name} tries again`);
      }
      await transaction(level, (client) => machine(client, name, amount, attempt === 1)).catch(
        (error: { code: string; message: string }) => {
          log.push(`${name} fails with ${error.code}: ${error.message}`);
          throw error;
        },
      );
      paidOut += amount;
      log.push(`${name} has committed, and pays out ${amount}`);
    });

  try {
    await Promise.all([payOut('A', 30), payOut('B', 50)]);
    const after = await closeAccount(id);
    return { log, before, paidOut, after, fromNowhere: after - (before - paidOut), retries };
  } catch (error) {
    await closeAccount(id);
    throw error;
  }
}

/** A function that resolves when it has been called so many times. */
function meeting(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return () => {
    if (--size === 0) resolve();
    return promise;
  };
}

async function openAccount(balance: number): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO accounts (owner, balance) VALUES (gen_random_uuid()::text, $1) RETURNING id',
    [balance],
  );
  return rows[0]!.id;
}

async function closeAccount(id: number): Promise<number> {
  const { rows } = await pool.query<{ balance: number }>(
    'DELETE FROM accounts WHERE id = $1 RETURNING balance',
    [id],
  );
  return rows[0]!.balance;
}
