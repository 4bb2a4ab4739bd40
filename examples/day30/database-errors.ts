import pg from 'pg';

interface Answer {
  status: number;
  error: string;
}

// #region constraints
/** What a request did wrong, by the name of the constraint that refused it. */
const constraints: Record<string, (method: string) => Answer> = {
  books_isbn_key: () => ({ status: 409, error: 'Another book has this isbn' }),
  books_isbn_check: () => ({
    status: 422,
    error: 'isbn must be 13 digits that begin with 978 or 979',
  }),
  books_title_check: () => ({ status: 422, error: 'title must have 1 to 80 characters' }),
  books_price_check: () => ({ status: 422, error: 'price must not be negative' }),
  books_shelf_id_fkey: (method) =>
    method === 'DELETE'
      ? { status: 409, error: 'There are books on this shelf' }
      : { status: 422, error: 'There is no such shelf' },
  shelves_name_key: () => ({ status: 409, error: 'Another shelf has this name' }),
  shelves_name_check: () => ({ status: 422, error: 'name must not be empty' }),
};
// #endregion

// #region answer
/** What to tell the client, or undefined if the error is no fault of the client's. */
export function answerTo(error: unknown, method: string): Answer | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const { code = '', constraint, column } = error;
  if (constraint !== undefined) return constraints[constraint]?.(method);
  if (code === '23502') return { status: 422, error: `${column} is needed` };
  // Class 22, data exception: a number that is too large, a text that is no number.
  if (code.startsWith('22')) return { status: 422, error: 'A value has a wrong form or size' };
  return undefined;
}
// #endregion
