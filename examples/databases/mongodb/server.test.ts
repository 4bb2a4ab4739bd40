import { once } from 'node:events';
import { connect } from 'node:net';
import {
  type ChangeStreamDocument,
  type Document,
  MongoClient,
  type MongoServerError,
} from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MongoServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000 });

let server: MongoServer;
let client: MongoClient;

beforeEach(async () => {
  server = await new MongoServer().listen();
  client = await new MongoClient(server.uri).connect();
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const accounts = async () => {
  const collection = client.db('bank').collection<{ _id: number; n: number }>('accounts');
  await collection.insertMany([
    { _id: 1, n: 100 },
    { _id: 2, n: 0 },
  ]);
  return collection;
};
const failure = (promise: Promise<unknown>): Promise<MongoServerError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: MongoServerError) => error,
  );

describe('transactions', () => {
  it('reads its snapshot and its own writes, and shows them to others on commit', async () => {
    const collection = await accounts();
    const session = client.startSession();
    session.startTransaction();
    expect(await collection.findOne({ _id: 1 }, { session })).toEqual({ _id: 1, n: 100 });
    await collection.updateOne({ _id: 2 }, { $inc: { n: 5 } });
    // The snapshot stays as it was, whatever others do.
    expect(await collection.findOne({ _id: 2 }, { session })).toEqual({ _id: 2, n: 0 });
    await collection.updateOne({ _id: 1 }, { $inc: { n: -5 } }, { session });
    expect(await collection.findOne({ _id: 1 }, { session })).toEqual({ _id: 1, n: 95 });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 100 });
    await session.commitTransaction();
    await session.endSession();
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 95 });
    expect(server.held.transactions).toBe(0);
  });

  it('answers a write conflict with 112 and the label that makes drivers try again', async () => {
    const collection = await accounts();
    const [a, b] = [client.startSession(), client.startSession()];
    a.startTransaction();
    b.startTransaction();
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: a });
    const error = await failure(
      collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: b }),
    );
    expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' });
    expect(error.hasErrorLabel('TransientTransactionError')).toBe(true);
    await a.commitTransaction();
    await a.endSession();
    await b.endSession();
  });

  it('also where the other one has committed after the snapshot', async () => {
    const collection = await accounts();
    const session = client.startSession();
    session.startTransaction();
    await collection.findOne({ _id: 1 }, { session });
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    const error = await failure(collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session }));
    expect(error.code).toBe(112);
    await session.endSession();
  });

  it('loses no update with withTransaction', async () => {
    const collection = await accounts();
    const transfer = () =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const from = await collection.findOne({ _id: 1 }, { session });
          await collection.updateOne({ _id: 1 }, { $set: { n: from!.n - 1 } }, { session });
          await collection.updateOne({ _id: 2 }, { $inc: { n: 1 } }, { session });
        }),
      );
    await Promise.all(Array.from({ length: 10 }, transfer));
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 90 },
      { _id: 2, n: 10 },
    ]);
  });

  it('lets a write from outside wait for the end', async () => {
    const collection = await accounts();
    const session = client.startSession();
    session.startTransaction();
    await collection.updateOne({ _id: 1 }, { $set: { n: 1 } }, { session });
    const outside = collection.updateOne({ _id: 1 }, { $inc: { n: 10 } });
    await session.commitTransaction();
    await session.endSession();
    await outside;
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 11 });
  });

  it('ends when its client has gone: nothing of it stays', async () => {
    const hasty = await new MongoServer({ transactionLifetimeLimitSeconds: 0.2 }).listen();
    const [gone, stays] = await Promise.all([
      new MongoClient(hasty.uri).connect(),
      new MongoClient(hasty.uri).connect(),
    ]);
    const collection = stays.db('bank').collection<{ _id: number; n: number }>('accounts');
    await collection.insertOne({ _id: 1, n: 100 });
    const session = gone.startSession();
    session.startTransaction();
    await gone
      .db('bank')
      .collection<{ _id: number }>('accounts')
      .updateOne({ _id: 1 }, { $set: { n: 0 } }, { session });
    await gone.close(true);
    // The write waits until the transaction's time is over.
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 101 });
    expect(hasty.held.transactions).toBe(0);
    await stays.close();
    await hasty.close();
  });

  it('keeps unique keys apart across transactions', async () => {
    const collection = client.db('bank').collection('users');
    await collection.createIndex({ email: 1 }, { unique: true });
    const session = client.startSession();
    session.startTransaction();
    await collection.insertOne({ email: 'a' }, { session });
    const outside = failure(collection.insertOne({ email: 'a' }));
    await session.commitTransaction();
    await session.endSession();
    expect(await outside).toMatchObject({ code: 11000, keyValue: { email: 'a' } });
  });
});

describe('change streams', () => {
  const take = async (stream: { next: () => Promise<ChangeStreamDocument> }, count: number) => {
    const events: Document[] = [];
    while (events.length < count) events.push(await stream.next());
    return events;
  };

  it('tell what changed, and resume where they were left', async () => {
    const collection = await accounts();
    const stream = collection.watch([], { fullDocument: 'updateLookup' });
    const first = stream.tryNext();
    await first;
    await collection.insertOne({ _id: 3, n: 1 });
    await collection.updateOne({ _id: 3 }, { $set: { 'o.x': [1] }, $unset: { n: 1 } } as Document);
    const [inserted, updated] = await take(stream as never, 2);
    expect(inserted).toMatchObject({ operationType: 'insert', documentKey: { _id: 3 } });
    expect(updated).toMatchObject({
      operationType: 'update',
      updateDescription: {
        updatedFields: { o: { x: [1] } },
        removedFields: ['n'],
        truncatedArrays: [],
      },
      fullDocument: { _id: 3, o: { x: [1] } },
    });
    await stream.close();
    await collection.deleteOne({ _id: 3 });
    const again = collection.watch([], { resumeAfter: inserted!._id });
    expect((await take(again as never, 2)).map(({ operationType }) => operationType)).toEqual([
      'update',
      'delete',
    ]);
    await collection.drop();
    expect((await take(again as never, 2)).map(({ operationType }) => operationType)).toEqual([
      'drop',
      'invalidate',
    ]);
    await again.close();
  });

  it('show a transaction when it commits, and nothing of one that does not', async () => {
    const collection = await accounts();
    const stream = collection.watch([{ $match: { operationType: 'insert' } }]);
    await stream.tryNext();
    for (const end of ['abortTransaction', 'commitTransaction'] as const) {
      const session = client.startSession();
      session.startTransaction();
      await collection.insertOne({ _id: end.length, n: 0 }, { session });
      await session[end]();
      await session.endSession();
    }
    const [event] = await take(stream as never, 1);
    expect(event!.documentKey).toEqual({ _id: 'commitTransaction'.length });
    await stream.close();
  });
});

describe('expiry', () => {
  it('deletes what is over, and tells change streams', async () => {
    const collection = client.db('web').collection('sessions');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const stream = collection.watch();
    await stream.tryNext();
    await collection.insertMany([
      { n: 1, at: new Date(Date.now() - 61_000) },
      { n: 2, at: new Date() },
      { n: 3 },
    ]);
    server.sweep();
    expect(await collection.distinct('n')).toEqual([2, 3]);
    const types: string[] = [];
    while (types.length < 4) types.push((await stream.next()).operationType);
    expect(types.at(-1)).toBe('delete');
    await stream.close();
  });
});

describe('explain', () => {
  it('tells a scan of the collection from one of an index', async () => {
    const collection = client.db('shop').collection('items');
    await collection.insertMany(Array.from({ length: 100 }, (_, i) => ({ n: i, k: i % 10 })));
    const stats = async () => {
      const { executionStats, queryPlanner } = await collection
        .find({ k: 3 })
        .explain('executionStats');
      const { winningPlan } = queryPlanner;
      return [
        winningPlan.inputStage?.stage ?? winningPlan.stage,
        executionStats.totalDocsExamined,
        executionStats.nReturned,
      ];
    };
    expect(await stats()).toEqual(['COLLSCAN', 100, 10]);
    await collection.createIndex({ k: 1 });
    expect(await stats()).toEqual(['IXSCAN', 10, 10]);
    const { queryPlanner } = await collection
      .find({ k: { $gte: 8 } })
      .sort({ k: -1 })
      .explain();
    expect(queryPlanner.winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { direction: 'backward', indexBounds: { k: ['[inf.0, 8]'] } },
    });
  });
});

describe('faults', () => {
  const alive = () => client.db('x').command({ ping: 1 });

  it('garbage closes the connection and nothing else', async () => {
    const port = Number(server.address.split(':')[1]);
    const header = (length: number, opcode: number) => {
      const bytes = Buffer.alloc(16);
      bytes.writeInt32LE(length, 0);
      bytes.writeInt32LE(opcode, 12);
      return bytes;
    };
    const garbage = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0, 0, 0, 0]),
      Buffer.alloc(64, 0xff),
      header(16, 1),
      Buffer.concat([header(26, 2013), Buffer.from([0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0])]),
      Buffer.concat([header(26, 2013), Buffer.from([0, 0, 0, 0, 9, 5, 0, 0, 0, 0])]),
    ];
    for (const bytes of garbage) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(bytes);
      await once(socket, 'close');
    }
    // A message that never becomes whole, left by its client.
    const half = connect(port, '127.0.0.1');
    half.write(header(1000, 2013));
    await once(half, 'connect');
    half.destroy();
    await alive();
  });

  it('takes a document of 16 MB and refuses a larger one', async () => {
    const collection = client.db('x').collection('big');
    const text = 'x'.repeat(16 * 1024 * 1024 - 100);
    await collection.insertOne({ text });
    expect((await collection.findOne({}))!.text).toHaveLength(text.length);
    expect(
      await failure(collection.updateOne({}, { $set: { more: 'x'.repeat(200) } })),
    ).toMatchObject({ code: 17419 });
    // Answers are cut into batches of 16 MB.
    await collection.insertOne({ text });
    expect(await collection.find().toArray()).toHaveLength(2);
    expect(server.held.cursors).toBe(0);
  });

  it('serves 200 connections and forgets them', async () => {
    const clients = await Promise.all(
      Array.from({ length: 200 }, () => new MongoClient(server.uri, { maxPoolSize: 1 }).connect()),
    );
    await Promise.all(clients.map((one, i) => one.db('x').collection('c').insertOne({ i })));
    expect(await client.db('x').collection('c').countDocuments()).toBe(200);
    await Promise.all(clients.map((one) => one.close()));
    await expect.poll(() => server.held.connections, { timeout: 30_000 }).toBeLessThan(6);
    expect(server.held.sessions).toBeLessThan(3);
  });

  it('answers 10,000 queries in a row without keeping anything', async () => {
    const collection = client.db('x').collection<{ _id: number }>('c');
    await collection.insertMany(Array.from({ length: 100 }, (_, _id) => ({ _id })));
    for (let i = 0; i < 10_000; i++) await collection.findOne({ _id: i % 100 });
    expect(server.held.cursors).toBe(0);
  });

  it('ends a query that waits too long', async () => {
    const collection = await accounts();
    const slow = await new MongoServer({ transactionLifetimeLimitSeconds: 60 }).listen();
    const other = await new MongoClient(slow.uri).connect();
    const waiting = other.db('x').collection<{ _id: number }>('c');
    await waiting.insertOne({ _id: 1 });
    const session = other.startSession();
    session.startTransaction();
    await waiting.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session });
    expect(
      await failure(waiting.updateOne({ _id: 1 }, { $set: { a: 2 } }, { maxTimeMS: 50 })),
    ).toMatchObject({ code: 50 });
    await session.abortTransaction();
    await session.endSession();
    await other.close();
    await slow.close();
    expect(await collection.countDocuments()).toBe(2);
  });

  it('a change stream whose client goes leaves nothing', async () => {
    const other = await new MongoClient(server.uri).connect();
    const stream = other.db('x').collection('c').watch();
    await stream.tryNext();
    const pending = stream.next().catch(() => undefined);
    await other.close(true);
    await pending;
    await expect.poll(() => server.held.cursors, { timeout: 30_000 }).toBe(0);
  });
});
