import { type CommandCase } from '../command-case.ts';

const blog = [
  { _id: 1, title: 'Coffee', body: 'Coffee and cake, coffee beans' },
  { _id: 2, title: 'Cakes', body: 'How to bake a cake' },
  { _id: 3, title: 'Tea', body: 'Green tea' },
];

export const searchCases: CommandCase[] = [
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
  },
];
