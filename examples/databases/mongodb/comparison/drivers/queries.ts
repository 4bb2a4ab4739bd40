import { Decimal128, Long, type Document } from 'mongodb';
import { table, type DriverCase } from '../driver-case.ts';
import { people } from './people.ts';

/** Reads through the `mongodb` driver. */
export const queryCases: DriverCase[] = [
  {
    name: 'driver: filters',
    async use({ db }) {
      const collection = await people(db);
      const filters: Record<string, Document> = {
        equal: { name: 'Ann' },
        range: { age: { $gt: 25, $lte: 35 } },
        $in: { age: { $in: [25, 41] } },
        $nin: { age: { $nin: [25] } },
        $ne: { name: { $ne: 'Ann' } },
        $or: { $or: [{ age: 25 }, { name: 'dan' }] },
        $nor: { $nor: [{ age: 25 }] },
        $not: { age: { $not: { $gt: 30 } } },
        $exists: { email: { $exists: false } },
        null: { email: null },
        path: { 'address.city': 'X' },
        element: { tags: 'b' },
        $all: { tags: { $all: ['a', 'b'] } },
        $size: { tags: { $size: 0 } },
        $elemMatch: { scores: { $elemMatch: { s: 2, v: { $gt: 8 } } } },
        $regex: { name: { $regex: '^a', $options: 'i' } },
        regex: { name: /^[BC]/ },
        $type: { age: { $type: 'number' } },
        $mod: { age: { $mod: [5, 0] } },
        $expr: { $expr: { $gt: ['$age', 30] } },
        date: { at: { $gte: new Date('2023-12-31') } },
        place: { 'scores.0.v': 5 },
        whole: { tags: ['a', 'b'] },
      };
      return table(filters, async (filter) =>
        (await collection.find(filter).sort({ name: 1 }).toArray()).map(({ name }) => name),
      );
    },
  },
  {
    name: 'driver: projections',
    async use({ db }) {
      const collection = await people(db);
      const projections = {
        include: { _id: 0, name: 1, 'address.city': 1, tags: { $slice: 1 } },
        exclude: { _id: 0, address: 0, scores: 0 },
        $elemMatch: { _id: 0, scores: { $elemMatch: { s: 2 } } },
        computed: { _id: 0, upper: { $toUpper: '$name' } },
      };
      return table(projections, (projection) =>
        collection.findOne({ name: 'Ann' }, { projection }),
      );
    },
  },
  {
    name: 'driver: sort, skip, limit, collation, count, distinct',
    async use({ db }) {
      const collection = await people(db);
      const insensitive = { locale: 'en', strength: 2 };
      const name = (person: Document): string => person.name;
      return {
        page: await collection.find().sort({ age: -1 }).skip(1).limit(2).map(name).toArray(),
        bytes: await collection.find().sort({ name: -1 }).map(name).toArray(),
        letters: await collection
          .find()
          .sort({ name: -1 })
          .collation(insensitive)
          .map(name)
          .toArray(),
        found: await collection.find({ name: 'ANN' }).collation(insensitive).map(name).toArray(),
        counts: [
          await collection.countDocuments({ age: { $gt: 30 } }),
          await collection.estimatedDocumentCount(),
        ],
        tags: await collection.distinct('tags'),
      };
    },
  },
  {
    name: 'driver: 500 documents in batches of 50',
    async use({ db }) {
      const collection = db.collection('many');
      await collection.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
      const cursor = collection.find().batchSize(50);
      const seen: number[] = [];
      for await (const { n } of cursor) seen.push(n);
      return [seen.length, seen.every((n, place) => n === place), cursor.closed];
    },
  },
  {
    name: 'driver: types keep their values',
    async use({ db }) {
      const collection = db.collection('types');
      await collection.insertOne({
        decimal: Decimal128.fromString('1.10'),
        long: Long.fromString('9007199254740993'),
        bytes: Buffer.from('hi'),
        pattern: /a/i,
        nothing: null,
        half: 1.5,
        nested: { list: [1, { two: 2 }] },
      });
      const found = await collection.findOne({}, { projection: { _id: 0 }, promoteLongs: false });
      const { decimal, long, bytes, pattern, ...rest } = found!;
      return [String(decimal), String(long), bytes.toString(), String(pattern), rest];
    },
  },
  {
    name: 'driver: explain tells an index from a scan',
    async use({ db }) {
      const collection = await people(db);
      await collection.updateMany({ email: null }, { $unset: { email: 1 } });
      await collection.updateOne({ name: 'Ann' }, { $set: { email: 'a@x' } });
      await collection.createIndex({ email: 1 }, { unique: true, sparse: true });
      await collection.createIndex({ 'address.city': 1 });
      const filters = {
        unique: { email: 'a@x' },
        city: { 'address.city': 'X' },
        none: { age: 30 },
      };
      return table(filters, async (filter: Document) => {
        const { queryPlanner, executionStats } = await collection
          .find(filter)
          .explain('executionStats');
        const stages: string[] = [];
        for (let plan = queryPlanner.winningPlan; plan; plan = plan.inputStage)
          stages.push(plan.stage);
        const { nReturned, totalKeysExamined, totalDocsExamined } = executionStats;
        return [stages, nReturned, totalKeysExamined, totalDocsExamined];
      });
    },
  },
];
