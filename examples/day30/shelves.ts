import { pool } from './database.ts';

export interface Shelf {
  id: number;
  name: string;
  books: number;
}

// #region list
export async function listShelves(): Promise<Shelf[]> {
  const { rows } = await pool.query<Shelf>(`
    SELECT shelves.id, shelves.name, count(books.id)::integer AS books
    FROM shelves LEFT JOIN books ON books.shelf_id = shelves.id
    GROUP BY shelves.id ORDER BY shelves.name`);
  return rows;
}
// #endregion

export async function addShelf(name: string): Promise<Shelf> {
  const { rows } = await pool.query<Shelf>(
    'INSERT INTO shelves (name) VALUES ($1) RETURNING id, name, 0 AS books',
    [name],
  );
  return rows[0]!;
}

/** @returns Whether there was such a shelf. */
export async function removeShelf(id: number): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM shelves WHERE id = $1', [id]);
  return rowCount === 1;
}
