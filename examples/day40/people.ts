import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { pool } from './database.ts';

export interface Person {
  id: number;
  name: string;
  paid: string;
}

// #region totals
export async function listPeople(): Promise<Person[]> {
  const [rows] = await pool.execute<(Person & RowDataPacket)[]>(
    `SELECT people.id, name, COALESCE(SUM(amount), 0.00) AS paid
     FROM people LEFT JOIN expenses ON paid_by = people.id
     GROUP BY people.id, name ORDER BY name`,
  );
  return rows;
}
// #endregion

export async function addPerson(name: string): Promise<number> {
  const [{ insertId }] = await pool.execute<ResultSetHeader>(
    'INSERT INTO people (name) VALUES (?)',
    [name],
  );
  return insertId;
}

export async function removePerson(id: string): Promise<boolean> {
  const [{ affectedRows }] = await pool.execute<ResultSetHeader>(
    'DELETE FROM people WHERE id = ?',
    [id],
  );
  return affectedRows > 0;
}
