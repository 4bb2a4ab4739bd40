import type { Item, Order } from './orders.ts';

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1000;

const isItem = (value: unknown): value is Item => {
  const { product, pieces } = (value ?? {}) as Record<string, unknown>;
  return isCount(product) && isCount(pieces);
};

export function parseOrder(body: unknown): (Order & { hurry: boolean }) | { error: string } {
  const { buyer, items, hurry = false } = (body ?? {}) as Record<string, unknown>;
  if (typeof buyer !== 'string' || buyer.trim() === '' || buyer.length > 40)
    return { error: 'buyer must be a text of 1 to 40 characters' };
  if (!Array.isArray(items) || items.length < 1 || items.length > 10 || !items.every(isItem))
    return { error: 'items must be 1 to 10 objects with product and pieces, numbers from 1' };
  if (new Set(items.map(({ product }) => product)).size < items.length)
    return { error: 'items must name each product once' };
  if (typeof hurry !== 'boolean') return { error: 'hurry must be true or false' };
  return { buyer, items, hurry };
}
