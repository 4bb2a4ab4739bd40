import { describe, expect, it } from 'vitest';
import type { TestEvent } from './test-events.ts';
import { fullName, namePattern, placeOf, TestTree, type TestNode } from './test-tree.ts';

const at = { file: '/home/project/day16/a.test.ts', line: 1 };
const start = (name: string, nesting = 0): TestEvent => ({ kind: 'start', name, nesting, ...at });
const pass = (name: string, nesting = 0, rest = {}): TestEvent => ({
  kind: 'pass',
  name,
  nesting,
  ms: 1,
  isSuite: false,
  ...at,
  ...rest,
});
const fail = (name: string, nesting = 0, rest = {}): TestEvent =>
  ({
    ...(pass(name, nesting) as never as object),
    kind: 'fail',
    error: { message: 'no', stack: '' },
    ...rest,
  }) as TestEvent;

const grow = (events: TestEvent[]): TestTree => {
  const tree = new TestTree('/home/project/day16', { added: () => {}, changed: () => {} });
  events.forEach((event) => tree.receive(event));
  return tree;
};

const draw = (node: TestNode): unknown[] => [
  `${node.state} ${node.name}`,
  ...node.children.map(draw),
];

describe('TestTree', () => {
  it('nests suites, tests and subtests, and counts tests', () => {
    const tree = grow([
      start('suite'),
      start('one', 1),
      pass('one', 1),
      start('two', 1),
      start('sub', 2),
      fail('sub', 2),
      fail('two', 1, { error: { message: '1 subtest failed', failureType: 'subtestsFailed' } }),
      start('off', 1),
      pass('off', 1, { skip: 'why' }),
      start('later', 1),
      fail('later', 1, { todo: true }),
      fail('suite', 0, { isSuite: true, error: { message: '', failureType: 'subtestsFailed' } }),
    ]);
    expect(tree.finish()).toBe(false);
    expect(tree.files.map(draw)).toEqual([
      [
        'failed a.test.ts',
        [
          'failed suite',
          ['passed one'],
          ['failed two', ['failed sub']],
          ['skipped off'],
          ['todo later'],
        ],
      ],
    ]);
    expect(tree.tally).toEqual({ passed: 1, failed: 2, skipped: 1, todo: 1 });
    const [suite] = tree.files[0]?.children ?? [];
    expect(suite?.error).toBeUndefined();
    expect(suite?.children[2]?.reason).toBe('why');
    expect(fullName(suite?.children[1]?.children[0] as TestNode)).toBe('suite two sub');
  });

  it('keeps files that run at once apart', () => {
    const other = { file: '/home/project/day16/b.test.ts' };
    const tree = grow([
      start('same'),
      { ...start('same'), ...other } as TestEvent,
      { ...fail('same'), ...other } as TestEvent,
      pass('same'),
    ]);
    tree.finish();
    expect(tree.files.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'passed a.test.ts',
      'failed b.test.ts',
    ]);
  });

  it('says of what was cut short that it did not end', () => {
    const tree = grow([start('suite'), start('one', 1)]);
    expect(tree.finish()).toBe(true);
    expect(tree.files.map(draw)).toEqual([['failed a.test.ts', ['failed suite', ['failed one']]]]);
  });

  it('bounds the tests of a loop without end, and counts them', () => {
    const events = Array.from({ length: 3_000 }, () => [start('x'), pass('x')]).flat();
    const tree = grow(events);
    expect(tree.files[0]?.children).toHaveLength(2_000);
    expect(tree.tally.passed).toBe(3_000);
  });

  it('bounds what a file prints', () => {
    const output = { kind: 'output', file: at.file, text: 'x'.repeat(1_000) } as const;
    const tree = grow(Array.from({ length: 100 }, () => output));
    expect(tree.files[0]?.output.length).toBeLessThan(22_000);
  });
});

it.each([
  ['holds the seat', 'holds the seat', true],
  ['holds the seat', 'holds the seat of another', true],
  ['holds the seat', 'never holds the seat', false],
  ['GET /a?b (x) [y] $1', 'GET /a?b (x) [y] $1', true],
  ['a+b', 'aab', false],
])('the pattern of %j on %j', (name, full, matches) => {
  const [, source = ''] = /^\/(.*)\/$/.exec(namePattern(name)) ?? [];
  expect(new RegExp(source).test(full)).toBe(matches);
});

it.each([
  ['at x (file:///home/project/day16/api.test.ts:20:12)', 'api.test.ts, line 20'],
  [
    'at a (/home/project/node_modules/b.js:1:1)\n at c (/home/project/day16/lib/d.ts:3:4)',
    'lib/d.ts, line 3',
  ],
  ['at node:internal/x:1:1', undefined],
])('the place of %j', (stack, place) => {
  const node = { error: { message: '', stack } } as TestNode;
  expect(placeOf(node, 'day16')).toBe(place);
});
