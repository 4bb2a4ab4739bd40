export interface Item {
  id: string;
  text: string;
  by: string;
}

export type Added = { ok: true; item: Item; isNew: boolean } | { ok: false; error: string };

const LIMIT = 100;
const items = new Map<string, Item>();

// #region add
/** Adds an item once, however often it is sent: `id` is the sender's choice and stays the same. */
export function addItem(value: unknown): Added {
  const { id, text, by } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[\w-]{8,64}$/.test(id)) {
    return { ok: false, error: 'id must be 8 to 64 letters, digits or hyphens' };
  }
  if (typeof text !== 'string' || text.trim() === '' || text.length > 80) {
    return { ok: false, error: 'text must be 1 to 80 characters' };
  }
  if (typeof by !== 'string' || by === '' || by.length > 40) {
    return { ok: false, error: 'by must be 1 to 40 characters' };
  }
  const known = items.get(id);
  if (known) return { ok: true, item: known, isNew: false };
  if (items.size >= LIMIT) return { ok: false, error: `The list is full: it has ${LIMIT} items` };

  const item = { id, text: text.trim(), by };
  items.set(id, item);
  return { ok: true, item, isNew: true };
}
// #endregion

export const allItems = (): Item[] => [...items.values()];
