import { createPool, type PoolConnection } from 'mysql2/promise';
import { mysql } from '../databases/mysql/index.ts';

// #region pool
export const pool = createPool({ ...(await mysql()), connectionLimit: 10 });

// Nobody who clicks "Buy" waits 50 seconds, which is the default.
pool.on('connection', (connection) => {
  void connection.query('SET SESSION innodb_lock_wait_timeout = 5');
});
// #endregion

await pool.query(`
  CREATE TABLE IF NOT EXISTS products (
    id INT UNSIGNED PRIMARY KEY,
    name VARCHAR(40) NOT NULL,
    pieces INT UNSIGNED NOT NULL
  )`);
await pool.query(`
  CREATE TABLE IF NOT EXISTS orders (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    buyer VARCHAR(40) NOT NULL
  )`);
await pool.query(`
  CREATE TABLE IF NOT EXISTS order_items (
    order_id INT UNSIGNED NOT NULL,
    product_id INT UNSIGNED NOT NULL,
    pieces INT UNSIGNED NOT NULL,
    PRIMARY KEY (order_id, product_id),
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    FOREIGN KEY (product_id) REFERENCES products (id)
  )`);
await restock();

/** 10 lamps, 15 chairs, and nothing sold. */
export async function restock(): Promise<void> {
  await pool.query('DELETE FROM orders');
  await pool.query(`REPLACE INTO products VALUES (1, 'Lamp', 10), (2, 'Chair', 15)`);
}

export const counts = { deadlocks: 0 };

// #region transaction
/** All of it or nothing. Begins again if MySQL has chosen it as the victim of a deadlock. */
export async function transaction<Result>(
  run: (connection: PoolConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await pool.getConnection();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await connection.beginTransaction();
        const result = await run(connection);
        await connection.commit();
        return result;
      } catch (error) {
        await connection.rollback();
        if ((error as { code?: string }).code !== 'ER_LOCK_DEADLOCK' || attempt === 10) throw error;
        counts.deadlocks++;
      }
    }
  } finally {
    connection.release();
  }
}
// #endregion
