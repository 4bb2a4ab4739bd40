import { expect, it } from 'vitest';
import { splitByKey } from './split.ts';

it.each([
  ['ArrowLeft', 50, 48],
  ['ArrowUp', 11, 10],
  ['ArrowRight', 50, 52],
  ['ArrowDown', 89, 90],
  ['PageUp', 50, 40],
  ['PageDown', 85, 90],
  ['Home', 50, 10],
  ['End', 50, 90],
  ['Enter', 20, 50],
  ['a', 20, undefined],
])('%s at %i', (key, before, after) => expect(splitByKey(key, before)).toBe(after));
