import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { pool } from './database.ts';

export interface Expense {
  id: number;
  paidBy: number;
  what: string;
  /** As text: a DECIMAL is exact, and a number of JavaScript is not. */
  amount: string;
  spentOn: string;
}

const columns = 'id, paid_by AS paidBy, what, amount, spent_on AS spentOn';

// #region read
export async function listExpenses(search: string, limit: number): Promise<Expense[]> {
  const [rows] = await pool.execute<(Expense & RowDataPacket)[]>(
    `SELECT ${columns} FROM expenses WHERE what LIKE CONCAT('%', ?, '%') ORDER BY id DESC LIMIT ?`,
    [search, limit],
  );
  return rows;
}

export async function findExpense(id: string): Promise<Expense | undefined> {
  const [rows] = await pool.execute<(Expense & RowDataPacket)[]>(
    `SELECT ${columns} FROM expenses WHERE id = ?`,
    [id],
  );
  return rows[0];
}
// #endregion

// #region write
export async function addExpense({
  paidBy,
  what,
  amount,
  spentOn,
}: Omit<Expense, 'id'>): Promise<number> {
  const [{ insertId }] = await pool.execute<ResultSetHeader>(
    'INSERT INTO expenses (paid_by, what, amount, spent_on) VALUES (?, ?, ?, ?)',
    [paidBy, what, amount, spentOn],
  );
  return insertId;
}

/** What is not given stays as it is. @returns Whether there is such an expense. */
export async function changeExpense(id: string, change: Partial<Expense>): Promise<boolean> {
  const { paidBy = null, what = null, amount = null, spentOn = null } = change;
  const [{ affectedRows }] = await pool.execute<ResultSetHeader>(
    `UPDATE expenses SET paid_by = COALESCE(?, paid_by), what = COALESCE(?, what),
       amount = COALESCE(?, amount), spent_on = COALESCE(?, spent_on)
     WHERE id = ?`,
    [paidBy, what, amount, spentOn, id],
  );
  return affectedRows > 0;
}

export async function removeExpense(id: string): Promise<boolean> {
  const [{ affectedRows }] = await pool.execute<ResultSetHeader>(
    'DELETE FROM expenses WHERE id = ?',
    [id],
  );
  return affectedRows > 0;
}
// #endregion
