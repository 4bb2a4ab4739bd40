import pg from 'pg';
import { postgres } from '../databases/postgres/index.ts';

export const pool = new pg.Pool({
  ...(await postgres()),
  max: 10,
  // A transaction that its program has forgotten must not hold its locks for ever.
  idle_in_transaction_session_timeout: 10_000,
});
pool.on('error', (error) => console.error('An idle connection is gone:', error.message));

// #region schema
// Amounts are whole cents.
await pool.query(`
  CREATE TABLE IF NOT EXISTS accounts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL UNIQUE,
    balance integer NOT NULL CONSTRAINT no_overdraft CHECK (balance >= 0)
  );
  CREATE TABLE IF NOT EXISTS transfers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_id integer NOT NULL REFERENCES accounts,
    to_id integer NOT NULL REFERENCES accounts,
    amount integer NOT NULL,
    note text NOT NULL CONSTRAINT short_note CHECK (length(note) <= 30),
    created_at timestamptz NOT NULL DEFAULT now()
  );
  INSERT INTO accounts (owner, balance)
    SELECT owner, 10000 FROM (VALUES ('Ada'), ('Grace'), ('Linus')) AS seed (owner)
    WHERE NOT EXISTS (SELECT FROM accounts);
`);
// #endregion
