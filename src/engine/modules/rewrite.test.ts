import { describe, expect, it } from 'vitest';
import { NAMESPACE, type ModuleBody } from './module-record.ts';
import { needsScriptRewrite, rewriteModule, rewriteScript } from './rewrite.ts';

let operand: unknown;
Object.assign(globalThis, {
  __nodeCaptureFrame: (awaited: unknown) => {
    operand = awaited;
  },
  __nodeAwaited: () => operand,
  __nodeRestoreFrame: (_frame: unknown, value: unknown) => value,
});

/** Runs a module whose requests are given as plain objects; resolves with its exports. */
async function run(source: string, requests: Record<string, object> = {}) {
  const { code, record } = rewriteModule(source);
  const body = (0, eval)(code) as ModuleBody;
  const meta = { url: 'file:///m.js' };
  let getters: Record<string, () => unknown> = {};
  const steps = body(
    () => meta,
    async (specifier) => requests[specifier as string],
    (provided) => {
      getters = provided;
    },
    ...record.requests.map(({ specifier }) => ({
      ...requests[specifier],
      [NAMESPACE]: requests[specifier],
    })),
  );
  await steps.next();
  await steps.next();
  return {
    record,
    exports: Object.fromEntries(record.locals.map((name) => [name, getters[name]!()])),
  };
}

describe('rewriteModule', () => {
  const dep = { default: (n: number) => n * 2, add: (a: number, b: number) => a + b, x: 1 };
  it.each([
    ['named', `import { add } from 'dep'; export const r = add(1, 2);`, { r: 3 }],
    ['default', `import d from 'dep'\nexport let r = d(4)`, { r: 8 }],
    ['namespace', `import * as ns from 'dep'; export const r = ns.x;`, { r: 1 }],
    ['renamed', `import { x as y } from 'dep'; export const r = { y };`, { r: { y: 1 } }],
    [
      'shadowed by a parameter',
      `import { x } from 'dep'; export const r = ((x) => x)(5);`,
      { r: 5 },
    ],
    [
      'shadowed by a block',
      `import { x } from 'dep'; let r; { const x = 7; r = x; } export { r };`,
      { r: 7 },
    ],
    [
      'shadowed by a hoisted var',
      `import { x } from 'dep'; export const r = (() => { if (1) { var x = 2 } return x })();`,
      { r: 2 },
    ],
    [
      'property of the same name',
      `import { x } from 'dep'; export const r = ({ x: 3 }).x + x;`,
      { r: 4 },
    ],
    [
      'destructuring default',
      `import { x } from 'dep'; const { y = x } = {}; export { y as r };`,
      { r: 1 },
    ],
    ['no semicolons', `import d from 'dep'\nconst a = 1\nlet r = a\nd(3)\nexport { r }`, { r: 1 }],
    ['this of a call', `import { f } from 'dep2'; export const r = f();`, { r: undefined }],
    ['default expression', `export default 1 + 2`, { default: 3 }],
    ['top-level await', `const v = await Promise.resolve(9); export { v };`, { v: 9 }],
    ['default await', `export default await 4`, { default: 4 }],
    ['import.meta', `export const r = import.meta.url;`, { r: 'file:///m.js' }],
    ['dynamic import', `export const r = (await import('dep')).x;`, { r: 1 }],
    ['string name', `import { 'a b' as z } from 'dep2'; export const r = z;`, { r: 6 }],
    ['class', `export class A { static v = 2 } export const r = A.v;`, { r: 2 }],
    ['destructured export', `export const { a, b: [c] } = { a: 1, b: [2] };`, { a: 1, c: 2 }],
  ])('%s', async (_name, source, expected) => {
    const dep2 = {
      f: function (this: unknown) {
        return this;
      },
      'a b': 6,
    };
    const { exports } = await run(source, { dep, dep2 });
    expect(exports).toMatchObject(expected);
  });

  it.each([
    ['function', `export default function () { return 1 }`],
    ['async function', `export default async function () { return 1 }`],
    ['class', `export default class { }`],
    ['arrow', `export default () => 1`],
  ])('names an anonymous default %s "default"', async (_kind, source) => {
    const { exports } = await run(source);
    expect((exports.default as { name: string }).name).toBe('default');
  });

  it('numbers requests in source order and links re-exports through', () => {
    const { record } = rewriteModule(
      `export * from 'a'; import { b } from 'b'; export { b as c }; export * as d from 'd'; export { e } from 'a';`,
    );
    expect(record.requests.map(({ specifier }) => specifier)).toEqual(['a', 'b', 'd']);
    expect(record.stars).toEqual([0]);
    expect(record.indirect).toEqual([
      ['c', 1, 'b'],
      ['d', 2, '*'],
      ['e', 0, 'e'],
    ]);
  });

  it('keeps lines', () => {
    const source = `import {\n  a,\n} from 'a';\n\nexport const b = 1;\nthrow new Error('x');`;
    expect(rewriteModule(source).code.split('\n')[5]).toContain(`throw new Error('x')`);
  });

  it('keeps import attributes', () => {
    const { record } = rewriteModule(`import j from './j.json' with { type: 'json' };`);
    expect(record.requests[0]!.attributes).toEqual([['type', 'json']]);
  });
});

describe('rewriteScript', () => {
  it('restores the async context after await', () => {
    expect(rewriteScript('async function f() { return await g() }')).toBe(
      'async function f() { return __nodeRestoreFrame(__nodeCaptureFrame( g()),await __nodeAwaited()) }',
    );
  });
  it('routes import()', () => {
    expect(rewriteScript(`const p = import('x')`)).toContain(
      `__nodeImport.bind(null,__filename)('x')`,
    );
  });
  it.each([
    ['const important = 1', false],
    ['import("x")', true],
    ['await x', true],
  ])('%s needs a rewrite: %s', (source, expected) => {
    expect(needsScriptRewrite(source)).toBe(expected);
  });
});
