import type { PoolConnection } from 'mysql2/promise';
import { pool } from './database.ts';

const limit = 20_000;
const open = new Map<number, { connection: PoolConnection; timer: NodeJS.Timeout }>();

// #region stocktaking
/** Somebody counts what is on the shelf. Nobody else may change that row until `endStocktaking`. */
export async function beginStocktaking(product: number): Promise<boolean> {
  if (open.has(product)) return false;
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  await connection.execute('SELECT pieces FROM products WHERE id = ? FOR UPDATE', [product]);
  // Who goes home without saying so must not hold the lock for ever.
  const timer = setTimeout(() => void endStocktaking(product), limit).unref();
  open.set(product, { connection, timer });
  return true;
}

export async function endStocktaking(product: number): Promise<boolean> {
  const entry = open.get(product);
  if (!entry) return false;
  open.delete(product);
  clearTimeout(entry.timer);
  await entry.connection.commit();
  entry.connection.release();
  return true;
}
// #endregion
