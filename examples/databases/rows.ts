/**
 * Measures how many rows per second a driver writes, one statement for each, and reads, all in one answer:
 *
 *     node rows.ts <name>
 *
 * The server is that of the environment variable, else the embedded one. Prints one line of JSON.
 */
import { mongodb } from './mongodb/index.ts';
import { mysql } from './mysql/index.ts';
import { postgres } from './postgres/index.ts';
import { redis } from './redis/index.ts';

const rows = 1000;
const reads = 5;

interface Database {
  insert(id: number): Promise<unknown>;
  select(): Promise<number>;
}

const open: Record<string, () => Promise<Database>> = {
  async postgres() {
    const { default: pg } = await import('pg');
    const client = new pg.Client(await postgres());
    await client.connect();
    await client.query('CREATE TEMP TABLE rows (id int PRIMARY KEY, name text, price numeric)');
    return {
      insert: (id) =>
        client.query('INSERT INTO rows VALUES ($1, $2, $3)', [id, `row ${id}`, '9.90']),
      select: async () => (await client.query('SELECT * FROM rows')).rows.length,
    };
  },
  async mysql() {
    const { createConnection } = await import('mysql2/promise');
    const client = await createConnection(await mysql());
    await client.query(
      'CREATE TEMPORARY TABLE rows_ (id INT PRIMARY KEY, name TEXT, price DECIMAL(10, 2))',
    );
    return {
      insert: (id) =>
        client.execute('INSERT INTO rows_ VALUES (?, ?, ?)', [id, `row ${id}`, '9.90']),
      select: async () => ((await client.query('SELECT * FROM rows_'))[0] as unknown[]).length,
    };
  },
  async mongodb() {
    const { MongoClient } = await import('mongodb');
    const client = await new MongoClient(await mongodb()).connect();
    const collection = client.db('bench').collection<{ _id: number }>('rows');
    await collection.drop();
    return {
      insert: (id) => collection.insertOne({ _id: id, name: `row ${id}`, price: 9.9 } as never),
      select: async () => (await collection.find().toArray()).length,
    };
  },
  async redis() {
    const { Redis } = await import('ioredis');
    const client = new Redis(await redis());
    await client.del('rows');
    return {
      insert: (id) => client.hset('rows', String(id), JSON.stringify({ name: `row ${id}` })),
      select: async () => Object.keys(await client.hgetall('rows')).length,
    };
  },
};

const name = process.argv[2] ?? '';
if (!open[name]) throw new Error(`node rows.ts <name>: ${Object.keys(open).join(', ')}`);
const database = await open[name]();

const rate = async (count: number, action: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await action();
  return (count / (performance.now() - started)) * 1000;
};
const insert = await rate(rows, async () => {
  for (let id = 0; id < rows; id++) await database.insert(id);
});
const select = await rate(rows * reads, async () => {
  for (let read = 0; read < reads; read++) {
    const found = await database.select();
    if (found !== rows) throw new Error(`${found} rows were read instead of ${rows}`);
  }
});
console.log(JSON.stringify({ insert, select }));
process.exit(0);
