import { createPool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { mysql } from '../databases/mysql/index.ts';
import { EmailTaken, OutOfDate, type Member, type Members } from './members.ts';

type Row = Member & RowDataPacket;
const columns = 'id, email, name, joined_at AS joinedAt, version';

const translate = (error: { code?: string }): never => {
  throw error.code === 'ER_DUP_ENTRY' ? new EmailTaken() : error;
};

export async function openMysql(): Promise<Members> {
  const pool = createPool({ ...(await mysql()), connectionLimit: 5, timezone: 'Z' });
  await pool.query(`
    CREATE TABLE IF NOT EXISTS members (
      id CHAR(36) PRIMARY KEY,
      email VARCHAR(254) NOT NULL UNIQUE,
      name VARCHAR(100) NOT NULL,
      joined_at DATETIME(3) NOT NULL,
      version INT UNSIGNED NOT NULL
    )`);
  return {
    async add({ id, email, name, joinedAt, version }) {
      const sql = 'INSERT INTO members VALUES (?, ?, ?, ?, ?)';
      await pool.execute(sql, [id, email, name, joinedAt, version]).catch(translate);
    },
    async find(id) {
      const [rows] = await pool.execute<Row[]>(`SELECT ${columns} FROM members WHERE id = ?`, [id]);
      return rows[0];
    },
    async list({ after = '', limit }) {
      const sql = `SELECT ${columns} FROM members WHERE id > ? ORDER BY id LIMIT ?`;
      const [rows] = await pool.execute<Row[]>(sql, [after, limit]);
      return rows;
    },
    // #region save
    async save(member) {
      const { id, email, name, version } = member;
      const sql = `UPDATE members SET email = ?, name = ?, version = version + 1
                   WHERE id = ? AND version = ?`;
      const [{ affectedRows }] = await pool
        .execute<ResultSetHeader>(sql, [email, name, id, version])
        .catch(translate);
      if (affectedRows === 0) throw new OutOfDate();
      return { ...member, version: version + 1 };
    },
    // #endregion
    async remove(id) {
      const sql = 'DELETE FROM members WHERE id = ?';
      const [{ affectedRows }] = await pool.execute<ResultSetHeader>(sql, [id]);
      return affectedRows === 1;
    },
    close: () => pool.end(),
  };
}
