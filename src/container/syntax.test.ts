import { describe, expect, it } from 'vitest';
import { checkSyntax } from './syntax.ts';

describe('checkSyntax', () => {
  it.each([
    ['app.ts', 'const a: number = 1;\n', 'const a = 1;\n'],
    [
      'app.ts',
      'interface A {\n  b: string;\n}\nexport const c = 1;\n',
      '\n\n\nexport const c = 1;\n',
    ],
    ['app.mjs', 'await 1;\n', 'await 1;\n'],
    ['old.cjs', 'return;\n', 'return;\n'],
    ['index.html', '<p>', '<p>'],
  ])('takes the types of %s away and leaves its lines: %j', (path, source, code) => {
    const report = checkSyntax(path, source);
    const trimmed = (text: string) => text.replace(/[ \t]+$/gm, '').replace(/ {2,}/g, ' ');
    expect('code' in report && trimmed(report.code)).toBe(code);
  });

  it.each([
    ['app.ts', 'one();\nconst = 2;\n', 'invalid', 2],
    ['app.ts', 'const a = 1;\nconst a = 2;\n', 'invalid', 2],
    ['app.ts', 'type A = 1;\nenum B { C }\n', 'unsupported', 2],
    ['app.ts', 'namespace A { export const b = 1 }\n', 'unsupported', 1],
    ['app.ts', 'class A {\n  constructor(private b: string) {}\n}\n', 'unsupported', 2],
    ['app.js', 'let a: number;\n', 'invalid', 1],
    ['old.cjs', 'import "a";\n', 'invalid', 1],
  ])('finds what Node refuses in %s: %j', (path, source, kind, line) => {
    expect(checkSyntax(path, source)).toMatchObject({ fault: { kind, line } });
  });

  it('says the column from 0, and no position in the message', () => {
    const report = checkSyntax('app.ts', 'ok();\n  1 = 2;\n');
    expect(report).toMatchObject({ fault: { line: 2, column: 2 } });
    expect('fault' in report && report.fault.message).not.toMatch(/\d+:\d+/);
  });
});
