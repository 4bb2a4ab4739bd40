import type { BookInput } from './books.ts';

type Checked<Value> = Value | { error: string };

/**
 * Looks at types only. Whether an ISBN is taken, a shelf exists or a title is too long, the database
 * knows, and nobody else can know it for sure.
 */
// #region book
export function parseBook(body: unknown): Checked<Partial<BookInput>> {
  const { isbn, title, price, shelfId } = (body ?? {}) as Record<string, unknown>;
  const faults = [
    isbn !== undefined && typeof isbn !== 'string' && 'isbn must be a text',
    title !== undefined && typeof title !== 'string' && 'title must be a text',
    price !== undefined &&
      !(typeof price === 'string' && /^-?\d+(\.\d\d?)?$/.test(price)) &&
      'price must be a text such as "12.50"',
    shelfId !== undefined && !Number.isInteger(shelfId) && 'shelfId must be a whole number',
  ].filter((fault) => fault !== false);
  if (faults.length > 0) return { error: faults.join('; ') };
  return { isbn, title, price, shelfId } as Partial<BookInput>;
}
// #endregion

export function parseName(body: unknown): Checked<{ name: string }> {
  const { name } = (body ?? {}) as Record<string, unknown>;
  return typeof name === 'string' ? { name: name.trim() } : { error: 'name must be a text' };
}

export function parseSearch(
  query: Record<string, unknown>,
): Checked<{ title: string; limit: number }> {
  const { title = '', limit = '20' } = query;
  if (typeof title !== 'string') return { error: 'title may be given once' };
  if (typeof limit !== 'string' || !/^[1-9]\d?$/.test(limit)) {
    return { error: 'limit must be a whole number from 1 to 99' };
  }
  return { title, limit: Number(limit) };
}
