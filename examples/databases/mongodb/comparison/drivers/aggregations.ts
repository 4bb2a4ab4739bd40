import type { Document } from 'mongodb';
import { table, type DriverCase } from '../driver-case.ts';
import { orders } from './people.ts';

const lookup = { from: 'people', localField: 'person', foreignField: '_id', as: 'people' };

const pipelines: Record<string, Document[]> = {
  group: [
    { $match: { total: { $gte: 5 } } },
    {
      $group: {
        _id: '$person',
        count: { $sum: 1 },
        sum: { $sum: '$total' },
        mean: { $avg: '$total' },
        most: { $max: '$total' },
        first: { $first: '$total' },
        all: { $push: '$total' },
      },
    },
    { $sort: { sum: -1 } },
    { $project: { _id: 0 } },
  ],
  unwind: [
    { $unwind: { path: '$items', preserveNullAndEmptyArrays: true } },
    { $group: { _id: '$items.sku', n: { $sum: '$items.n' } } },
    { $sort: { _id: 1 } },
  ],
  lookup: [
    { $lookup: lookup },
    { $unwind: '$people' },
    { $project: { _id: 0, total: 1, name: '$people.name' } },
    { $sort: { total: 1 } },
  ],
  'lookup with a pipeline': [
    {
      $lookup: {
        from: 'people',
        let: { id: '$person' },
        pipeline: [
          { $match: { $expr: { $eq: ['$_id', '$$id'] } } },
          { $project: { _id: 0, name: 1 } },
        ],
        as: 'people',
      },
    },
    { $project: { _id: 0, people: 1 } },
  ],
  facet: [
    {
      $facet: {
        count: [{ $count: 'n' }],
        top: [{ $sort: { total: -1 } }, { $limit: 1 }, { $project: { _id: 0, total: 1 } }],
      },
    },
  ],
  bucket: [{ $bucket: { groupBy: '$total', boundaries: [0, 10, 100], default: 'other' } }],
  months: [
    { $group: { _id: { $dateToString: { format: '%Y-%m', date: '$at' } }, n: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ],
  conditions: [
    {
      $project: {
        _id: 0,
        size: { $cond: [{ $gt: ['$total', 9] }, 'big', 'small'] },
        kind: { $switch: { branches: [{ case: { $lt: ['$total', 6] }, then: 1 }], default: 2 } },
        items: { $size: '$items' },
      },
    },
  ],
  arrays: [
    {
      $project: {
        _id: 0,
        doubled: { $map: { input: '$items', as: 'i', in: { $multiply: ['$$i.n', 2] } } },
        sum: {
          $reduce: { input: '$items', initialValue: 0, in: { $add: ['$$value', '$$this.n'] } },
        },
      },
    },
  ],
  'running total': [
    {
      $setWindowFields: {
        partitionBy: '$person',
        sortBy: { at: 1 },
        output: { sum: { $sum: '$total', window: { documents: ['unbounded', 'current'] } } },
      },
    },
    { $project: { _id: 0, sum: 1 } },
  ],
  'another root': [
    { $addFields: { doubled: { $multiply: ['$total', 2] } } },
    { $replaceRoot: { newRoot: { value: '$doubled' } } },
  ],
  sortByCount: [{ $unwind: '$items' }, { $sortByCount: '$items.sku' }],
  graphLookup: [
    { $limit: 1 },
    {
      $graphLookup: {
        from: 'people',
        startWith: '$person',
        connectFromField: '_id',
        connectToField: '_id',
        as: 'found',
      },
    },
    { $project: { _id: 0, n: { $size: '$found' } } },
  ],
  union: [{ $unionWith: 'people' }, { $count: 'n' }],
};

/** Aggregations through the `mongodb` driver. */
export const aggregationCases: DriverCase[] = [
  {
    name: 'driver: pipelines',
    async use({ db }) {
      const collection = await orders(db);
      return table(pipelines, (pipeline) => collection.aggregate(pipeline).toArray());
    },
  },
  {
    name: 'driver: $out, then $merge into the same collection',
    async use({ db }) {
      const collection = await orders(db);
      const group = (field: object): Document => ({ $group: { _id: '$person', ...field } });
      await collection.aggregate([group({ sum: { $sum: '$total' } }), { $out: 'sums' }]).toArray();
      await collection.aggregate([group({ n: { $sum: 1 } }), { $merge: 'sums' }]).toArray();
      return db
        .collection('sums')
        .find({}, { projection: { _id: 0 } })
        .sort({ sum: 1 })
        .toArray();
    },
  },
  {
    name: 'driver: embedded against referenced, in bytes',
    async use({ db }) {
      const comments = Array.from({ length: 20 }, (_, n) => ({ by: `user ${n}`, text: 'Nice' }));
      await db.collection<{ _id: number }>('embedded').insertOne({ _id: 1, comments } as never);
      await db
        .collection('referenced')
        .insertMany(comments.map((comment, n) => ({ _id: n as never, post: 1, ...comment })));
      const bytes = { $group: { _id: null, bytes: { $sum: { $bsonSize: '$$ROOT' } } } };
      return {
        embedded: await db.collection('embedded').aggregate([bytes]).toArray(),
        referenced: await db.collection('referenced').aggregate([bytes]).toArray(),
        newest: await db
          .collection('embedded')
          .findOne({}, { projection: { comments: { $slice: -1 } } }),
        by: await db
          .collection('embedded')
          .findOne({ 'comments.by': 'user 3' }, { projection: { 'comments.$': 1 } }),
      };
    },
  },
];
