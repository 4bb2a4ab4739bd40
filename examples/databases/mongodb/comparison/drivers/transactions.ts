import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { failure, type DriverCase } from '../driver-case.ts';

async function accounts(db: Db) {
  const collection = db.collection<{ _id: string; n: number }>('accounts');
  await collection.insertMany([
    { _id: 'a', n: 100 },
    { _id: 'b', n: 0 },
  ]);
  return collection;
}

/** Sessions, transactions and change streams through the `mongodb` driver. */
export const transactionCases: DriverCase[] = [
  {
    name: 'transaction: committed, in two collections',
    async use({ client, db }) {
      const collection = await accounts(db);
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await collection.updateOne({ _id: 'a' }, { $inc: { n: -1 } }, { session });
          await db.collection('log').insertOne({ text: 'took 1' }, { session });
        }),
      );
      return [await collection.findOne({ _id: 'a' }), await db.collection('log').countDocuments()];
    },
  },
  {
    name: 'transaction: aborted, and seen from outside',
    async use({ client, db }) {
      const collection = await accounts(db);
      const session = client.startSession();
      session.startTransaction();
      await collection.updateOne({ _id: 'a' }, { $set: { n: 1 } }, { session });
      const inside = await collection.findOne({ _id: 'a' }, { session });
      const outside = await collection.findOne({ _id: 'a' });
      await session.abortTransaction();
      await session.endSession();
      return [inside, outside, await collection.findOne({ _id: 'a' })];
    },
  },
  {
    name: 'transaction: a write conflict',
    async use({ client, db }) {
      const collection = await accounts(db);
      const [first, second] = [client.startSession(), client.startSession()];
      first.startTransaction();
      second.startTransaction();
      await collection.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: first });
      const error = await failure(
        collection.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: second }),
      );
      await first.commitTransaction();
      await second.abortTransaction();
      await Promise.all([first.endSession(), second.endSession()]);
      return [error.code, error.codeName, error.hasErrorLabel('TransientTransactionError')];
    },
  },
  {
    name: 'transaction: withTransaction tries again, and no update is lost',
    async use({ client, db }) {
      const collection = await accounts(db);
      const increment = () =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            const { n } = (await collection.findOne({ _id: 'b' }, { session }))!;
            await sleep(10);
            await collection.updateOne({ _id: 'b' }, { $set: { n: n + 1 } }, { session });
          }),
        );
      await Promise.all([increment(), increment(), increment()]);
      return collection.findOne({ _id: 'b' });
    },
  },
  {
    name: 'change stream: insert, update, delete',
    async use({ db }) {
      const collection = await accounts(db);
      const stream = collection.watch([], { fullDocument: 'updateLookup' });
      // Asking once opens the stream on the server.
      await stream.tryNext();
      await collection.insertOne({ _id: 'c', n: 1 });
      await collection.updateOne({ _id: 'c' }, { $set: { n: 2 } });
      const events: unknown[] = [];
      const take = async () => {
        const event = await stream.next();
        events.push([
          event.operationType,
          'fullDocument' in event ? event.fullDocument : null,
          'updateDescription' in event ? event.updateDescription : null,
        ]);
      };
      await take();
      await take();
      await collection.deleteOne({ _id: 'c' });
      await take();
      await stream.close();
      return events;
    },
  },
];
