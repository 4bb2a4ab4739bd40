import { describe, expect, it } from 'vitest';
import { isTypeScript, scriptPath, stripTypes } from './strip-types.ts';

describe('isTypeScript', () => {
  it.each([
    ['app.ts', true],
    ['day0/routes/users.mts', true],
    ['old.cts', true],
    ['app.js', false],
    ['types.d.ts', false],
    ['notes.ts.txt', false],
    ['node_modules/thing/index.ts', false],
    ['day0/node_modules/thing/index.ts', false],
  ])('%s → %s', (path, expected) => expect(isTypeScript(path)).toBe(expected));
});

describe('scriptPath', () => {
  it.each([
    ['day0/app.ts', 'day0/app.js'],
    ['a.mts', 'a.mjs'],
    ['a.cts', 'a.cjs'],
  ])('%s → %s', (path, expected) => expect(scriptPath(path)).toBe(expected));
});

describe('stripTypes', () => {
  it.each([
    ['an annotation', 'const a: number = 1;', 'const a = 1;'],
    ['a static import', "import { a } from './a.ts';", 'import { a } from "./a.js";'],
    [
      'an unused import, which may have effects',
      "import a from './a.ts';",
      'import a from "./a.js";',
    ],
    ['a re-export', "export * from '../b.mts';", 'export * from "../b.mjs";'],
    ['a named re-export', "export { a } from './a.ts';", 'export { a } from "./a.js";'],
    ['a dynamic import', "await import('./a.ts');", 'await import("./a.js");'],
    ['a require', "require('./a.cts');", 'require("./a.cjs");'],
    ['a worker', "new URL('./w.ts', import.meta.url);", 'new URL("./w.js", import.meta.url);'],
    ['a package', "import e from 'express';", "import e from 'express';"],
    ['a package that ends in .ts', "import e from 'chart.ts';", "import e from 'chart.ts';"],
    ['a string that is not a reference', "log('./a.ts');", "log('./a.ts');"],
    ['a comment', "// import './a.ts'", "// import './a.ts'"],
  ])('%s', async (_, source, expected) => {
    expect(await stripTypes('app.ts', source)).toBe(expected);
  });

  it('keeps every line in its place', async () => {
    const source = 'interface A {\n  b: string;\n}\n\ntype C = A;\nthrow new Error("here");\n';
    const lines = (await stripTypes('app.ts', source)).split('\n');
    expect(lines[5]).toBe('throw new Error("here");');
  });

  it.each([
    [
      'that sucrase finds',
      'const a = 1;\nconst b: number = ;\n',
      'app.ts:2\nconst b: number = ;\n',
    ],
    ['that only a strict parser finds', 'let a = 1;\nlet a = 2;\n', 'app.ts:2\nlet a = 2;\n'],
  ])('reports a syntax error %s when the script runs', async (_, source, start) => {
    const script = await stripTypes('app.ts', source);
    const error = await import(`data:text/javascript,${encodeURIComponent(script)}`).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SyntaxError);
    expect((error as Error).stack).toContain(start);
    expect((error as Error).stack).not.toMatch(/Error transforming|\(\d+:\d+\)/);
  });
});
