import { ServerError } from '../errors.ts';
import { keyOf, typeName, type Value } from '../query/values.ts';
import { nullish, of, type Compiler, type Operator } from './arguments.ts';

const keyed = (list: Value[], { collation }: Compiler): Map<string, Value> => {
  const result = new Map<string, Value>();
  for (const item of list) {
    const key = keyOf(item, collation);
    if (!result.has(key)) result.set(key, item);
  }
  return result;
};

const operator = (
  name: string,
  code: number,
  min: number,
  max: number,
  compute: (lists: Map<string, Value>[]) => Value,
  nullable = true,
): Operator =>
  of(name, min, max, (values, compiler) => {
    if (nullable && values.some(nullish)) return null;
    for (const value of values) {
      if (!Array.isArray(value))
        throw new ServerError(
          code,
          `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`,
        );
    }
    return compute(values.map((value) => keyed(value, compiler)));
  });

export const sets: Record<string, Operator> = {
  $setUnion: operator('$setUnion', 17043, 0, Infinity, (lists) => [
    ...new Map(lists.flatMap((list) => [...list])).values(),
  ]),
  $setIntersection: operator('$setIntersection', 17047, 0, Infinity, ([first, ...rest]) =>
    first
      ? [...first].filter(([key]) => rest.every((list) => list.has(key))).map(([, value]) => value)
      : [],
  ),
  $setDifference: operator('$setDifference', 17048, 2, 2, ([a, b]) =>
    [...a!].filter(([key]) => !b!.has(key)).map(([, value]) => value),
  ),
  $setEquals: operator(
    '$setEquals',
    17044,
    2,
    Infinity,
    ([first, ...rest]) =>
      rest.every(
        (list) => list.size === first!.size && [...list.keys()].every((key) => first!.has(key)),
      ),
    false,
  ),
  $setIsSubset: operator(
    '$setIsSubset',
    17046,
    2,
    2,
    ([a, b]) => [...a!.keys()].every((key) => b!.has(key)),
    false,
  ),
};
