import { pool } from './database.ts';
import { retrying, transaction } from './transaction.ts';

export interface Account {
  id: number;
  owner: string;
  balance: number;
}
export interface Transfer {
  from: number;
  to: number;
  amount: number;
  note: string;
}

/** Why a transfer is refused, with the status to answer. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

// #region transfer
/** @returns How many attempts it took. */
export function transfer({ from, to, amount, note }: Transfer): Promise<number> {
  return retrying((attempt) =>
    transaction('SERIALIZABLE', async (client) => {
      const { rows } = await client.query<Account>('SELECT * FROM accounts WHERE id = ANY ($1)', [
        [from, to],
      ]);
      const payer = rows.find(({ id }) => id === from);
      if (!payer || rows.length < 2) throw new Refusal(404, 'There is no such account');
      if (payer.balance < amount) throw new Refusal(409, `${payer.owner} has too little money`);

      // Always the lower id first: two transfers between the same two wait in line, and not in a circle.
      const changes = [
        { id: from, by: -amount },
        { id: to, by: amount },
      ].sort((one, other) => one.id - other.id);
      for (const { id, by } of changes) {
        await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, by]);
      }
      await client.query(
        'INSERT INTO transfers (from_id, to_id, amount, note) VALUES ($1, $2, $3, $4)',
        [from, to, amount, note],
      );
      return attempt;
    }),
  );
}
// #endregion

export async function listAccounts(): Promise<{ accounts: Account[]; total: number }> {
  const { rows: accounts } = await pool.query<Account>('SELECT * FROM accounts ORDER BY id');
  return { accounts, total: accounts.reduce((sum, { balance }) => sum + balance, 0) };
}

export async function countTransfers(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM transfers',
  );
  return rows[0]!.count;
}
