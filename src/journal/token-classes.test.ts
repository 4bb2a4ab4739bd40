import { expect, it } from 'vitest';
import { kindOf } from './token-classes.ts';

it.each([
  ['--0:#FF7B72;--1:#CF222E', 'keyword'],
  ['--0:#a5d6ff;--1:#0A3069', 'string'],
  ['--0:#E6EDF3;--1:#1F2328', undefined],
  ['color:red', undefined],
  [undefined, undefined],
])('%s is %s', (style, kind) => {
  expect(kindOf(style)).toBe(kind);
});
