import { Long } from 'bson';
import { find, aggregate, update, failing, type CommandCase } from '../command-case.ts';

export const errorCases: CommandCase[] = [
  failing('unknown operator', find({ a: { $foo: 1 } })),
  failing('unknown command field', { find: 'c', filter: {}, foo: 1 }),
  failing('unknown command', { nope: 1 }),
  failing('unknown stage', aggregate({ $nope: {} })),
  failing('unknown expression', aggregate({ $project: { a: { $nope: 1 } } })),
  failing('$where', find({ $where: 'true' })),
  failing('mixed projection', find({}, { projection: { a: 1, s: 0 } })),
  failing('division by zero', aggregate({ $project: { v: { $divide: ['$a', 0] } } })),
  failing('$convert', aggregate({ $project: { v: { $toInt: '$s' } } })),
  failing('$text without an index', find({ $text: { $search: 'x' } })),
  failing(
    '$text in a later stage',
    aggregate({ $limit: 1 }, { $match: { $text: { $search: 'x' } } }),
  ),
  failing('$near in $or', find({ $or: [{ l: { $near: [0, 0] } }] })),
  failing('$near without an index', find({ l: { $near: [0, 0] } })),
  failing('drop of an index that is not there', { dropIndexes: 'c', index: 'x_1' }),
  failing('same index, other options', {
    createIndexes: 'c',
    indexes: [{ key: { _id: 1, a: 1 }, name: '_id_' }],
  }),
  failing('collection that exists', { create: 'c', capped: true, size: 4096 }),
  failing('cursor that is not there', { getMore: Long.fromNumber(99), collection: 'c' }),
  ...Object.entries({
    '$inc of a string': { $inc: { s: 1 } },
    'change of _id': { $set: { _id: 2 } },
    conflict: { $set: { a: 1 }, $inc: { a: 1 } },
    'conflict of prefixes': { $set: { 'a.b': 1, a: 1 } },
    '$push to no array': { $push: { a: 1 } },
    'path through a number': { $set: { 'a.b': 1 } },
    'unknown modifier': { $nope: { a: 1 } },
    'empty path': { $set: { 'a.': 1 } },
  }).map(([name, u]) => ({
    name: `write error: ${name}`,
    data: { c: [{ _id: 1, a: 1, s: 'x' }] },
    run: [update({}, u)],
  })),
];
