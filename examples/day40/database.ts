import { createPool } from 'mysql2/promise';
import { mysql } from '../databases/mysql/index.ts';

// #region pool
export const pool = createPool({
  ...(await mysql()),
  connectionLimit: 5,
  dateStrings: ['DATE'],
});
// #endregion

// #region schema
await pool.query(`
  CREATE TABLE IF NOT EXISTS people (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40) NOT NULL UNIQUE
  )`);
await pool.query(`
  CREATE TABLE IF NOT EXISTS expenses (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    paid_by INT UNSIGNED NOT NULL,
    what VARCHAR(40) NOT NULL,
    amount DECIMAL(7,2) NOT NULL,
    spent_on DATE NOT NULL,
    FOREIGN KEY (paid_by) REFERENCES people (id)
  )`);
await pool.query(`INSERT IGNORE INTO people (id, name) VALUES (1, 'Ada'), (2, 'Grace')`);
// #endregion
