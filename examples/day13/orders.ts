import { setTimeout } from 'node:timers/promises';
import { log } from './log.ts';

export interface Order {
  item: string;
  quantity: number;
  card: { number: string; code: string };
}

/** Reserves the goods and charges the card. Nobody hands it a logger or a request. */
// #region place
export async function placeOrder({ item, quantity, card }: Order): Promise<{ total: number }> {
  const price = await reserve(item, quantity);
  const total = price * quantity;
  await charge(card, total);
  log().info({ item, quantity, total }, 'order placed');
  return { total };
}

async function reserve(item: string, quantity: number): Promise<number> {
  log().debug({ item, quantity }, 'reserving stock');
  await setTimeout(Math.random() * 30);
  const product = products.get(item);
  if (!product) throw refusal(404, `There is no ${item}`);
  if (quantity > product.stock) throw refusal(409, `Only ${product.stock} of ${item} are left`);
  return product.price;
}

async function charge(card: Order['card'], amount: number): Promise<void> {
  log().info({ card, amount }, 'charging card');
  await setTimeout(Math.random() * 30);
  if (card.number.endsWith('0')) throw refusal(402, 'The bank has declined the card');
  if (card.number.endsWith('9')) throw new Error('connect ECONNREFUSED bank.internal:443');
}
// #endregion

const products = new Map([
  ['tea', { price: 4, stock: 20 }],
  ['cup', { price: 9, stock: 5 }],
]);

const refusal = (status: number, message: string): Error =>
  Object.assign(new Error(message), { status });
