import { Decimal128, Double, Long, ObjectId } from 'bson';

type Document = Record<string, unknown>;

/**
 * Commands on a database of their own, and what the last one gives: the documents of its cursor, or those
 * fields of its answer that are named here. The answers are those of MongoDB's manual, of its
 * specifications, and of a real engine where one could be asked.
 */
export interface Case {
  name: string;
  data?: Record<string, Document[]>;
  run: Document[];
  gives: unknown;
}

const items = [
  { _id: 1, item: 'abc', price: 10, quantity: 2, date: new Date('2014-01-01T08:00:00Z') },
  { _id: 2, item: 'jkl', price: 20, quantity: 1, date: new Date('2014-02-03T09:00:00Z') },
  { _id: 3, item: 'xyz', price: 5, quantity: 5, date: new Date('2014-02-03T09:05:00Z') },
  { _id: 4, item: 'abc', price: 10, quantity: 10, date: new Date('2014-02-15T08:00:00Z') },
  { _id: 5, item: 'xyz', price: 5, quantity: 10, date: new Date('2014-02-15T09:05:00Z') },
];

const find = (filter: Document, rest: Document = {}): Document => ({
  find: 'c',
  filter,
  sort: { _id: 1 },
  ...rest,
});
const aggregate = (...pipeline: Document[]): Document => ({ aggregate: 'c', pipeline, cursor: {} });
const update = (q: Document, u: unknown, rest: Document = {}): Document => ({
  update: 'c',
  updates: [{ q, u, ...rest }],
});

/** One document, an update, and the document after it. */
const updated = (
  name: string,
  before: Document,
  u: unknown,
  after: Document,
  rest: Document = {},
  q: Document = {},
): Case => ({
  name: `update: ${name}`,
  data: { c: [{ _id: 1, ...before }] },
  run: [update(q, u, rest), find({})],
  gives: [{ _id: 1, ...after }],
});

const failing = (
  name: string,
  run: Document,
  code: number,
  codeName: string,
  data: Document[] = [{ _id: 1, a: 1, s: 'x', l: [1] }],
): Case => ({
  name: `error: ${name}`,
  data: { c: data },
  run: [run],
  gives: { error: { code, codeName } },
});

/** The ids of the documents that a filter finds. */
const finds = (
  name: string,
  data: Document[],
  filter: Document,
  ids: unknown[],
  rest: Document = {},
): Case => ({
  name: `find: ${name}`,
  data: { c: data },
  run: [find(filter, { projection: { _id: 1 }, ...rest })],
  gives: ids.map((_id) => ({ _id })),
});

const nulls = [
  { _id: 1, a: null },
  { _id: 2 },
  { _id: 3, a: 1 },
  { _id: 4, a: [] },
  { _id: 5, a: [null] },
  { _id: 6, a: { b: 1 } },
];
const numbers = [
  { _id: 1, n: 5 },
  { _id: 2, n: new Double(5) },
  { _id: 3, n: Long.fromNumber(5) },
  { _id: 4, n: Decimal128.fromString('5.0') },
  { _id: 5, n: '5' },
  { _id: 6, n: [4, 6] },
];
const blog = [
  { _id: 1, title: 'Coffee', body: 'Coffee and cake, coffee beans' },
  { _id: 2, title: 'Cakes', body: 'How to bake a cake' },
  { _id: 3, title: 'Tea', body: 'Green tea' },
];
const expression = (
  name: string,
  spec: unknown,
  value: unknown,
  document: Document = {},
): Case => ({
  name: `expression: ${name}`,
  data: { c: [{ _id: 1, ...document }] },
  run: [aggregate({ $project: { _id: 0, v: spec } })],
  gives: [value === undefined ? {} : { v: value }],
});

export const cases: Case[] = [
  finds('null finds missing fields and null in arrays', nulls, { a: null }, [1, 2, 5]),
  finds('$ne null', nulls, { a: { $ne: null } }, [3, 4, 6]),
  finds('$exists', nulls, { a: { $exists: true } }, [1, 3, 4, 5, 6]),
  finds('a path through null and arrays', nulls, { 'a.b': null }, [1, 2, 3]),
  finds('numbers are equal whatever their type', numbers, { n: 5 }, [1, 2, 3, 4]),
  finds(
    'a range on an array is met by different elements',
    numbers,
    { n: { $gt: 5, $lt: 5 } },
    [6],
  ),
  finds('$elemMatch wants one element', numbers, { n: { $elemMatch: { $gt: 5, $lt: 5 } } }, []),
  finds('$type int', numbers, { n: { $type: 'int' } }, [1, 6]),
  finds('$type double', numbers, { n: { $type: 'double' } }, [2]),
  finds('$type decimal', numbers, { n: { $type: 'decimal' } }, [4]),
  finds('comparison stays in its type', numbers, { n: { $lt: 'z' } }, [5]),
  finds('$not finds the missing', nulls, { a: { $not: { $gt: 0 } } }, [1, 2, 4, 5, 6]),
  finds(
    '$all',
    [
      { _id: 1, t: ['a', 'b'] },
      { _id: 2, t: ['a'] },
    ],
    { t: { $all: ['a', 'b'] } },
    [1],
  ),
  finds(
    'an array as a whole',
    [
      { _id: 1, t: ['a', 'b'] },
      { _id: 2, t: ['b', 'a'] },
    ],
    { t: ['a', 'b'] },
    [1],
  ),
  finds(
    'an embedded document by its order',
    [
      { _id: 1, d: { x: 1, y: 2 } },
      { _id: 2, d: { y: 2, x: 1 } },
    ],
    { d: { x: 1, y: 2 } },
    [1],
  ),
  finds(
    '$mod',
    [
      { _id: 1, n: 4 },
      { _id: 2, n: 5 },
    ],
    { n: { $mod: [2, 0] } },
    [1],
  ),
  finds(
    '$regex: a dollar stands before a last line end, a dot for all but that',
    [
      { _id: 1, s: 'ab\n' },
      { _id: 2, s: 'a\r' },
      { _id: 3, s: 'ab\nc' },
    ],
    { s: /^a.$/ },
    [1, 2],
  ),
  finds(
    '$regex: classes by name, and x',
    [
      { _id: 1, s: 'ab1' },
      { _id: 2, s: '1' },
    ],
    { s: { $regex: '^ [[:alpha:]]+ # letters', $options: 'x' } },
    [1],
  ),
  finds(
    '$bitsAllSet',
    [
      { _id: 1, n: 54 },
      { _id: 2, n: 20 },
    ],
    { n: { $bitsAllSet: [1, 5] } },
    [1],
  ),
  finds(
    'collation strength 2',
    [
      { _id: 1, s: 'Ann' },
      { _id: 2, s: 'ann' },
      { _id: 3, s: 'Änn' },
    ],
    { s: 'ANN' },
    [1, 2],
    { collation: { locale: 'en', strength: 2 } },
  ),
  finds(
    'collation strength 1',
    [
      { _id: 1, s: 'Ann' },
      { _id: 2, s: 'änn' },
    ],
    { s: 'ann' },
    [1, 2],
    { collation: { locale: 'en', strength: 1 } },
  ),
  finds(
    'numeric ordering',
    [
      { _id: 1, s: 'a10' },
      { _id: 2, s: 'a9' },
    ],
    {},
    [2, 1],
    { sort: { s: 1 }, collation: { locale: 'en', numericOrdering: true } },
  ),
  finds(
    'the order of types',
    [
      { _id: 1, v: true },
      { _id: 2, v: 'a' },
      { _id: 3, v: 1 },
      { _id: 4, v: null },
      { _id: 5, v: { a: 1 } },
      { _id: 6, v: new ObjectId('000000000000000000000001') },
      { _id: 7, v: new Date(0) },
    ],
    {},
    [4, 3, 2, 5, 6, 1, 7],
    { sort: { v: 1 } },
  ),
  finds(
    'an array sorts by its smallest',
    [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
    ],
    {},
    [1, 2],
    { sort: { v: 1 } },
  ),
  finds(
    'an array sorts by its greatest',
    [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
    ],
    {},
    [1, 2],
    { sort: { v: -1 } },
  ),
  {
    name: 'projection: the order of the document, computed fields last',
    data: { c: [{ _id: 1, b: 1, a: 2, o: { x: 1, y: 2 } }] },
    run: [find({}, { projection: { sum: { $add: ['$a', '$b'] }, a: 1, 'o.y': 1, b: 1 } })],
    gives: [{ _id: 1, b: 1, a: 2, o: { y: 2 }, sum: 3 }],
  },
  {
    name: 'projection: positional',
    data: { c: [{ _id: 1, l: [{ n: 1 }, { n: 2 }] }] },
    run: [find({ 'l.n': 2 }, { projection: { 'l.$': 1 } })],
    gives: [{ _id: 1, l: [{ n: 2 }] }],
  },
  {
    name: 'projection: $slice',
    data: { c: [{ _id: 1, l: [1, 2, 3, 4], o: 1 }] },
    run: [find({}, { projection: { l: { $slice: [-3, 2] } } })],
    gives: [{ _id: 1, l: [2, 3], o: 1 }],
  },

  updated(
    '$push with $each, $sort, $slice',
    { q: [{ s: 5 }, { s: 8 }, { s: 7 }] },
    { $push: { q: { $each: [{ s: 3 }, { s: 6 }], $sort: { s: -1 }, $slice: 3 } } },
    { q: [{ s: 8 }, { s: 7 }, { s: 6 }] },
  ),
  updated(
    '$push with $position',
    { q: [1, 2] },
    { $push: { q: { $each: [9], $position: 0 } } },
    { q: [9, 1, 2] },
  ),
  updated(
    '$push with negative $slice',
    { q: [1, 2] },
    { $push: { q: { $each: [3, 4], $slice: -3 } } },
    { q: [2, 3, 4] },
  ),
  updated(
    '$addToSet',
    { q: [1, { a: 1 }] },
    { $addToSet: { q: { $each: [1, { a: 1 }, 2, 2] } } },
    { q: [1, { a: 1 }, 2] },
  ),
  updated(
    '$pull by condition',
    { q: [{ n: 1 }, { n: 5 }] },
    { $pull: { q: { n: { $gte: 2 } } } },
    { q: [{ n: 1 }] },
  ),
  updated('$pullAll', { q: [1, 2, 1, 3] }, { $pullAll: { q: [1, 3] } }, { q: [2] }),
  updated('$pop', { q: [1, 2, 3] }, { $pop: { q: -1 } }, { q: [2, 3] }),
  updated(
    '$inc keeps the type',
    { n: 1, d: new Double(1) },
    { $inc: { n: 1, d: 1 } },
    { n: 2, d: new Double(2) },
  ),
  updated(
    '$inc grows to a long',
    { n: 2147483647 },
    { $inc: { n: 1 } },
    { n: Long.fromString('2147483648') },
  ),
  updated(
    '$inc of a decimal is exact',
    { n: Decimal128.fromString('0.1') },
    { $inc: { n: Decimal128.fromString('0.2') } },
    { n: Decimal128.fromString('0.3') },
  ),
  updated('$mul of a missing field', {}, { $mul: { n: 5 } }, { n: 0 }),
  updated('$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3 } }, { a: 3, b: 5 }),
  updated('$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }),
  updated(
    '$unset in an array leaves null',
    { l: [1, 2] },
    { $unset: { 'l.0': '' } },
    { l: [null, 2] },
  ),
  updated(
    '$set beyond the end of an array',
    { l: [1] },
    { $set: { 'l.3': 4 } },
    { l: [1, null, null, 4] },
  ),
  updated('new fields in the order of their names', {}, { $set: { z: 1, a: 2 } }, { a: 2, z: 1 }),
  updated(
    'positional $',
    { l: [{ n: 1 }, { n: 2 }] },
    { $set: { 'l.$.x': 1 } },
    { l: [{ n: 1 }, { n: 2, x: 1 }] },
    {},
    { 'l.n': 2 },
  ),
  updated(
    '$[] and arrayFilters',
    { l: [{ n: 1 }, { n: 2 }] },
    { $inc: { 'l.$[].n': 1 }, $set: { 'l.$[e].x': 1 } },
    { l: [{ n: 2 }, { n: 3, x: 1 }] },
    { arrayFilters: [{ 'e.n': { $gt: 2 } }] },
  ),
  updated('$bit', { n: 13 }, { $bit: { n: { and: 10 } } }, { n: 8 }),
  updated('pipeline', { a: 1, b: 2 }, [{ $set: { s: { $add: ['$a', '$b'] } } }, { $unset: 'a' }], {
    b: 2,
    s: 3,
  }),
  {
    name: 'update: upsert takes equalities of the filter',
    run: [
      update(
        { a: 1, b: { $gt: 2 }, 'c.d': 3, $and: [{ e: 4 }] },
        { $set: { f: 5 }, $setOnInsert: { _id: 9 } },
        { upsert: true },
      ),
      find({}),
    ],
    gives: [{ _id: 9, a: 1, c: { d: 3 }, e: 4, f: 5 }],
  },
  {
    name: 'update: what changes nothing is not modified',
    data: { c: [{ _id: 1, a: 1 }] },
    run: [update({}, { $set: { a: 1 } })],
    gives: { n: 1, nModified: 0 },
  },

  failing('unknown operator', find({ a: { $foo: 1 } }), 2, 'BadValue'),
  failing('unknown command field', { find: 'c', filter: {}, foo: 1 }, 40415, 'Location40415'),
  failing('unknown command', { nope: 1 }, 59, 'CommandNotFound'),
  failing('unknown stage', aggregate({ $nope: {} }), 40324, 'Location40324'),
  failing(
    'unknown expression',
    aggregate({ $project: { a: { $nope: 1 } } }),
    168,
    'InvalidPipelineOperator',
  ),
  failing('$where', find({ $where: 'true' }), 238, 'NotImplemented'),
  failing('mixed projection', find({}, { projection: { a: 1, s: 0 } }), 31254, 'Location31254'),
  failing(
    'division by zero',
    aggregate({ $project: { v: { $divide: ['$a', 0] } } }),
    2,
    'BadValue',
  ),
  failing('$convert', aggregate({ $project: { v: { $toInt: '$s' } } }), 241, 'ConversionFailure'),
  failing('$text without an index', find({ $text: { $search: 'x' } }), 27, 'IndexNotFound'),
  failing(
    '$text in a later stage',
    aggregate({ $limit: 1 }, { $match: { $text: { $search: 'x' } } }),
    17313,
    'Location17313',
  ),
  failing('$near in $or', find({ $or: [{ l: { $near: [0, 0] } }] }), 2, 'BadValue'),
  failing('$near without an index', find({ l: { $near: [0, 0] } }), 291, 'NoQueryExecutionPlans'),
  failing(
    'drop of an index that is not there',
    { dropIndexes: 'c', index: 'x_1' },
    27,
    'IndexNotFound',
  ),
  failing(
    'same index, other options',
    { createIndexes: 'c', indexes: [{ key: { _id: 1, a: 1 }, name: '_id_' }] },
    86,
    'IndexKeySpecsConflict',
  ),
  failing(
    'collection that exists',
    { create: 'c', capped: true, size: 4096 },
    48,
    'NamespaceExists',
  ),
  failing(
    'cursor that is not there',
    { getMore: Long.fromNumber(99), collection: 'c' },
    43,
    'CursorNotFound',
  ),
  ...(
    [
      ['$inc of a string', { $inc: { s: 1 } }, 14],
      ['change of _id', { $set: { _id: 2 } }, 66],
      ['conflict', { $set: { a: 1 }, $inc: { a: 1 } }, 40],
      ['conflict of prefixes', { $set: { 'a.b': 1, a: 1 } }, 40],
      ['$push to no array', { $push: { a: 1 } }, 2],
      ['path through a number', { $set: { 'a.b': 1 } }, 28],
      ['unknown modifier', { $nope: { a: 1 } }, 9],
      ['empty path', { $set: { 'a.': 1 } }, 56],
    ] as const
  ).map(([name, u, code]): Case => ({
    name: `write error: ${name}`,
    data: { c: [{ _id: 1, a: 1, s: 'x' }] },
    run: [update({}, u)],
    gives: { n: 0, writeErrors: [{ index: 0, code }] },
  })),
  {
    name: 'unique: key and value are named',
    data: { c: [{ _id: 1, e: 'a' }] },
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ _id: 2, e: 'a' }] },
    ],
    gives: {
      n: 0,
      writeErrors: [{ index: 0, code: 11000, keyPattern: { e: 1 }, keyValue: { e: 'a' } }],
    },
  },
  {
    name: 'unique: a missing field is null, once',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }], ordered: false },
    ],
    gives: { n: 1, writeErrors: [{ index: 1, code: 11000, keyValue: { e: null } }] },
  },
  {
    name: 'unique: sparse leaves missing fields out',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true, sparse: true }] },
      { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }] },
    ],
    gives: { n: 2 },
  },
  {
    name: 'unique: partial',
    run: [
      {
        createIndexes: 'c',
        indexes: [
          { key: { e: 1 }, name: 'e_1', unique: true, partialFilterExpression: { on: true } },
        ],
      },
      { insert: 'c', documents: [{ e: 1 }, { e: 1 }, { e: 1, on: true }, { e: 1, on: true }] },
    ],
    gives: { n: 3, writeErrors: [{ index: 3, code: 11000 }] },
  },
  {
    name: 'unique: collation strength 2',
    run: [
      {
        createIndexes: 'c',
        indexes: [
          { key: { e: 1 }, name: 'e_1', unique: true, collation: { locale: 'en', strength: 2 } },
        ],
      },
      { insert: 'c', documents: [{ e: 'a@x' }, { e: 'A@X' }] },
    ],
    gives: { n: 1, writeErrors: [{ index: 1, code: 11000 }] },
  },
  {
    name: 'unique: numbers of different types are one key',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ e: 1 }, { e: Decimal128.fromString('1.00') }] },
    ],
    gives: { n: 1, writeErrors: [{ index: 1, code: 11000 }] },
  },
  {
    name: 'validator: $jsonSchema with details',
    run: [
      {
        create: 'c',
        validator: {
          $jsonSchema: {
            bsonType: 'object',
            required: ['name'],
            properties: { name: { bsonType: 'string', minLength: 2 } },
          },
        },
      },
      { insert: 'c', documents: [{ _id: 1, name: 'x' }] },
    ],
    gives: {
      n: 0,
      writeErrors: [
        {
          index: 0,
          code: 121,
          errInfo: { failingDocumentId: 1, details: { operatorName: '$jsonSchema' } },
        },
      ],
    },
  },

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
    gives: [
      { _id: { day: 1, year: 2014 }, total: 20, count: 1 },
      { _id: { day: 34, year: 2014 }, total: 45, count: 2 },
      { _id: { day: 46, year: 2014 }, total: 150, count: 2 },
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
    gives: [
      { _id: 0, n: [0, 5] },
      { _id: 10, n: [10] },
      { _id: 'other', n: [20, 30] },
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
    gives: [
      {
        _id: null,
        d: Decimal128.fromString('0.30'),
        l: Long.fromNumber(3),
        i: 3,
        a: 1.5,
        da: Decimal128.fromString('0.15'),
      },
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
    gives: [
      { _id: 1, l: 'a', i: Long.fromNumber(0) },
      { _id: 1, l: 'b', i: Long.fromNumber(1) },
      { _id: 2, i: null },
      { _id: 3, i: null },
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
    gives: [
      { _id: 1, ids: [1, 3], found: [{ _id: 1 }, { _id: 3 }] },
      { _id: 2, found: [] },
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
    gives: [{ _id: 1, k: 'a', min: 2, f: [{ _id: 2, n: 3 }] }],
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
    gives: [{ count: [{ n: 5 }], top: [{ _id: 2, item: 'jkl' }] }],
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
    gives: [
      { _id: 1, run: 2, rank: 1 },
      { _id: 4, run: 12, rank: 2 },
      { _id: 2, run: 1, rank: 1 },
      { _id: 3, run: 5, rank: 1 },
      { _id: 5, run: 15, rank: 2 },
    ],
  },
  {
    name: 'aggregate: $merge adds to what is there',
    data: { c: items, t: [{ _id: 'abc', old: 1 }] },
    run: [
      aggregate({ $group: { _id: '$item', n: { $sum: 1 } } }, { $merge: { into: 't' } }),
      { find: 't', sort: { _id: 1 } },
    ],
    gives: [
      { _id: 'abc', old: 1, n: 2 },
      { _id: 'jkl', n: 1 },
      { _id: 'xyz', n: 2 },
    ],
  },
  {
    name: 'aggregate: $out replaces',
    data: { c: items, t: [{ _id: 'old' }] },
    run: [
      aggregate({ $group: { _id: '$item' } }, { $sort: { _id: 1 } }, { $out: 't' }),
      { find: 't', sort: { _id: 1 } },
    ],
    gives: [{ _id: 'abc' }, { _id: 'jkl' }, { _id: 'xyz' }],
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
    gives: [{ _id: 1, d: [Long.fromNumber(0), Long.fromNumber(1)], ids: [2, 3] }],
  },
  expression(
    '$round half to even',
    { $map: { input: [0.5, 1.5, 2.5, -1.5], in: { $round: '$$this' } } },
    [new Double(0), new Double(2), new Double(2), new Double(-2)],
  ),
  expression('whole numbers divide to doubles', { $divide: [4, 2] }, new Double(2)),
  expression(
    'decimals add exactly',
    { $add: [Decimal128.fromString('0.1'), Decimal128.fromString('0.2')] },
    Decimal128.fromString('0.3'),
  ),
  expression(
    'decimal division has 34 digits',
    { $divide: [Decimal128.fromString('1'), 3] },
    Decimal128.fromString('0.3333333333333333333333333333333333'),
  ),
  expression('a path through an array', '$l.n', [1, 2], { l: [{ n: 1 }, { x: 1 }, { n: 2 }] }),
  expression('a missing field is left out', '$nope', undefined),
  expression('$ifNull', { $ifNull: ['$nope', '$x', 'z'] }, 'z', { x: null }),
  expression('$concat with null', { $concat: ['a', '$nope'] }, null),
  expression('$substrCP', { $substrCP: ['añb', 1, 1] }, 'ñ'),
  expression(
    '$dateToString in a zone',
    { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M', timezone: 'Europe/Berlin' } },
    '2024-07-01 02:30',
    { at: new Date('2024-07-01T00:30:00Z') },
  ),
  expression(
    '$dateAdd keeps to the month',
    { $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } },
    new Date('2024-02-29T00:00:00Z'),
    { at: new Date('2024-01-31T00:00:00Z') },
  ),
  expression(
    '$dateDiff',
    { $dateDiff: { startDate: '$at', endDate: new Date('2024-03-01T00:00:00Z'), unit: 'month' } },
    Long.fromNumber(2),
    { at: new Date('2024-01-31T00:00:00Z') },
  ),
  expression(
    '$dateTrunc to a week',
    { $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } },
    new Date('2024-07-01T00:00:00Z'),
    { at: new Date('2024-07-03T12:00:00Z') },
  ),
  expression(
    '$switch',
    { $switch: { branches: [{ case: { $gt: ['$n', 5] }, then: 'big' }], default: 'small' } },
    'small',
    { n: 5 },
  ),
  expression(
    '$reduce',
    { $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
    6,
  ),
  expression(
    '$sortArray',
    { $sortArray: { input: '$l', sortBy: { n: -1 } } },
    [{ n: 2 }, { n: 1 }],
    { l: [{ n: 1 }, { n: 2 }] },
  ),
  expression(
    '$regexFind',
    { $regexFind: { input: 'abc', regex: 'b(.)' } },
    { match: 'bc', idx: 1, captures: ['c'] },
  ),
  expression('$zip', { $zip: { inputs: [[1, 2], ['a']] } }, [[1, 'a']]),
  expression('$arrayToObject', { $arrayToObject: [[['k', 1]]] }, { k: 1 }),
  {
    name: 'text: scores order, minus excludes, phrases are exact',
    data: { c: blog },
    run: [
      {
        createIndexes: 'c',
        indexes: [{ key: { title: 'text', body: 'text' }, name: 't', weights: { title: 5 } }],
      },
      {
        find: 'c',
        filter: { $text: { $search: 'cakes -tea' } },
        projection: { _id: 1 },
        sort: { score: { $meta: 'textScore' } },
      },
    ],
    gives: [{ _id: 2 }, { _id: 1 }],
  },
  {
    name: 'near: by distance, in metres',
    data: {
      c: [
        { _id: 1, at: { type: 'Point', coordinates: [13.4, 52.5] } },
        { _id: 2, at: { type: 'Point', coordinates: [13.41, 52.5] } },
        { _id: 3, at: { type: 'Point', coordinates: [2.35, 48.85] } },
      ],
    },
    run: [
      { createIndexes: 'c', indexes: [{ key: { at: '2dsphere' }, name: 'g' }] },
      {
        find: 'c',
        filter: {
          at: {
            $near: { $geometry: { type: 'Point', coordinates: [13.42, 52.5] }, $maxDistance: 5000 },
          },
        },
        projection: { _id: 1 },
      },
    ],
    gives: [{ _id: 2 }, { _id: 1 }],
  },
  {
    name: 'distinct opens arrays and sorts',
    data: { c: [{ t: ['b', 'a'] }, { t: 'c' }, { t: ['a'] }] },
    run: [{ distinct: 'c', key: 't' }],
    gives: { values: ['a', 'b', 'c'] },
  },
  {
    name: 'findAndModify gives the document before, or after',
    data: { c: [{ _id: 1, n: 1 }] },
    run: [{ findAndModify: 'c', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }],
    gives: { value: { _id: 1, n: 2 }, lastErrorObject: { n: 1, updatedExisting: true } },
  },
];
