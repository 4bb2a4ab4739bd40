import { MongoClient } from 'mongodb';
import { mongodb } from '../databases/mongodb/index.ts';
import { generateOrders, products } from './samples.ts';

export interface Product {
  _id: string;
  name: string;
  category: string;
}

// #region order
/** An order keeps the prices of its day: what the product costs later does not change it. */
export interface Order {
  _id: number;
  at: Date;
  items: { product: string; quantity: number; cents: number }[];
}
// #endregion

export const client = new MongoClient(await mongodb());
const db = client.db('shop');
export const orders = db.collection<Order>('orders');

// #region seed
await orders.createIndex({ at: 1 });
await db.collection<Product>('products').bulkWrite(
  products.map((product) => ({
    replaceOne: { filter: { _id: product._id }, replacement: product, upsert: true },
  })),
);
if (!(await orders.findOne())) await orders.insertMany(generateOrders(1000));
// #endregion
