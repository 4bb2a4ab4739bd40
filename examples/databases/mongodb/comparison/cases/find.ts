import { Decimal128, Double, Long, ObjectId } from 'bson';
import { find, finds, type CommandCase } from '../command-case.ts';

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

export const findCases: CommandCase[] = [
  finds('null finds missing fields and null in arrays', nulls, { a: null }),
  finds('$ne null', nulls, { a: { $ne: null } }),
  finds('$exists', nulls, { a: { $exists: true } }),
  finds('a path through null and arrays', nulls, { 'a.b': null }),
  finds('numbers are equal whatever their type', numbers, { n: 5 }),
  finds('a range on an array is met by different elements', numbers, { n: { $gt: 5, $lt: 5 } }),
  finds('$elemMatch wants one element', numbers, { n: { $elemMatch: { $gt: 5, $lt: 5 } } }),
  finds('$type int', numbers, { n: { $type: 'int' } }),
  finds('$type double', numbers, { n: { $type: 'double' } }),
  finds('$type decimal', numbers, { n: { $type: 'decimal' } }),
  finds('comparison stays in its type', numbers, { n: { $lt: 'z' } }),
  finds('$not finds the missing', nulls, { a: { $not: { $gt: 0 } } }),
  finds(
    '$all',
    [
      { _id: 1, t: ['a', 'b'] },
      { _id: 2, t: ['a'] },
    ],
    { t: { $all: ['a', 'b'] } },
  ),
  finds(
    'an array as a whole',
    [
      { _id: 1, t: ['a', 'b'] },
      { _id: 2, t: ['b', 'a'] },
    ],
    { t: ['a', 'b'] },
  ),
  finds(
    'an embedded document by its order',
    [
      { _id: 1, d: { x: 1, y: 2 } },
      { _id: 2, d: { y: 2, x: 1 } },
    ],
    { d: { x: 1, y: 2 } },
  ),
  finds(
    '$mod',
    [
      { _id: 1, n: 4 },
      { _id: 2, n: 5 },
    ],
    { n: { $mod: [2, 0] } },
  ),
  finds(
    '$regex: a dollar stands before a last line end, a dot for all but that',
    [
      { _id: 1, s: 'ab\n' },
      { _id: 2, s: 'a\r' },
      { _id: 3, s: 'ab\nc' },
    ],
    { s: /^a.$/ },
  ),
  finds(
    '$regex: classes by name, and x',
    [
      { _id: 1, s: 'ab1' },
      { _id: 2, s: '1' },
    ],
    { s: { $regex: '^ [[:alpha:]]+ # letters', $options: 'x' } },
  ),
  finds(
    '$bitsAllSet',
    [
      { _id: 1, n: 54 },
      { _id: 2, n: 20 },
    ],
    { n: { $bitsAllSet: [1, 5] } },
  ),
  finds(
    'collation strength 2',
    [
      { _id: 1, s: 'Ann' },
      { _id: 2, s: 'ann' },
      { _id: 3, s: 'Änn' },
    ],
    { s: 'ANN' },
    { collation: { locale: 'en', strength: 2 } },
  ),
  finds(
    'collation strength 1',
    [
      { _id: 1, s: 'Ann' },
      { _id: 2, s: 'änn' },
    ],
    { s: 'ann' },
    { collation: { locale: 'en', strength: 1 } },
  ),
  finds(
    'numeric ordering',
    [
      { _id: 1, s: 'a10' },
      { _id: 2, s: 'a9' },
    ],
    {},
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
    { sort: { v: 1 } },
  ),
  finds(
    'an array sorts by its smallest',
    [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
    ],
    {},
    { sort: { v: 1 } },
  ),
  finds(
    'an array sorts by its greatest',
    [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
    ],
    {},
    { sort: { v: -1 } },
  ),
  {
    name: 'projection: the order of the document, computed fields last',
    data: { c: [{ _id: 1, b: 1, a: 2, o: { x: 1, y: 2 } }] },
    run: [find({}, { projection: { sum: { $add: ['$a', '$b'] }, a: 1, 'o.y': 1, b: 1 } })],
  },
  {
    name: 'projection: positional',
    data: { c: [{ _id: 1, l: [{ n: 1 }, { n: 2 }] }] },
    run: [find({ 'l.n': 2 }, { projection: { 'l.$': 1 } })],
  },
  {
    name: 'projection: $slice',
    data: { c: [{ _id: 1, l: [1, 2, 3, 4], o: 1 }] },
    run: [find({}, { projection: { l: { $slice: [-3, 2] } } })],
  },
  {
    name: 'distinct opens arrays and sorts',
    data: { c: [{ t: ['b', 'a'] }, { t: 'c' }, { t: ['a'] }] },
    run: [{ distinct: 'c', key: 't' }],
  },
];
