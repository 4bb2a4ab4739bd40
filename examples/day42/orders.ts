import { setTimeout } from 'node:timers/promises';
import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { transaction } from './database.ts';

export interface Item {
  product: number;
  pieces: number;
}

export interface Order {
  buyer: string;
  items: Item[];
}

export class SoldOut extends Error {}
export class NoSuchProduct extends Error {}

/** What a buyer does with one row of `products`. */
type Take = (connection: PoolConnection, item: Item) => Promise<void>;

// #region take
function readThenWrite(lock: '' | 'FOR UPDATE' | 'FOR UPDATE NOWAIT'): Take {
  return async (connection, { product, pieces }) => {
    const [[row]] = await connection.execute<RowDataPacket[]>(
      `SELECT name, pieces FROM products WHERE id = ? ${lock}`,
      [product],
    );
    if (!row) throw new NoSuchProduct(`There is no product ${product}`);
    if (row.pieces < pieces) throw new SoldOut(`${row.pieces} of ${row.name} are left`);
    await reserveWithTheCarrier();
    await connection.execute('UPDATE products SET pieces = ? WHERE id = ?', [
      row.pieces - pieces,
      product,
    ]);
  };
}
// #endregion

/** Something between reading and writing that takes its time, as there is in most programs. */
const reserveWithTheCarrier = (): Promise<void> => setTimeout(5);

// #region single
const oneStatement: Take = async (connection, { product, pieces }) => {
  const [{ affectedRows }] = await connection.execute<ResultSetHeader>(
    'UPDATE products SET pieces = pieces - ? WHERE id = ? AND pieces >= ?',
    [pieces, product, pieces],
  );
  if (affectedRows === 0) throw new SoldOut(`Fewer than ${pieces} of product ${product} are left`);
};
// #endregion

export const ways = {
  'no lock': readThenWrite(''),
  'for update': readThenWrite('FOR UPDATE'),
  nowait: readThenWrite('FOR UPDATE NOWAIT'),
  'one statement': oneStatement,
};
export type Way = keyof typeof ways;

// #region order
export function placeOrder({ buyer, items }: Order, way: Way = 'for update'): Promise<number> {
  return transaction(async (connection) => {
    const [{ insertId }] = await connection.execute<ResultSetHeader>(
      'INSERT INTO orders (buyer) VALUES (?)',
      [buyer],
    );
    // Everybody locks in the same order, so nobody holds what another one waits for in a circle.
    for (const item of items.toSorted((a, b) => a.product - b.product)) {
      await ways[way](connection, item);
      await connection.execute('INSERT INTO order_items VALUES (?, ?, ?)', [
        insertId,
        item.product,
        item.pieces,
      ]);
    }
    return insertId;
  });
}
// #endregion
