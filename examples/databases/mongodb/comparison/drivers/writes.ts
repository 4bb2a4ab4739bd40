import type { Document, UpdateOptions } from 'mongodb';
import { failure, type DriverCase } from '../driver-case.ts';
import { people } from './people.ts';

type Step = [update: Document | Document[], options?: UpdateOptions, filter?: Document];

/** Updates of one document, each on what the one before has left. */
const steps: Record<string, Step> = {
  nested: [{ $set: { 'address.zip': '9', 'x.y.z': 1 } }],
  numbers: [{ $inc: { age: 1, count: 5 }, $mul: { 'scores.0.v': 2 } }],
  names: [{ $unset: { x: '' }, $rename: { count: 'total' } }],
  $push: [{ $push: { tags: { $each: ['d', 'c'], $sort: 1, $slice: 3 } } }],
  $addToSet: [{ $addToSet: { tags: { $each: ['a', 'z'] } } }],
  $pull: [{ $pull: { tags: { $in: ['z'] }, scores: { s: 1 } } }],
  $pop: [{ $pop: { tags: -1 } }],
  limits: [{ $min: { age: 10 }, $max: { total: 99 } }],
  positional: [{ $set: { 'scores.$.v': 77 } }, {}, { 'scores.s': 2 }],
  filtered: [{ $set: { 'scores.$[e].w': 1 } }, { arrayFilters: [{ 'e.v': { $gt: 10 } }] }],
  all: [{ $inc: { 'scores.$[].v': 1 } }],
  pipeline: [[{ $set: { label: { $concat: ['$name', '-', { $toString: '$age' }] } } }]],
  nothing: [{ $set: { age: 10 } }],
};

/** Writes through the `mongodb` driver. */
export const writeCases: DriverCase[] = [
  {
    name: 'driver: a chain of updates',
    async use({ db }) {
      const collection = await people(db);
      const states: Record<string, unknown> = {};
      for (const [name, [update, options, filter]] of Object.entries(steps)) {
        const wanted = { name: 'Ann', ...filter };
        const { matchedCount, modifiedCount } = await collection.updateOne(wanted, update, options);
        const after = await collection.findOne({ name: 'Ann' }, { projection: { _id: 0, at: 0 } });
        states[name] = [matchedCount, modifiedCount, after];
      }
      return states;
    },
  },
  {
    name: 'driver: upsert, updateMany, replaceOne, findOneAnd…, deleteMany',
    async use({ db }) {
      const collection = await people(db);
      const upsert = await collection.updateOne(
        { name: 'Eve', age: { $gt: 1 } },
        { $set: { k: 1 }, $setOnInsert: { created: true } },
        { upsert: true },
      );
      const many = await collection.updateMany({ age: { $gte: 30 } }, { $set: { old: true } });
      await collection.replaceOne({ name: 'Eve' }, { name: 'Eve', fresh: 1 });
      const options = { projection: { _id: 0, age: 1 } } as const;
      return {
        upsert: [upsert.matchedCount, upsert.upsertedCount],
        many: [many.matchedCount, many.modifiedCount],
        replaced: await collection.findOne({ name: 'Eve' }, { projection: { _id: 0 } }),
        before: await collection.findOneAndUpdate({ name: 'Bob' }, { $inc: { age: 1 } }, options),
        after: await collection.findOneAndUpdate(
          { name: 'Bob' },
          { $inc: { age: 1 } },
          { ...options, returnDocument: 'after' },
        ),
        nobody: await collection.findOneAndUpdate({ name: 'nobody' }, { $set: { a: 1 } }),
        deleted: (await collection.findOneAndDelete({ name: 'Eve' }))?.name,
        left: (await collection.deleteMany({ age: { $gt: 30 } })).deletedCount,
      };
    },
  },
  {
    name: 'driver: bulkWrite',
    async use({ db }) {
      const { insertedCount, modifiedCount, upsertedCount, deletedCount } = await db
        .collection('c')
        .bulkWrite([
          { insertOne: { document: { name: 'one' } } },
          { updateOne: { filter: { name: 'one' }, update: { $set: { z: 1 } } } },
          { updateOne: { filter: { name: 'two' }, update: { $set: { z: 2 } }, upsert: true } },
          { deleteMany: { filter: { z: { $exists: true } } } },
        ]);
      return [insertedCount, modifiedCount, upsertedCount, deletedCount];
    },
  },
  {
    name: 'driver: a unique index, sparse',
    async use({ db }) {
      const collection = db.collection('users');
      await collection.createIndex({ email: 1 }, { unique: true, sparse: true, name: 'email' });
      await collection.insertMany([{ email: 'a@x', n: 1 }, { n: 2 }, { n: 3 }]);
      const insert = await failure(collection.insertOne({ email: 'a@x' }));
      const update = await failure(collection.updateOne({ n: 2 }, { $set: { email: 'a@x' } }));
      const many = await failure(
        collection.insertMany([{ email: 'b@x' }, { email: 'a@x' }, { email: 'c@x' }], {
          ordered: false,
        }),
      );
      const ordered = await failure(collection.insertMany([{ email: 'a@x' }, { email: 'd@x' }]));
      return {
        insert: [insert.name, insert.code, insert.message, insert.keyPattern, insert.keyValue],
        update: [update.name, update.code, update.message],
        many: [many.name, many.code, many.insertedCount, many.writeErrors.length],
        ordered: [ordered.code, ordered.insertedCount],
        count: await collection.countDocuments(),
      };
    },
  },
  {
    name: 'driver: a unique index is refused where two documents are alike',
    async use({ db }) {
      const collection = db.collection('c');
      await collection.insertMany([{ k: 1 }, { k: 1 }]);
      const { code, codeName } = await failure(collection.createIndex({ k: 1 }, { unique: true }));
      return [code, codeName, (await collection.indexes()).length];
    },
  },
  {
    name: 'driver: indexes are listed, hidden, dropped',
    async use({ db }) {
      const collection = await people(db);
      const name = await collection.createIndex({ 'address.city': 1, age: -1 });
      await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
      const listed = await collection.indexes();
      await collection.dropIndex(name);
      const left = (await collection.indexes()).map((index) => index.name);
      return { listed, left };
    },
  },
  {
    name: 'driver: a version in the filter keeps one of two writers out',
    async use({ db }) {
      const collection = db.collection<{ _id: string; title: string; version: number }>('notes');
      await collection.insertOne({ _id: 'one', title: 'First', version: 1 });
      const write = async (title: string): Promise<unknown> => {
        const answer = await collection.findOneAndUpdate(
          { _id: 'one', version: 1 },
          { $set: { title }, $inc: { version: 1 } },
          { returnDocument: 'after', includeResultMetadata: true },
        );
        return [answer.value, answer.lastErrorObject];
      };
      return [await write('Mine'), await write('Yours'), await collection.find().toArray()];
    },
  },
  {
    name: 'driver: a list of the latest, kept short and sorted',
    async use({ db }) {
      const collection = db.collection<{ _id: number; latest: { n: number }[] }>('posts');
      for (const n of [3, 1, 5, 2, 4])
        await collection.updateOne(
          { _id: 1 },
          { $push: { latest: { $each: [{ n }], $sort: { n: -1 }, $slice: 3 } } },
          { upsert: true },
        );
      return collection.findOne();
    },
  },
];
