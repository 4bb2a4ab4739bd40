import { Decimal128 } from 'bson';
import { expression, type CommandCase } from '../command-case.ts';

export const expressionCases: CommandCase[] = [
  expression('$round half to even', {
    $map: { input: [0.5, 1.5, 2.5, -1.5], in: { $round: '$$this' } },
  }),
  expression('whole numbers divide to doubles', { $divide: [4, 2] }),
  expression('decimals add exactly', {
    $add: [Decimal128.fromString('0.1'), Decimal128.fromString('0.2')],
  }),
  expression('decimal division has 34 digits', { $divide: [Decimal128.fromString('1'), 3] }),
  expression('a path through an array', '$l.n', { l: [{ n: 1 }, { x: 1 }, { n: 2 }] }),
  expression('a missing field is left out', '$nope'),
  expression('$ifNull', { $ifNull: ['$nope', '$x', 'z'] }, { x: null }),
  expression('$concat with null', { $concat: ['a', '$nope'] }),
  expression('$substrCP', { $substrCP: ['añb', 1, 1] }),
  expression(
    '$dateToString in a zone',
    { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M', timezone: 'Europe/Berlin' } },
    { at: new Date('2024-07-01T00:30:00Z') },
  ),
  expression(
    '$dateAdd keeps to the month',
    { $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } },
    { at: new Date('2024-01-31T00:00:00Z') },
  ),
  expression(
    '$dateDiff',
    { $dateDiff: { startDate: '$at', endDate: new Date('2024-03-01T00:00:00Z'), unit: 'month' } },
    { at: new Date('2024-01-31T00:00:00Z') },
  ),
  expression(
    '$dateTrunc to a week',
    { $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } },
    { at: new Date('2024-07-03T12:00:00Z') },
  ),
  expression(
    '$switch',
    { $switch: { branches: [{ case: { $gt: ['$n', 5] }, then: 'big' }], default: 'small' } },
    { n: 5 },
  ),
  expression('$reduce', {
    $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } },
  }),
  expression(
    '$sortArray',
    { $sortArray: { input: '$l', sortBy: { n: -1 } } },
    { l: [{ n: 1 }, { n: 2 }] },
  ),
  expression('$regexFind', { $regexFind: { input: 'abc', regex: 'b(.)' } }),
  expression('$zip', { $zip: { inputs: [[1, 2], ['a']] } }),
  expression('$arrayToObject', { $arrayToObject: [[['k', 1]]] }),
];
