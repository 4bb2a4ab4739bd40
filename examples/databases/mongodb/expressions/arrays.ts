import { ServerError } from '../errors.ts';
import { isNumeric, toInteger, toNumber } from '../query/numbers.ts';
import { comparator } from '../query/sort.ts';
import {
  compare,
  equal,
  isDocument,
  truthy,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import {
  named,
  nullish,
  of,
  parseFields,
  unary,
  type Compiler,
  type Operator,
} from './arguments.ts';
import { checkVariable, withVariables } from './index.ts';

function index(name: string, value: Value): number {
  const number = isNumeric(value) ? toInteger(value) : undefined;
  if (number === undefined) {
    throw new ServerError(
      28691,
      `${name}'s second argument must be representable as a 32-bit integer: ${typeName(value)}`,
    );
  }
  return number;
}

function array(name: string, code: number, value: Value): Value[] {
  if (!Array.isArray(value)) {
    throw new ServerError(code, `${name}'s argument must be an array, but is ${typeName(value)}`);
  }
  return value;
}

const at = (list: Value[], position: number): Value => list.at(position);

function count(value: Value): number {
  const number = isNumeric(value) ? toInteger(value) : undefined;
  if (number === undefined)
    throw new ServerError(
      5787902,
      `Value for 'n' must be of integral type, but found ${typeName(value)}`,
    );
  if (number <= 0) throw new ServerError(5787908, `'n' must be greater than 0, found ${number}`);
  return number;
}

const manyOf = (
  name: string,
  pick: (list: Value[], n: number, compiler: Compiler) => Value[],
): Operator =>
  named(name, ['n', 'input'], [], ({ n, input }, compiler) => {
    if (nullish(input)) return null;
    return pick(array(name, 5788200, input), count(n), compiler);
  });

const present = (list: Value[]): Value[] => list.filter((item) => !nullish(item));

/** `$map`, `$filter`, `$reduce`: an expression for each element, with the element as a variable. */
export const arrays: Record<string, Operator> = {
  $arrayElemAt: of('$arrayElemAt', 2, 2, ([list, position]) => {
    if (nullish(list) || nullish(position)) return null;
    if (!Array.isArray(list)) {
      throw new ServerError(
        28689,
        `$arrayElemAt's first argument must be an array, but is ${typeName(list)}`,
      );
    }
    if (!isNumeric(position)) {
      throw new ServerError(
        28690,
        `$arrayElemAt's second argument must be a numeric value, but is ${typeName(position)}`,
      );
    }
    return at(list, index('$arrayElemAt', position));
  }),
  $first: unary('$first', (list) => (nullish(list) ? null : array('$first', 28689, list)[0])),
  $last: unary('$last', (list) => (nullish(list) ? null : array('$last', 28689, list).at(-1))),
  $firstN: manyOf('$firstN', (list, n) => list.slice(0, n)),
  $lastN: manyOf('$lastN', (list, n) => list.slice(-n)),
  $minN: manyOf('$minN', (list, n, { collation }) =>
    present(list)
      .sort((a, b) => compare(a, b, collation))
      .slice(0, n),
  ),
  $maxN: manyOf('$maxN', (list, n, { collation }) =>
    present(list)
      .sort((a, b) => compare(b, a, collation))
      .slice(0, n),
  ),
  $concatArrays: of('$concatArrays', 0, Infinity, (lists) => {
    const result: Value[] = [];
    for (const list of lists) {
      if (nullish(list)) return null;
      if (!Array.isArray(list))
        throw new ServerError(28664, `$concatArrays only supports arrays, not ${typeName(list)}`);
      for (const item of list) result.push(item);
    }
    return result;
  }),
  $size: unary('$size', (list) => {
    if (!Array.isArray(list)) {
      throw new ServerError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(list)}`,
      );
    }
    return list.length;
  }),
  $isArray: unary('$isArray', (value) => Array.isArray(value)),
  $in: of('$in', 2, 2, ([value, list], { collation }) => {
    if (!Array.isArray(list))
      throw new ServerError(
        40081,
        `$in requires an array as a second argument, found: ${typeName(list)}`,
      );
    return list.some((item) => equal(item, value, collation));
  }),
  $indexOfArray: of('$indexOfArray', 2, 4, ([list, value, from = 0, to], { collation }) => {
    if (nullish(list)) return null;
    if (!Array.isArray(list))
      throw new ServerError(
        40090,
        `$indexOfArray requires an array as a first argument, found: ${typeName(list)}`,
      );
    const end = to === undefined ? list.length : Math.min(list.length, toNumber(to));
    for (let i = toNumber(from); i < end; i++) if (equal(list[i], value, collation)) return i;
    return -1;
  }),
  $slice: of('$slice', 2, 3, ([list, a, b]) => {
    if (nullish(list) || nullish(a)) return null;
    if (!Array.isArray(list))
      throw new ServerError(
        28724,
        `First argument to $slice must be an array, but is of type: ${typeName(list)}`,
      );
    const first = index('$slice', a);
    if (b === undefined) return first < 0 ? list.slice(first) : list.slice(0, first);
    if (b === null) return null;
    const n = index('$slice', b);
    if (n <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${n}`);
    const start = first < 0 ? Math.max(0, list.length + first) : first;
    return list.slice(start, start + n);
  }),
  $reverseArray: unary('$reverseArray', (list) => {
    if (nullish(list)) return null;
    if (!Array.isArray(list))
      throw new ServerError(
        34435,
        `The argument to $reverseArray must be an array, but was of type: ${typeName(list)}`,
      );
    return [...list].reverse();
  }),
  $range: of('$range', 2, 3, ([start, end, step = 1]) => {
    const [from, to, by] = [start, end, step].map((value) =>
      isNumeric(value) ? toInteger(value) : undefined,
    );
    if (from === undefined)
      throw new ServerError(
        34443,
        `$range requires a numeric starting value, found value of type: ${typeName(start)}`,
      );
    if (to === undefined)
      throw new ServerError(
        34445,
        `$range requires a numeric ending value, found value of type: ${typeName(end)}`,
      );
    if (by === undefined)
      throw new ServerError(
        34447,
        `$range requires a numeric step value, found value of type:${typeName(step)}`,
      );
    if (by === 0) throw new ServerError(34449, '$range requires a non-zero step value');
    if ((to - from) / by > 4_000_000)
      throw new ServerError('BSONObjectTooLarge', '$range would use too much memory');
    const result: number[] = [];
    for (let i = from; by > 0 ? i < to : i > to; i += by) result.push(i);
    return result;
  }),
  $filter: (operand, { compile }) => {
    const {
      input,
      as = 'this',
      cond,
      limit,
    } = parseFields('$filter', ['input', 'cond'], ['as', 'limit'], operand);
    checkVariable(as);
    const [list, test] = [compile(input), compile(cond)];
    const most = limit === undefined ? undefined : compile(limit);
    return (scope) => {
      const items = list(scope);
      if (nullish(items)) return null;
      if (!Array.isArray(items))
        throw new ServerError(28651, `input to $filter must be an array not ${typeName(items)}`);
      const max = most?.(scope);
      const end = nullish(max) ? Infinity : toNumber(max);
      const result: Value[] = [];
      const inner = withVariables(scope, {});
      for (const item of items) {
        inner.vars![as] = item;
        if (truthy(test(inner)) && result.push(item) >= end) break;
      }
      return result;
    };
  },
  $map: (operand, { compile }) => {
    const { input, as = 'this', in: body } = parseFields('$map', ['input', 'in'], ['as'], operand);
    checkVariable(as);
    const [list, each] = [compile(input), compile(body)];
    return (scope) => {
      const items = list(scope);
      if (nullish(items)) return null;
      if (!Array.isArray(items))
        throw new ServerError(16883, `input to $map must be an array not ${typeName(items)}`);
      const inner = withVariables(scope, {});
      return items.map((item) => {
        inner.vars![as] = item;
        return each(inner) ?? null;
      });
    };
  },
  $reduce: (operand, { compile }) => {
    const {
      input,
      initialValue,
      in: body,
    } = parseFields('$reduce', ['input', 'initialValue', 'in'], [], operand);
    const [list, start, each] = [compile(input), compile(initialValue), compile(body)];
    return (scope) => {
      const items = list(scope);
      if (nullish(items)) return null;
      if (!Array.isArray(items))
        throw new ServerError(
          40080,
          `$reduce requires that 'input' be an array, found: ${typeName(items)}`,
        );
      const inner = withVariables(scope, { value: start(scope) });
      for (const item of items) {
        inner.vars!.this = item;
        inner.vars!.value = each(inner);
      }
      return inner.vars!.value;
    };
  },
  $sortArray: (operand, { compile, collation }) => {
    const { input, sortBy } = parseFields('$sortArray', ['input', 'sortBy'], [], operand);
    const list = compile(input);
    const byFields = isDocument(sortBy) ? comparator(sortBy, collation) : undefined;
    const direction = byFields ? 1 : toNumber(sortBy);
    if (direction !== 1 && direction !== -1)
      throw new ServerError('BadValue', 'Illegal key in $sort specification: sortBy');
    return (scope) => {
      const items = list(scope);
      if (nullish(items)) return null;
      if (!Array.isArray(items))
        throw new ServerError(
          2942504,
          `The input argument to $sortArray must be an array, but was of type: ${typeName(items)}`,
        );
      return [...items].sort((a, b) =>
        byFields
          ? byFields(isDocument(a) ? a : {}, isDocument(b) ? b : {})
          : compare(a, b, collation) * direction,
      );
    };
  },
  $zip: (operand, { compile }) => {
    const {
      inputs,
      useLongestLength = false,
      defaults,
    } = parseFields('$zip', ['inputs'], ['useLongestLength', 'defaults'], operand);
    const lists = (inputs as Value[]).map(compile);
    const fill = defaults === undefined ? undefined : compile(defaults);
    return (scope) => {
      const values = lists.map((list) => list(scope));
      if (values.some(nullish)) return null;
      const wrong = values.find((value) => !Array.isArray(value));
      if (wrong !== undefined)
        throw new ServerError(
          34468,
          `$zip found a non-array expression in input: ${typeName(wrong)}`,
        );
      const lengths = values.map((value) => value.length as number);
      const length = lengths.length
        ? useLongestLength
          ? Math.max(...lengths)
          : Math.min(...lengths)
        : 0;
      const missing = fill?.(scope) ?? [];
      return Array.from({ length }, (_, i) =>
        values.map((value, k) => (i < value.length ? value[i] : (missing[k] ?? null))),
      );
    };
  },
  $arrayToObject: unary('$arrayToObject', (list) => {
    if (nullish(list)) return null;
    const result: Document = {};
    for (const item of array('$arrayToObject', 40386, list)) {
      const [key, value] = Array.isArray(item)
        ? item
        : isDocument(item)
          ? [item.k, item.v]
          : [undefined];
      if (typeof key !== 'string') {
        throw new ServerError(
          40394,
          '$arrayToObject requires an array of key-value pairs, where the key must be of type string.',
        );
      }
      if (value !== undefined)
        Object.defineProperty(result, key, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
    }
    return result;
  }),
  $objectToArray: unary('$objectToArray', (value) => {
    if (nullish(value)) return null;
    if (!isDocument(value))
      throw new ServerError(
        40390,
        `$objectToArray requires a document input, found: ${typeName(value)}`,
      );
    return Object.keys(value).map((k) => ({ k, v: value[k] }));
  }),
  $allElementsTrue: of('$allElementsTrue', 1, 1, ([list]) =>
    array('$allElementsTrue', 17040, list).every(truthy),
  ),
  $anyElementTrue: of('$anyElementTrue', 1, 1, ([list]) =>
    array('$anyElementTrue', 17041, list).some(truthy),
  ),
};
