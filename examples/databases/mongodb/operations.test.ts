import { type Document, MongoClient, type MongoServerError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MongoServer } from './server.ts';
import { atOnce, checkTime, longest } from './work.ts';

vi.setConfig({ testTimeout: 60_000 });
const patient = { timeout: 30_000 };

let server: MongoServer;
let client: MongoClient;
let other: MongoClient;

beforeEach(async () => {
  server = await new MongoServer().listen();
  [client, other] = await Promise.all([
    new MongoClient(server.uri).connect(),
    new MongoClient(server.uri).connect(),
  ]);
  await client
    .db('x')
    .collection('c')
    .insertMany(Array.from({ length: 1000 }, (_, n) => ({ n })));
});
afterEach(async () => {
  await Promise.all([client.close(true), other.close(true)]);
  await server.close();
});

/** Adds up so many numbers, one by one. */
const sum = (numbers: number): Document => ({
  $reduce: {
    input: { $range: [0, numbers] },
    initialValue: 0,
    in: { $add: ['$$value', '$$this'] },
  },
});
/** Minutes of work in a thousand steps. */
const endless = [{ $match: { $expr: { $lt: [sum(100_000), 0] } } }];
const begin = (options?: object): Promise<MongoServerError> =>
  client
    .db('x')
    .collection('c')
    .aggregate(endless, options)
    .toArray()
    .then(
      () => Promise.reject(new Error('it came to an end')),
      (error: MongoServerError) => error,
    );
const running = () =>
  other
    .db('admin')
    .aggregate([{ $currentOp: {} }, { $match: { ns: 'x.c' } }])
    .toArray();
const untilItRuns = () => vi.waitFor(async () => expect(await running()).toHaveLength(1), patient);

describe('a query that never ends', () => {
  it('lets others have their turn', async () => {
    const ended = begin();
    await untilItRuns();
    await other.db('x').collection('c').insertOne({ n: 'meanwhile' });
    expect(await other.db('x').collection('c').countDocuments({ n: 'meanwhile' })).toBe(1);
    await client.close(true);
    await ended;
  });

  it('is ended by maxTimeMS, also inside of one expression', async () => {
    expect(await begin({ maxTimeMS: 100 })).toMatchObject({ code: 50 });
    const inOne = client
      .db('x')
      .collection('c')
      .aggregate([{ $limit: 1 }, { $project: { n: sum(3_900_000) } }], { maxTimeMS: 50 });
    await expect(inOne.toArray()).rejects.toMatchObject({ code: 50 });
    const update = client
      .db('x')
      .collection('c')
      .updateOne({}, [{ $set: { n: sum(3_900_000) } }], { maxTimeMS: 50 });
    await expect(update).rejects.toMatchObject({ code: 50 });
    expect(
      await client
        .db('x')
        .collection('c')
        .countDocuments({ n: { $gt: 1000 } }),
    ).toBe(0);
  });

  it('is listed, and ended by killOp', async () => {
    const ended = begin();
    await untilItRuns();
    const { inprog } = await other.db('admin').command({ currentOp: 1, active: true });
    const operation = (inprog as Document[]).find(({ ns }) => ns === 'x.c')!;
    expect(operation).toMatchObject({ type: 'op', active: true, command: { aggregate: 'c' } });
    await other.db('admin').command({ killOp: 1, op: operation.opid });
    expect(await ended).toMatchObject({ code: 11601, codeName: 'Interrupted' });
    expect(server.held.operations).toBe(0);
  });

  it('is ended with its session', async () => {
    const ended = begin();
    await untilItRuns();
    const [{ lsid } = {}] = await running();
    await other.db('admin').command({ killSessions: [lsid] });
    expect(await ended).toMatchObject({ code: 11601 });
  });

  it('is ended when its client goes, and takes its transaction with it', async () => {
    const session = client.startSession();
    session.startTransaction();
    await client.db('x').collection('c').insertOne({ n: 'never' }, { session });
    const ended = begin({ session });
    await untilItRuns();
    await client.close(true);
    await ended;
    await vi.waitFor(
      () => expect(server.held).toMatchObject({ operations: 0, transactions: 0 }),
      patient,
    );
    expect(await other.db('x').collection('c').countDocuments({ n: 'never' })).toBe(0);
  });

  it('does not keep the server from closing', async () => {
    void begin();
    await untilItRuns();
    await server.close();
    await vi.waitFor(() => expect(server.held.operations).toBe(0), patient);
  });
});

describe('work without a pause', () => {
  const at = (time: number) => vi.spyOn(performance, 'now').mockReturnValue(time);
  const loop = (): void => {
    for (let i = 0; i < 512; i++) checkTime();
  };
  afterEach(() => vi.restoreAllMocks());

  it('is ended after some seconds', () => {
    const worker = { signal: new AbortController().signal, deadline: Infinity };
    at(0);
    atOnce(worker, () => {
      at(longest - 1);
      expect(loop).not.toThrow();
      at(longest);
      expect(loop).toThrow('without a pause');
    });
    expect(loop).not.toThrow();
  });
});
