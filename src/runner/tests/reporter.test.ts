import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEventReader, type TestEvent } from './test-events.ts';
import { TestTree, namePattern, type TestNode } from './test-tree.ts';

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reporter-'));
  await writeFile(
    join(folder, 'a.test.mjs'),
    `import assert from 'node:assert/strict';
     import { describe, it, test } from 'node:test';
     describe('suite', () => {
       it('passes', () => console.log('printed'));
       it('differs', () => assert.deepEqual({ a: [1, 2] }, { a: [1, 3] }));
       it('is off', { skip: 'no need' }, () => {});
       it.todo('is to come');
     });
     test('outer', async (t) => { await t.test('inner', () => { throw new TypeError('boom'); }); });
     test('throws text', () => { throw 'just text'; });`,
  );
  await writeFile(join(folder, 'broken.test.mjs'), 'const = 1;');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Plain Node with the reporter. */
const run = async (...args: string[]): Promise<TestTree> => {
  const output = await new Promise<string>((resolve) => {
    // Not as a test of this run, which Node would report to it.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    execFile(
      process.execPath,
      ['--test', `--test-reporter=${reporter}`, ...args],
      { cwd: folder, env },
      (_error, stdout) => resolve(stdout),
    );
  });
  const tree = new TestTree(folder, { added: () => {}, changed: () => {} });
  const reader = new TestEventReader();
  for (let at = 0; at < output.length; at += 100)
    reader.read(output.slice(at, at + 100)).forEach((event) => tree.receive(event));
  reader.end().forEach((event) => tree.receive(event));
  tree.finish();
  return tree;
};

const draw = ({ state, name, children }: TestNode): unknown[] => [
  `${state} ${name}`,
  ...children.map(draw),
];

describe('with plain Node', () => {
  it('tells of every test, and why it failed', async () => {
    const tree = await run('a.test.mjs');
    expect(tree.files.map(draw)).toEqual([
      [
        'failed a.test.mjs',
        [
          'failed suite',
          ['passed passes'],
          ['failed differs'],
          ['skipped is off'],
          ['todo is to come'],
        ],
        ['failed outer', ['failed inner']],
        ['failed throws text'],
      ],
    ]);
    const [file] = tree.files;
    const [suite, outer, text] = file?.children ?? [];
    expect(file?.output).toBe('printed\n');
    expect(suite?.children[1]?.error?.message).toContain('+ actual - expected');
    expect(suite?.children[2]?.reason).toBe('no need');
    expect(outer?.children[0]?.error).toMatchObject({ name: 'TypeError', message: 'boom' });
    expect(outer?.children[0]?.error?.stack).toContain('a.test.mjs:9');
    expect(text?.error?.message).toBe('just text');
  });

  it('runs one test alone by its pattern', async () => {
    const tree = await run(`--test-name-pattern=${namePattern('suite passes')}`, 'a.test.mjs');
    expect(tree.tally).toEqual({ passed: 1, failed: 0, skipped: 0, todo: 0 });
  });

  it('tells of a file that cannot be loaded', async () => {
    const tree = await run('broken.test.mjs');
    expect(tree.files[0]).toMatchObject({ name: 'broken.test.mjs', state: 'failed' });
    expect(tree.files[0]?.output).toContain('SyntaxError');
  });
});

describe('TestEventReader', () => {
  it.each<[string, string, TestEvent[]]>([
    ['text', 'hello\n', [{ kind: 'output', text: 'hello\n' }]],
    [
      'text before an event',
      'no end\x1e{"kind":"output","file":"a","text":"b"}\n',
      [
        { kind: 'output', text: 'no end' },
        { kind: 'output', file: 'a', text: 'b' },
      ],
    ],
    [
      'what only looks like an event',
      '\x1e{"kind":"pass"}\n',
      [{ kind: 'output', text: '{"kind":"pass"}\n' }],
    ],
    ['broken JSON', '\x1e{"kind\n', [{ kind: 'output', text: '{"kind\n' }]],
  ])('%s', (_name, text, events) => expect(new TestEventReader().read(text)).toEqual(events));
});
