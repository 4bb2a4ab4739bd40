import { describe, expect, test } from 'vitest';
import { compileExpression } from './expression.ts';

const values: Record<string, unknown> = {
  n: 3,
  s: 'text',
  list: [3, 1, 2],
  items: [{ id: 1, done: true }, { id: 2 }],
  deep: { a: { b: null }, 'x-y': 1, map: 'own' },
  bytes: new Uint8Array([1, 2]),
  nothing: undefined,
};
const run = (source: string) =>
  compileExpression(source)((name) =>
    Object.hasOwn(values, name) ? { value: values[name] } : undefined,
  );

describe('evaluates as JavaScript does', () => {
  test.each<[string, unknown]>([
    ['1 + 2 * 3 - 4 / 2 % 3', 5],
    ['(1 + 2) * 3', 9],
    ['2 - 1 - 1', 0],
    ['-n + +"4"', 1],
    ['.5 + 1e2', 100.5],
    [`'a' + "b\\n" + '\\u0041\\'' + 1`, "ab\nA'1"],
    ['n > 2 && n <= 3 || false', true],
    ['1 < 2 == true', true],
    ['n == "3"', true],
    ['n === "3"', false],
    ['n !== 4 && n != 4', true],
    ['!n === false', true],
    ['nothing ?? 0 || 5', 5],
    ['n > 5 ? "big" : n > 2 ? "middle" : "small"', 'middle'],
    ['typeof s', 'string'],
    ['typeof nowhere', 'undefined'],
    ['typeof nowhere === "undefined" ? 1 : 2', 1],
    ['typeof items[0].done', 'boolean'],
    ['s.length', 4],
    ['s[0]', 't'],
    ['bytes.length + bytes[1]', 4],
    ["deep['x-y']", 1],
    ['deep.a.b', null],
    ['deep.map', 'own'],
    ['deep?.none?.x.y.z', undefined],
    ['deep.none?.[n].x()', undefined],
    ['deep.a.b?.c ?? "none"', 'none'],
    ['s.toUpperCase().slice(1, 3)', 'EX'],
    ['s.includes("ex") && s.startsWith("t")', true],
    ['list.toSorted().join("")', '123'],
    ['list.map(x => x * n)', [9, 3, 6]],
    ['list.map((x, i) => x + i).at(-1)', 4],
    ['list.reduce((sum, x) => sum + x, 0)', 6],
    ['items.every(item => item.id > 0)', true],
    ['items.filter(({ id: 1 }).id)', SyntaxError],
    ['items.find(item => item.done)?.id', 1],
    ['list.map(x => list.filter(y => y < x).length)', [2, 0, 1]],
    ['(() => 1)', Function],
    ['[1, "2", [n]]', [1, '2', [3]]],
    ['Object.keys(deep).length', 3],
    ['Array.isArray(list)', true],
    ['JSON.parse("{\\"a\\":1}").a', 1],
    ['Math.max(1, n)', 3],
    ['Number("4") + parseInt("5px", 10)', 9],
    ['Number.isInteger(n)', true],
    ['n.toFixed(1)', '3.0'],
  ])('%s', (source, expected) => {
    if (expected === SyntaxError) expect(() => run(source)).toThrow(SyntaxError);
    else if (expected === Function) expect(run(source)).toBeTypeOf('function');
    else expect(run(source)).toEqual(expected);
  });
});

describe('throws', () => {
  test.each<[string, string]>([
    ['nowhere', 'nowhere is not defined'],
    ['deep.none.x', "Cannot read properties of undefined (reading 'x')"],
    ['nothing.includes(1)', "Cannot read properties of undefined (reading 'includes')"],
    ['n.includes(1)', '.includes() cannot be called here'],
    ['1 +', 'unexpected the end'],
    ['1 2', 'unexpected 2'],
    ['', 'unexpected the end'],
    ['a.', 'expected a name'],
    ['(1', 'expected ")"'],
    ['n = 4', 'cannot read "= 4"'],
    ['`x`', 'cannot read'],
    ['new Date()', 'unexpected Date'],
    ['a; b', 'cannot read "; b"'],
  ])('%s: %s', (source, message) => expect(() => run(source)).toThrow(message));
});

describe('reaches nothing but data', () => {
  test.each([
    's.constructor',
    'list.constructor',
    'deep.__proto__',
    'deep["__proto__"]',
    'Object.prototype',
    'Math.constructor',
    '(x => x).constructor',
    'list["map"]',
    'bytes.buffer',
  ])('%s is undefined', (source) => expect(run(source)).toBeUndefined());

  test.each([
    's.constructor("x")',
    'list.push(4)',
    'list.constructor.constructor("return 1")()',
    'Object.assign(deep, list)',
    'Object.getPrototypeOf(deep)',
    's.repeat(1e9)',
    'globalThis',
    'window',
    'fetch("/")',
    'eval("1")',
    'Function("return 1")',
    'deep.map(x => x)',
    '(x => x).call(1)',
    'constructor("x")',
    'Object.constructor("x")',
  ])('%s throws', (source) => expect(() => run(source)).toThrow());
});
