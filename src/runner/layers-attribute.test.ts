import { expect, it } from 'vitest';
import { readLayers, writeLayers } from './layers-attribute.ts';

const layers = [
  {
    id: 'express.5144b72afe',
    script: '/a/layers/express.5144b72afe.js',
    files: '/a/layers/express.5144b72afe.json',
  },
  {
    id: 'databases-postgres.fb634d24b4',
    script: '/a/layers/databases-postgres.fb634d24b4.js',
    files: '/a/layers/databases-postgres.fb634d24b4.json',
    assets: ['/a/layers/image.3fae17ac81.bin', '/a/layers/pglite.5bcdbc0b7c.wasm'],
    hasThreads: true,
  },
];

it.each([
  ['none', [], ''],
  [
    'a plain one, and one with files and threads',
    layers,
    '/a/layers/ express.5144b72afe databases-postgres.fb634d24b4!,image.3fae17ac81.bin,pglite.5bcdbc0b7c.wasm',
  ],
])('%s is written and read', (_, list, text) => {
  expect(writeLayers(list)).toBe(text);
  expect(readLayers(text)).toEqual(list);
});

it('refuses an address that does not follow from the id', () => {
  expect(() =>
    writeLayers([{ id: 'a.1', script: '/layers/a.1.js', files: '/else/a.1.json' }]),
  ).toThrow('cannot be shortened');
});
