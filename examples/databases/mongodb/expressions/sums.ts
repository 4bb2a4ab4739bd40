import { isNumeric, toNumber } from '../query/numbers.ts';
import { compare, double, type Value } from '../query/values.ts';
import { accumulators } from '../pipeline/accumulators.ts';
import { nullish, named, type Compiler, type Operator } from './arguments.ts';

/** `$sum` and its kind outside of `$group`: over their operands, or over one operand that is an array. */
const over =
  (compute: (values: Value[], compiler: Compiler) => Value): Operator =>
  (operand, compiler) => {
    const list = Array.isArray(operand);
    const expressions = (list ? operand : [operand]).map(compiler.compile);
    return (scope) => {
      const values = expressions.map((expression: (s: typeof scope) => Value) => expression(scope));
      return compute(
        values.length === 1 && Array.isArray(values[0]) ? values[0] : values,
        compiler,
      );
    };
  };

const fold = (name: string): Operator =>
  over((values, { collation }) => {
    const accumulator = accumulators[name]!(collation);
    for (const value of values) accumulator.add(value);
    return accumulator.result();
  });

export const sums: Record<string, Operator> = {
  $sum: fold('$sum'),
  $avg: fold('$avg'),
  $stdDevPop: fold('$stdDevPop'),
  $stdDevSamp: fold('$stdDevSamp'),
  $min: over(
    (values, { collation }) =>
      values.filter((v) => !nullish(v)).sort((a, b) => compare(a, b, collation))[0] ?? null,
  ),
  $max: over(
    (values, { collation }) =>
      values.filter((v) => !nullish(v)).sort((a, b) => compare(b, a, collation))[0] ?? null,
  ),
  $median: named('$median', ['input', 'method'], [], ({ input }) => percentiles(input, [0.5])[0]),
  $percentile: named('$percentile', ['input', 'p', 'method'], [], ({ input, p }) =>
    percentiles(input, p),
  ),
};

/** The discrete percentile: the value at or above that share of the sorted input. */
export function percentiles(input: Value, shares: Value[]): Value[] {
  const numbers = (Array.isArray(input) ? input : [input])
    .filter(isNumeric)
    .map(toNumber)
    .sort((a, b) => a - b);
  return shares.map((share) =>
    numbers.length
      ? double(numbers[Math.max(0, Math.ceil(toNumber(share) * numbers.length) - 1)]!)
      : null,
  );
}
