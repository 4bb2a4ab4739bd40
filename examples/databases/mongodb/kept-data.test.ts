import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal128, Long, MongoClient, UUID } from 'mongodb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mongodb-'));
  vi.stubEnv('EMBEDDED_DATA', folder);
  vi.stubEnv('MONGODB_URI', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A process of its own has its own server: here a fresh copy of the module. */
async function start(): Promise<MongoClient> {
  vi.resetModules();
  const { mongodb } = await import('./index.ts');
  return new MongoClient(await mongodb()).connect();
}
const size = (): number =>
  statSync(join(folder, 'mongodb.bson'), { throwIfNoEntry: false })?.size ?? 0;

it('a later start has documents, indexes, options and views, and nothing of an open transaction', async () => {
  const first = await start();
  const db = first.db('shop');
  const document = {
    name: 'tea',
    price: Decimal128.fromString('1.10'),
    long: Long.fromString('9007199254740993'),
    id: new UUID(),
    at: new Date(0),
    list: [1, { a: null }],
  };
  await db.createCollection('items', { validator: { name: { $type: 'string' } } });
  await db.createCollection('teas', { viewOn: 'items', pipeline: [{ $match: { name: 'tea' } }] });
  await db.collection('items').createIndex({ name: 1 }, { unique: true });
  await db.collection('items').createIndex({ name: 'text' });
  await db.collection('items').insertOne(document);
  await db.collection('items').insertOne({ name: 'gone' });
  await db.collection('items').deleteOne({ name: 'gone' });
  const session = first.startSession();
  session.startTransaction();
  await db.collection('items').insertOne({ name: 'open' }, { session });
  const indexes = await db.collection('items').indexes();
  await vi.waitFor(() => expect(size()).toBeGreaterThan(300), 30_000);
  await first.close();

  const second = await start();
  const items = second.db('shop').collection('items');
  expect(await items.find({}, { promoteLongs: false }).toArray()).toEqual([document]);
  expect(await items.indexes()).toEqual(indexes);
  await expect(items.insertOne({ name: 'tea' })).rejects.toThrow('E11000');
  await expect(items.insertOne({ name: 1 })).rejects.toThrow('Document failed validation');
  expect(await second.db('shop').collection('teas').countDocuments()).toBe(1);
  expect(await items.find({ $text: { $search: 'teas' } }).toArray()).toHaveLength(1);
  await second.close();
});

it('a file that holds something else is an error that names it', async () => {
  writeFileSync(join(folder, 'mongodb.bson'), 'nonsense');
  await expect(start()).rejects.toThrow('mongodb.bson');
});
