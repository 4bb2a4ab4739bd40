import { pool } from './database.ts';

export interface BookInput {
  isbn: string;
  title: string;
  /** As text: a `numeric` is exact, and a number of JavaScript is not. */
  price: string;
  shelfId: number;
}
export interface Book extends BookInput {
  id: number;
}

const columns = 'id, isbn, title, price, shelf_id AS "shelfId"';

// #region read
export async function findBooks(title: string, limit: number): Promise<Book[]> {
  const { rows } = await pool.query<Book>(
    `SELECT ${columns} FROM books
     WHERE strpos(lower(title), lower($1)) > 0
     ORDER BY title, id LIMIT $2`,
    [title, limit],
  );
  return rows;
}

export async function findBook(id: number): Promise<Book | undefined> {
  const { rows } = await pool.query<Book>(`SELECT ${columns} FROM books WHERE id = $1`, [id]);
  return rows[0];
}
// #endregion

// #region write
export async function addBook({ isbn, title, price, shelfId }: BookInput): Promise<Book> {
  const { rows } = await pool.query<Book>(
    `INSERT INTO books (isbn, title, price, shelf_id) VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
    [isbn, title, price, shelfId],
  );
  return rows[0]!;
}

/** What is not given stays as it is. */
export async function changeBook(
  id: number,
  change: Partial<BookInput>,
): Promise<Book | undefined> {
  const { isbn, title, price, shelfId } = change;
  const { rows } = await pool.query<Book>(
    `UPDATE books SET isbn = coalesce($2, isbn), title = coalesce($3, title),
       price = coalesce($4, price), shelf_id = coalesce($5, shelf_id)
     WHERE id = $1 RETURNING ${columns}`,
    [id, isbn, title, price, shelfId],
  );
  return rows[0];
}

/** @returns Whether there was such a book. */
export async function removeBook(id: number): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM books WHERE id = $1', [id]);
  return rowCount === 1;
}
// #endregion
