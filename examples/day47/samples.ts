import type { Order, Product } from './shop.ts';

const catalogue = [
  ['espresso', 'Espresso beans', 'coffee', 1450],
  ['filter', 'Filter coffee', 'coffee', 1190],
  ['decaf', 'Decaf', 'coffee', 1290],
  ['green', 'Green tea', 'tea', 890],
  ['mint', 'Mint tea', 'tea', 650],
  ['cup', 'Cup', 'things', 1200],
  ['mill', 'Hand mill', 'things', 6900],
  ['kettle', 'Kettle', 'things', 5400],
] as const;

export const products: Product[] = catalogue.map(([_id, name, category]) => ({
  _id,
  name,
  category,
}));

/** Orders of 2025: always the same, busier towards the end of the year. */
export function generateOrders(count: number): Order[] {
  const random = randomNumbers(47);
  const start = Date.UTC(2025, 0, 1);
  const year = Date.UTC(2026, 0, 1) - start;
  const orders = Array.from({ length: count }, () => {
    // Twice as likely at the end of the year as at its beginning.
    const at = new Date(start + Math.floor((Math.sqrt(1 + 3 * random()) - 1) * year));
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const [product, , , cents] = catalogue[Math.floor(random() ** 1.5 * catalogue.length)]!;
      return { product, quantity: 1 + Math.floor(random() * 3), cents };
    });
    return { at, items };
  });
  orders.sort((one, other) => one.at.getTime() - other.at.getTime());
  return orders.map((order, index) => ({ _id: index + 1, ...order }));
}

/** Numbers from 0 to 1 that look random and depend on the seed alone (mulberry32). */
function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), seed | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
