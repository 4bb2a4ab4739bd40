import { Decimal128 } from 'bson';
import { find, type CommandCase } from '../command-case.ts';

export const ruleCases: CommandCase[] = [
  {
    name: 'unique: key and value are named',
    data: { c: [{ _id: 1, e: 'a' }] },
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ _id: 2, e: 'a' }] },
    ],
  },
  {
    name: 'unique: a missing field is null, once',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }], ordered: false },
    ],
  },
  {
    name: 'unique: sparse leaves missing fields out',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true, sparse: true }] },
      { insert: 'c', documents: [{ _id: 1 }, { _id: 2 }] },
    ],
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
      {
        insert: 'c',
        documents: [
          { _id: 1, e: 'a@x' },
          { _id: 2, e: 'A@X' },
        ],
        ordered: false,
      },
      find({}),
    ],
  },
  {
    name: 'unique: numbers of different types are one key',
    run: [
      { createIndexes: 'c', indexes: [{ key: { e: 1 }, name: 'e_1', unique: true }] },
      { insert: 'c', documents: [{ e: 1 }, { e: Decimal128.fromString('1.00') }] },
    ],
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
  },
];
