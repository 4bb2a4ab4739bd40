import type { RowDataPacket } from 'mysql2/promise';
import { counts, pool, restock } from './database.ts';
import { placeOrder, SoldOut, type Way } from './orders.ts';

export interface Product {
  id: number;
  name: string;
  pieces: number;
  sold: number;
}

export async function listProducts(): Promise<Product[]> {
  const [rows] = await pool.query<(Product & RowDataPacket)[]>(
    `SELECT id, name, products.pieces, CAST(COALESCE(SUM(order_items.pieces), 0) AS SIGNED) AS sold
     FROM products LEFT JOIN order_items ON product_id = id
     GROUP BY id, name, products.pieces ORDER BY id`,
  );
  return rows;
}

// #region rush
/** 30 buyers at once, each with a lamp and a chair in the basket. There are 10 lamps. */
export async function rush(way: Way) {
  await restock();
  counts.deadlocks = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) => {
      const items = [1, 2].map((product) => ({ product, pieces: 1 }));
      return placeOrder({ buyer: `buyer ${i}`, items: i % 2 ? items : items.reverse() }, way);
    }),
  );
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected');
  return {
    way,
    orders: outcomes.length - reasons.length,
    soldOut: reasons.filter(({ reason }) => reason instanceof SoldOut).length,
    products: await listProducts(),
    deadlocks: counts.deadlocks,
  };
}
// #endregion
