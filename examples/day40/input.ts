import type { Expense } from './expenses.ts';

type Checked<Value> = Value | { error: string };

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

/**
 * Looks at types and forms. How long a text may be, how large an amount, which dates there are and who
 * exists, the database knows, and it is asked only once.
 */
// #region expense
export function parseExpense(body: unknown): Checked<Partial<Expense>> {
  const { paidBy, what, amount, spentOn } = (body ?? {}) as Record<string, unknown>;
  const faults = [
    paidBy !== undefined && !Number.isSafeInteger(paidBy) && 'paidBy must be the id of a person',
    what !== undefined && !isText(what) && 'what must be a text',
    amount !== undefined &&
      !(typeof amount === 'string' && /^\d+(\.\d{1,2})?$/.test(amount)) &&
      'amount must be a text such as "12.50"',
    spentOn !== undefined &&
      !(typeof spentOn === 'string' && /^\d{4}-\d\d-\d\d$/.test(spentOn)) &&
      'spentOn must be a date such as "2026-11-23"',
  ].filter((fault) => fault !== false);
  if (faults.length > 0) return { error: faults.join('; ') };
  return { paidBy, what, amount, spentOn } as Partial<Expense>;
}
// #endregion

export function isComplete(expense: Partial<Expense>): expense is Omit<Expense, 'id'> {
  const { paidBy, what, amount, spentOn } = expense;
  return ![paidBy, what, amount, spentOn].includes(undefined);
}

export function parsePerson(body: unknown): Checked<{ name: string }> {
  const { name } = (body ?? {}) as Record<string, unknown>;
  return isText(name) ? { name: name.trim() } : { error: 'name must be a text' };
}

export function parseLimit(text: unknown): Checked<{ limit: number }> {
  const limit = Number(text ?? 20);
  return Number.isInteger(limit) && limit >= 1 && limit <= 100
    ? { limit }
    : { error: 'limit must be a whole number from 1 to 100' };
}
