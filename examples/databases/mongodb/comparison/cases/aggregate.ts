import { Decimal128, Long } from 'bson';
import { aggregate, type CommandCase } from '../command-case.ts';

const items = [
  { _id: 1, item: 'abc', price: 10, quantity: 2, date: new Date('2014-01-01T08:00:00Z') },
  { _id: 2, item: 'jkl', price: 20, quantity: 1, date: new Date('2014-02-03T09:00:00Z') },
  { _id: 3, item: 'xyz', price: 5, quantity: 5, date: new Date('2014-02-03T09:05:00Z') },
  { _id: 4, item: 'abc', price: 10, quantity: 10, date: new Date('2014-02-15T08:00:00Z') },
  { _id: 5, item: 'xyz', price: 5, quantity: 10, date: new Date('2014-02-15T09:05:00Z') },
];

export const aggregateCases: CommandCase[] = [
  {
    name: 'aggregate: $group by day of year (the manual)',
    data: { c: items },
    run: [
      aggregate(
        {
          $group: {
            _id: { day: { $dayOfYear: '$date' }, year: { $year: '$date' } },
            total: { $sum: { $multiply: ['$price', '$quantity'] } },
            count: { $sum: 1 },
          },
        },
        { $sort: { _id: 1 } },
      ),
    ],
  },
  {
    name: 'aggregate: $bucket puts a boundary into the bucket that it begins',
    data: { c: [0, 5, 10, 20, 30].map((n, _id) => ({ _id, n })) },
    run: [
      aggregate({
        $bucket: {
          groupBy: '$n',
          boundaries: [0, 10, 20],
          default: 'other',
          output: { n: { $push: '$n' } },
        },
      }),
    ],
  },
  {
    name: 'aggregate: $sum of decimals, longs and doubles',
    data: {
      c: [
        { _id: 1, d: Decimal128.fromString('0.10'), l: Long.fromNumber(1), i: 1, f: 0.1 },
        { _id: 2, d: Decimal128.fromString('0.20'), l: Long.fromNumber(2), i: 2, f: 0.2 },
      ],
    },
    run: [
      aggregate({
        $group: {
          _id: null,
          d: { $sum: '$d' },
          l: { $sum: '$l' },
          i: { $sum: '$i' },
          a: { $avg: '$i' },
          da: { $avg: '$d' },
        },
      }),
    ],
  },
  {
    name: 'aggregate: $unwind with an index',
    data: { c: [{ _id: 1, l: ['a', 'b'] }, { _id: 2, l: [] }, { _id: 3 }] },
    run: [
      aggregate({
        $unwind: { path: '$l', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true },
      }),
    ],
  },
  {
    name: 'aggregate: $lookup of a list of ids, and of missing ones',
    data: {
      c: [{ _id: 1, ids: [1, 3] }, { _id: 2 }],
      d: [{ _id: 1 }, { _id: 2, x: null }, { _id: 3 }],
    },
    run: [
      aggregate({ $lookup: { from: 'd', localField: 'ids', foreignField: '_id', as: 'found' } }),
    ],
  },
  {
    name: 'aggregate: $lookup with fields and a pipeline',
    data: {
      c: [{ _id: 1, k: 'a', min: 2 }],
      d: [
        { _id: 1, k: 'a', n: 1 },
        { _id: 2, k: 'a', n: 3 },
        { _id: 3, k: 'b', n: 9 },
      ],
    },
    run: [
      aggregate({
        $lookup: {
          from: 'd',
          localField: 'k',
          foreignField: 'k',
          let: { min: '$min' },
          pipeline: [{ $match: { $expr: { $gte: ['$n', '$$min'] } } }, { $project: { n: 1 } }],
          as: 'f',
        },
      }),
    ],
  },
  {
    name: 'aggregate: $facet',
    data: { c: items },
    run: [
      aggregate({
        $facet: {
          count: [{ $count: 'n' }],
          top: [{ $sort: { price: -1 } }, { $limit: 1 }, { $project: { item: 1 } }],
        },
      }),
    ],
  },
  {
    name: 'aggregate: $setWindowFields',
    data: { c: items },
    run: [
      aggregate(
        {
          $setWindowFields: {
            partitionBy: '$item',
            sortBy: { date: 1 },
            output: {
              run: { $sum: '$quantity', window: { documents: ['unbounded', 'current'] } },
              rank: { $rank: {} },
            },
          },
        },
        { $project: { run: 1, rank: 1 } },
      ),
    ],
  },
  {
    name: 'aggregate: $merge adds to what is there',
    data: { c: items, t: [{ _id: 'abc', old: 1 }] },
    run: [
      aggregate({ $group: { _id: '$item', n: { $sum: 1 } } }, { $merge: { into: 't' } }),
      { find: 't', sort: { _id: 1 } },
    ],
  },
  {
    name: 'aggregate: $out replaces',
    data: { c: items, t: [{ _id: 'old' }] },
    run: [
      aggregate({ $group: { _id: '$item' } }, { $sort: { _id: 1 } }, { $out: 't' }),
      { find: 't', sort: { _id: 1 } },
    ],
  },
  {
    name: 'aggregate: $graphLookup',
    data: { c: [{ _id: 1, to: 2 }, { _id: 2, to: 3 }, { _id: 3 }] },
    run: [
      aggregate(
        { $match: { _id: 1 } },
        {
          $graphLookup: {
            from: 'c',
            startWith: '$to',
            connectFromField: 'to',
            connectToField: '_id',
            as: 'way',
            depthField: 'd',
          },
        },
        { $project: { d: '$way.d', ids: '$way._id' } },
      ),
    ],
  },
];
