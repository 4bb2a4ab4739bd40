import { expect, it } from 'vitest';
import { scriptNames } from './script-names.ts';

it.each([
  ['1 + 1', {}],
  ['"use strict"; x', { isStrict: true, head: 13 }],
  ['var a = 1, { b, c: [d] } = e', { vars: ['a', 'b', 'd'] }],
  ['if (a) { var b } for (var c of d);', { vars: ['b', 'c'] }],
  ['function f() { var g; h = 1 }', { functions: ['f'], assigned: ['h'] }],
  ['let a; const b = 1; class C {}', { lexicals: ['a', 'b', 'C'] }],
  ['{ let a; } a = 1; b++; for (c in d); [e.f, g] = h', { assigned: ['a', 'b', 'c', 'g'] }],
])('%s', (source, expected) => {
  const nothing = { isStrict: false, head: 0, vars: [], functions: [], lexicals: [], assigned: [] };
  expect(scriptNames(source)).toEqual({ ...nothing, ...expected });
});
