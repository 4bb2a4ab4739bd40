import pg from 'pg';
import { postgres } from '../databases/postgres/index.ts';
import { EmailTaken, OutOfDate, type Member, type Members } from './members.ts';

const columns = 'id, email, name, joined_at AS "joinedAt", version';

/** The unique key on the email is the only one that a member can run into. */
const translate = (error: { code?: string }): never => {
  throw error.code === '23505' ? new EmailTaken() : error;
};

export async function openPostgres(): Promise<Members> {
  const pool = new pg.Pool({ ...(await postgres()), max: 5 });
  await pool.query(`
    CREATE TABLE IF NOT EXISTS members (
      id uuid PRIMARY KEY,
      email text NOT NULL UNIQUE,
      name text NOT NULL,
      joined_at timestamptz NOT NULL,
      version integer NOT NULL
    )`);
  return {
    async add({ id, email, name, joinedAt, version }) {
      const sql = 'INSERT INTO members VALUES ($1, $2, $3, $4, $5)';
      await pool.query(sql, [id, email, name, joinedAt, version]).catch(translate);
    },
    async find(id) {
      const sql = `SELECT ${columns} FROM members WHERE id = $1`;
      const { rows } = await pool.query<Member>(sql, [id]);
      return rows[0];
    },
    async list({ after, limit }) {
      const sql = `SELECT ${columns} FROM members WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`;
      const { rows } = await pool.query<Member>(sql, [after, limit]);
      return rows;
    },
    // #region save
    async save({ id, email, name, version }) {
      const sql = `UPDATE members SET email = $1, name = $2, version = version + 1
                   WHERE id = $3 AND version = $4 RETURNING ${columns}`;
      const { rows } = await pool.query<Member>(sql, [email, name, id, version]).catch(translate);
      if (!rows[0]) throw new OutOfDate();
      return rows[0];
    },
    // #endregion
    async remove(id) {
      const { rowCount } = await pool.query('DELETE FROM members WHERE id = $1', [id]);
      return rowCount === 1;
    },
    close: () => pool.end(),
  };
}
