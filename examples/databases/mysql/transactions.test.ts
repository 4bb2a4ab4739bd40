/** Many clients that write at once, and what must hold however they meet. */
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '../embedded-server.ts';
import { createMysqlServer, type MysqlServer } from './server.ts';
import { embeddedSettings } from './settings.ts';

let server: MysqlServer;
let pool: Pool;
beforeAll(async () => {
  server = await createMysqlServer();
  const port = await listenOnLoopback(server.net);
  pool = createPool({ ...embeddedSettings(port), connectionLimit: 12 });
});
afterAll(async () => {
  await pool.end();
  await server.close();
});

/** As programs do it: whoever is the victim of a deadlock begins again. */
async function transaction<T>(
  run: (connection: PoolConnection) => Promise<T>,
  isolation = 'REPEATABLE READ',
): Promise<T> {
  const connection = await pool.getConnection();
  try {
    for (;;) {
      try {
        await connection.query(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
        await connection.beginTransaction();
        const result = await run(connection);
        await connection.commit();
        return result;
      } catch (error) {
        await connection.rollback();
        if ((error as { errno?: number }).errno !== 1213) throw error;
      }
    }
  } finally {
    connection.release();
  }
}

const number = async (sql: string): Promise<number> => {
  const [[row]] = await pool.query<RowDataPacket[]>(sql);
  return Number(Object.values(row!)[0]);
};

/** The same at each run. */
function dice(seed: number): (sides: number) => number {
  return (sides) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * sides);
  };
}

const times = <T>(count: number, run: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => run(i)));

describe('many writers', () => {
  it.each([
    ['READ COMMITTED', true],
    ['REPEATABLE READ', true],
    ['REPEATABLE READ', false],
  ])('lose no money (%s, locking reads: %s)', async (isolation, locking) => {
    await pool.query('DROP TABLE IF EXISTS accounts');
    await pool.query('CREATE TABLE accounts (id INT PRIMARY KEY, balance INT NOT NULL)');
    await pool.query(
      'INSERT INTO accounts VALUES (1, 100), (2, 100), (3, 100), (4, 100), (5, 100)',
    );
    const roll = dice(7);
    await times(200, async () => {
      const [from, to, amount] = [1 + roll(5), 1 + roll(5), 1 + roll(30)];
      await transaction(async (connection) => {
        if (locking) {
          const sql = 'SELECT balance FROM accounts WHERE id = ? FOR UPDATE';
          const [[row]] = await connection.execute<RowDataPacket[]>(sql, [from]);
          if (row!.balance < amount) return;
        }
        const change = 'UPDATE accounts SET balance = balance + ? WHERE id = ?';
        await connection.execute(change, [-amount, from]);
        await connection.execute(change, [amount, to]);
      }, isolation);
    });
    expect(await number('SELECT SUM(balance) FROM accounts')).toBe(500);
    if (locking)
      expect(await number('SELECT MIN(balance) FROM accounts')).toBeGreaterThanOrEqual(0);
    expect(server.database.locks.size).toBe(0);
  });

  it('sell what there is, and no more', async () => {
    await pool.query('CREATE TABLE stock (id INT PRIMARY KEY, pieces INT UNSIGNED NOT NULL)');
    await pool.query(
      'CREATE TABLE sales (buyer INT PRIMARY KEY, stock_id INT, FOREIGN KEY (stock_id) REFERENCES stock (id))',
    );
    await pool.query('INSERT INTO stock VALUES (1, 10), (2, 15)');
    const sold = await times(60, (buyer) =>
      transaction(async (connection) => {
        const product = 1 + (buyer % 2);
        const sql = 'SELECT pieces FROM stock WHERE id = ? FOR UPDATE';
        const [[row]] = await connection.execute<RowDataPacket[]>(sql, [product]);
        if (row!.pieces < 1) return false;
        await connection.execute('UPDATE stock SET pieces = pieces - 1 WHERE id = ?', [product]);
        await connection.execute('INSERT INTO sales VALUES (?, ?)', [buyer, product]);
        return true;
      }),
    );
    expect(sold.filter(Boolean)).toHaveLength(25);
    expect(await number('SELECT SUM(pieces) FROM stock')).toBe(0);
    expect(await number('SELECT COUNT(*) FROM sales')).toBe(25);
  });

  it('give each value that must be unique once', async () => {
    await pool.query('CREATE TABLE names (name VARCHAR(20), by_whom INT, UNIQUE KEY (name))');
    const roll = dice(3);
    const outcomes = await times(100, async (i) => {
      const names = [`n${roll(20)}`, `N${roll(20)}`];
      try {
        await transaction(async (connection) => {
          for (const name of names)
            await connection.query('INSERT INTO names VALUES (?, ?)', [name, i]);
        });
        return 2;
      } catch (error) {
        expect(error).toMatchObject({ errno: 1062 });
        return 0;
      }
    });
    const total = outcomes.reduce<number>((sum, count) => sum + count, 0);
    expect(await number('SELECT COUNT(*) FROM names')).toBe(total);
    expect(await number('SELECT COUNT(DISTINCT name) FROM names')).toBe(total);
    expect(
      await number('SELECT MIN(c) FROM (SELECT COUNT(*) c FROM names GROUP BY by_whom) x'),
    ).toBe(2);
  });

  it('see a state that stands still, with their own changes in it', async () => {
    await pool.query('CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(20))');
    await pool.query("INSERT INTO notes (text) VALUES ('a'), ('b')");
    await transaction(async (connection) => {
      const texts = async (): Promise<string> => {
        const [rows] = await connection.query<RowDataPacket[]>(
          'SELECT text FROM notes ORDER BY id',
        );
        return rows.map((row) => row.text as string).join('');
      };
      await connection.query("UPDATE notes SET text = 'A' WHERE id = 1");
      expect(await texts()).toBe('Ab');
      await pool.query("UPDATE notes SET text = 'x' WHERE id = 2");
      await pool.query("INSERT INTO notes (text) VALUES ('y')");
      expect(await texts()).toBe('Ab');
      await connection.query("UPDATE notes SET text = UPPER(text) WHERE text = 'y'");
      expect(await texts()).toBe('AbY');
    });
    expect(server.database.store.copies).toBe(0);
  });
});
