import { expect, it } from 'vitest';
import { partition } from './partition.ts';
import type { TracedFile } from './trace.ts';

const base = 'express';

/** @param edges `parent > child child` */
function trace(...edges: string[]): Map<string, TracedFile> {
  const files = new Map<string, TracedFile & { parents: Set<string> }>();
  const file = (path: string) => {
    const known = files.get(path) ?? { parents: new Set<string>(), role: 'code' as const };
    files.set(path, known);
    return known;
  };
  const full = (name: string) =>
    /^(?:day|shared\/)/.test(name) ? name : `node_modules/${name}/index.js`;
  for (const edge of edges) {
    const [parent, children] = edge.split(' > ');
    file(full(parent!));
    for (const child of children!.split(' ')) file(full(child)).parents.add(full(parent!));
  }
  return files;
}

const parted = (files: Map<string, TracedFile>) =>
  partition({ files }, base, new Set([...files.keys()].filter((path) => path.startsWith('day'))));

const example = trace(
  'day1/a.ts > express',
  'day2/a.ts > day2/b.ts',
  'day2/b.ts > express multer',
  'day3/a.ts > ws @scope/p',
  'express > vary ms',
  'multer > vary busboy',
  'ws > shared',
  '@scope/p > shared busboy',
);

it('gives each file to the set of direct dependencies that reach it, Express first', () => {
  const { groups } = parted(example);
  const short = groups.map(({ packages, files }) => [
    packages.join('+'),
    files.map((path) => path.replace(/^node_modules\/|\/index\.js$/g, '')).join(' '),
  ]);
  expect(short).toEqual([
    ['express', 'express ms vary'],
    ['@scope/p', '@scope/p'],
    ['@scope/p+multer', 'busboy'],
    ['@scope/p+ws', 'shared'],
    ['multer', 'multer'],
    ['ws', 'ws'],
  ]);
});

it.each([
  ['day1/a.ts', ['express']],
  ['day2/a.ts', ['express', '@scope/p+multer', 'multer']],
  ['day3/a.ts', ['@scope/p', '@scope/p+multer', '@scope/p+ws', 'ws']],
])('%s needs %j', (path, expected) => {
  const { groups, neededBy } = parted(example);
  expect(neededBy([path]).map((index) => groups[index]!.packages.join('+'))).toEqual(expected);
});

it('leaves the base layer alone when a day adds a package that shares files with it', () => {
  const before = parted(trace('day1/a.ts > express', 'express > vary'));
  const after = parted(
    trace('day1/a.ts > express', 'express > vary', 'day2/a.ts > multer', 'multer > vary'),
  );
  expect(after.groups[0]).toEqual(before.groups[0]);
  expect(after.neededBy(['day2/a.ts'])).toEqual([0, 1]);
});

it('survives cycles', () => {
  const { groups } = parted(trace('day1/a.ts > a', 'a > b', 'b > a'));
  expect(groups).toEqual([
    { packages: ['a'], files: ['node_modules/a/index.js', 'node_modules/b/index.js'] },
  ]);
});

it('takes a folder that examples share for a package, which npm does not know', () => {
  const { groups, neededBy, neededByPackage } = parted(
    trace(
      'day1/a.ts > shared/db/index.ts driver',
      'day2/a.ts > shared/db2/index.ts',
      'shared/db/index.ts > wire shared/both.ts',
      'shared/db2/index.ts > shared/both.ts',
      'driver > wire',
    ),
  );
  expect(groups.map(({ packages, files }) => [packages.join('+'), files])).toEqual([
    ['driver', ['node_modules/driver/index.js']],
    ['driver+shared/db', ['node_modules/wire/index.js']],
    ['shared/db', ['shared/db/index.ts']],
    ['shared/db+shared/db2', ['shared/both.ts']],
    ['shared/db2', ['shared/db2/index.ts']],
  ]);
  expect(neededBy(['day1/a.ts'])).toEqual([0, 1, 2, 3]);
  expect(neededBy(['day2/a.ts'])).toEqual([3, 4]);
  expect([...neededByPackage.keys()]).toEqual(['driver']);
});
