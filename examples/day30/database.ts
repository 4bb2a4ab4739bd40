import pg from 'pg';
import { postgres } from '../databases/postgres/index.ts';

// #region pool
export const pool = new pg.Pool({
  ...(await postgres()),
  max: 10,
  connectionTimeoutMillis: 5000,
});
// A connection that breaks while nobody uses it; without a listener it would end the process.
pool.on('error', (error) => console.error('An idle connection is gone:', error.message));
// #endregion

// #region schema
await pool.query(`
  CREATE TABLE IF NOT EXISTS shelves (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '')
  );
  CREATE TABLE IF NOT EXISTS books (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    isbn text NOT NULL UNIQUE CHECK (isbn ~ '^97[89][0-9]{10}$'),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    price numeric(6,2) NOT NULL CHECK (price >= 0),
    shelf_id integer NOT NULL REFERENCES shelves
  );
  INSERT INTO shelves (name)
    SELECT name FROM (VALUES ('Databases'), ('Networks'), ('Novels')) AS seed (name)
    WHERE NOT EXISTS (SELECT FROM shelves);
`);
// #endregion
