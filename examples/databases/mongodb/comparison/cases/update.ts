import { Decimal128, Double } from 'bson';
import { find, update, updated, type CommandCase } from '../command-case.ts';

export const updateCases: CommandCase[] = [
  updated(
    '$push with $each, $sort, $slice',
    { q: [{ s: 5 }, { s: 8 }, { s: 7 }] },
    { $push: { q: { $each: [{ s: 3 }, { s: 6 }], $sort: { s: -1 }, $slice: 3 } } },
  ),
  updated('$push with $position', { q: [1, 2] }, { $push: { q: { $each: [9], $position: 0 } } }),
  updated(
    '$push with negative $slice',
    { q: [1, 2] },
    { $push: { q: { $each: [3, 4], $slice: -3 } } },
  ),
  updated('$addToSet', { q: [1, { a: 1 }] }, { $addToSet: { q: { $each: [1, { a: 1 }, 2, 2] } } }),
  updated('$pull by condition', { q: [{ n: 1 }, { n: 5 }] }, { $pull: { q: { n: { $gte: 2 } } } }),
  updated('$pullAll', { q: [1, 2, 1, 3] }, { $pullAll: { q: [1, 3] } }),
  updated('$pop', { q: [1, 2, 3] }, { $pop: { q: -1 } }),
  updated('$inc keeps the type', { n: 1, d: new Double(1) }, { $inc: { n: 1, d: 1 } }),
  updated('$inc grows to a long', { n: 2147483647 }, { $inc: { n: 1 } }),
  updated(
    '$inc of a decimal is exact',
    { n: Decimal128.fromString('0.1') },
    { $inc: { n: Decimal128.fromString('0.2') } },
  ),
  updated('$mul of a missing field', {}, { $mul: { n: 5 } }),
  updated('$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3 } }),
  updated('$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }),
  updated('$unset in an array leaves null', { l: [1, 2] }, { $unset: { 'l.0': '' } }),
  updated('$set beyond the end of an array', { l: [1] }, { $set: { 'l.3': 4 } }),
  updated('new fields in the order of their names', {}, { $set: { z: 1, a: 2 } }),
  updated('positional $', { l: [{ n: 1 }, { n: 2 }] }, { $set: { 'l.$.x': 1 } }, {}, { 'l.n': 2 }),
  updated(
    '$[] and arrayFilters',
    { l: [{ n: 1 }, { n: 2 }] },
    { $inc: { 'l.$[].n': 1 }, $set: { 'l.$[e].x': 1 } },
    { arrayFilters: [{ 'e.n': { $gt: 2 } }] },
  ),
  updated('$bit', { n: 13 }, { $bit: { n: { and: 10 } } }),
  updated('pipeline', { a: 1, b: 2 }, [{ $set: { s: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]),
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
  },
  {
    name: 'update: what changes nothing is not modified',
    data: { c: [{ _id: 1, a: 1 }] },
    run: [update({}, { $set: { a: 1 } })],
  },
  {
    name: 'findAndModify gives the document before, or after',
    data: { c: [{ _id: 1, n: 1 }] },
    run: [{ findAndModify: 'c', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }],
  },
];
