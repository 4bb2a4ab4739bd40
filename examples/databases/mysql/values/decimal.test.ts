import { describe, expect, it } from 'vitest';
import * as dec from './decimal.ts';

const d = (text: string) => dec.toDecimal(text);

describe('decimals', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['-0.05', '0.05', '0.00'],
    ['99999999999999999999.99', '0.01', '100000000000000000000.00'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(dec.format(dec.add(d(a), d(b)))).toBe(sum);
  });

  it.each([
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['1.005', 2, '1.01'],
    ['0.004', 2, '0.00'],
    ['-0.004', 2, '0.00'],
    ['15', -1, '20'],
  ])('%s rounded to %i is %s', (a, digits, rounded) => {
    expect(dec.format(dec.round(d(a), digits))).toBe(rounded);
  });

  it.each([
    ['10', '3', 4, '3.3333'],
    ['-1', '3', 4, '-0.3333'],
    ['2', '3', 4, '0.6667'],
  ])('%s / %s', (a, b, scale, quotient) => {
    expect(dec.format(dec.quotient(d(a), d(b), scale)!)).toBe(quotient);
  });

  it('reads the number that a text begins with', () => {
    expect(dec.prefix('12abc')).toMatchObject({ value: { n: 12n, scale: 0 }, whole: false });
    expect(dec.prefix(' 1.50 ')).toMatchObject({ value: { n: 150n, scale: 2 }, whole: true });
    expect(dec.prefix('1e3')).toMatchObject({ value: { n: 1000n, scale: 0 }, exponent: true });
    expect(dec.prefix('abc')).toMatchObject({ value: { n: 0n }, whole: false });
  });
});
