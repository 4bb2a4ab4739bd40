import { ServerError } from '../errors.ts';
import { compileExpression, type Expression, type Scope } from '../expressions/index.ts';
import { addToDate } from '../expressions/dates.ts';
import {
  add,
  compareNumbers,
  divide,
  isNumeric,
  multiply,
  subtract,
  toInteger,
  toNumber,
} from '../query/numbers.ts';
import { fieldPath } from '../query/paths.ts';
import { comparator, sortDocuments } from '../query/sort.ts';
import { double, isDocument, keyOf, type Document, type Value } from '../query/values.ts';
import { withPath } from './basic.ts';
import { compileAccumulator } from './group.ts';
import { type PipelineContext, type Stage } from './index.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/setWindowFields/ */

type Output = (partition: Document[], scope: Scope) => Value[];

const lengths: Record<string, number> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

function bound(value: Value, at: number, edge: number): number {
  if (value === 'unbounded') return edge;
  if (value === 'current') return at;
  const offset = isNumeric(value) ? toInteger(value) : undefined;
  if (offset === undefined)
    throw new ServerError(
      'FailedToParse',
      "Numeric document-based bounds must be an integer, 'current' or 'unbounded'",
    );
  return at + offset;
}

/** The documents in the window of each document of a partition. */
function frames(
  window: Document,
  sortBy: Document | undefined,
): (list: Document[], at: number) => Document[] {
  if (window.range !== undefined) {
    const [field] = Object.keys(sortBy ?? {});
    if (!field || Object.keys(sortBy!).length !== 1 || toNumber(sortBy![field]) !== 1) {
      throw new ServerError(
        5339902,
        'Range-based bounds require sortBy a single field in ascending order',
      );
    }
    const [low, high] = window.range as [Value, Value];
    const path = field.split('.');
    const { unit } = window;
    const limit = (value: Value, offset: Value): Value => {
      if (offset === 'current') return value;
      if (unit !== undefined) {
        if (!(value instanceof Date))
          throw new ServerError(
            5429513,
            `PlanExecutor error during aggregation :: caused by :: Invalid range: Expected the sortBy field to be a Date, but it was ${typeof value}`,
          );
        return addToDate(value, unit, toNumber(offset));
      }
      if (!isNumeric(value))
        throw new ServerError(5429414, 'Invalid range: Expected the sortBy field to be a number');
      return add(value, offset);
    };
    const order = (a: Value, b: Value): number =>
      a instanceof Date ? a.getTime() - (b as Date).getTime() : compareNumbers(a, b);
    return (list, at) => {
      const value = fieldPath(list[at], path);
      const from = low === 'unbounded' ? undefined : limit(value, low);
      const to = high === 'unbounded' ? undefined : limit(value, high);
      return list.filter((document) => {
        const other = fieldPath(document, path);
        return (
          (from === undefined || order(other, from) >= 0) &&
          (to === undefined || order(other, to) <= 0)
        );
      });
    };
  }
  const [low, high] = (window.documents ?? ['unbounded', 'unbounded']) as [Value, Value];
  if (window.documents && (low !== 'unbounded' || high !== 'unbounded') && !sortBy) {
    throw new ServerError(5339901, 'Document-based bounds require a sortBy');
  }
  return (list, at) =>
    list.slice(Math.max(0, bound(low, at, 0)), Math.max(0, bound(high, at, list.length - 1) + 1));
}

function ranks(name: string, sortBy: Document | undefined, context: PipelineContext): Output {
  if (!sortBy)
    throw new ServerError(5371602, `${name} must be specified with a top level sortBy expression`);
  const order = comparator(sortBy, context.collation);
  return (list) => {
    const result: Value[] = [];
    let rank = 0;
    list.forEach((document, i) => {
      if (name === '$documentNumber') rank = i + 1;
      else if (i === 0 || order(list[i - 1]!, document) !== 0)
        rank = name === '$rank' ? i + 1 : rank + 1;
      result.push(rank);
    });
    return result;
  };
}

/** Sums of rectangles or slopes over the sort field. */
function slope(
  name: string,
  spec: Document,
  sortBy: Document | undefined,
  context: PipelineContext,
): Output {
  const [field] = Object.keys(sortBy ?? {});
  if (!field) throw new ServerError(5371803, `${name} requires a sortBy`);
  const input = compileExpression(spec.input, context.collation);
  const unit = spec.unit === undefined ? 1 : lengths[spec.unit];
  if (unit === undefined) throw new ServerError(5490704, `unit must be 'week' or smaller`);
  const frame = frames(spec.window ?? {}, sortBy);
  const position = (document: Document): number => {
    const value = fieldPath(document, field.split('.'));
    return (value instanceof Date ? value.getTime() : toNumber(value)) / unit;
  };
  return (list, scope) =>
    list.map((_, i) => {
      const part = frame(list, i);
      const values = part.map((root) => toNumber(input({ ...scope, root })));
      if (name === '$derivative') {
        if (part.length < 2) return null;
        return double(
          (values.at(-1)! - values[0]!) / (position(part.at(-1)!) - position(part[0]!)),
        );
      }
      let area = 0;
      for (let k = 1; k < part.length; k++)
        area += ((values[k]! + values[k - 1]!) / 2) * (position(part[k]!) - position(part[k - 1]!));
      return double(area);
    });
}

function covariance(
  name: string,
  operand: Value,
  frame: ReturnType<typeof frames>,
  context: PipelineContext,
): Output {
  const [x, y] = (operand as Value[]).map((item) => compileExpression(item, context.collation)) as [
    Expression,
    Expression,
  ];
  return (list, scope) =>
    list.map((_, i) => {
      const pairs = frame(list, i)
        .map((root) => [x({ ...scope, root }), y({ ...scope, root })])
        .filter((pair) => pair.every((value) => isNumeric(value)))
        .map((pair) => pair.map(toNumber) as [number, number]);
      const divisor = name === '$covarianceSamp' ? pairs.length - 1 : pairs.length;
      if (divisor <= 0) return null;
      const mean = (k: 0 | 1): number =>
        pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
      const [mx, my] = [mean(0), mean(1)];
      return double(pairs.reduce((sum, [a, b]) => sum + (a - mx) * (b - my), 0) / divisor);
    });
}

function compileOutput(
  spec: Document,
  sortBy: Document | undefined,
  context: PipelineContext,
): Output {
  const { window = {}, ...rest } = spec;
  const name = Object.keys(rest)[0]!;
  const operand = rest[name];
  if (Object.keys(rest).length !== 1)
    throw new ServerError('FailedToParse', `'output' fields must have exactly one window function`);
  switch (name) {
    case '$rank':
    case '$denseRank':
    case '$documentNumber':
      return ranks(name, sortBy, context);
    case '$shift': {
      const output = compileExpression(operand.output, context.collation);
      const fallback =
        operand.default === undefined ? null : compileExpression(operand.default)({ root: {} });
      const by = toNumber(operand.by);
      return (list, scope) =>
        list.map((_, i) =>
          list[i + by] ? (output({ ...scope, root: list[i + by] }) ?? null) : fallback,
        );
    }
    case '$expMovingAvg': {
      const input = compileExpression(operand.input, context.collation);
      const alpha = operand.alpha ?? divide(2, add(operand.N, 1));
      return (list, scope) => {
        let average: Value;
        return list.map((root) => {
          const value = input({ ...scope, root });
          if (!isNumeric(value)) return average ?? null;
          average =
            average === undefined
              ? value
              : add(multiply(value, alpha), multiply(average, subtract(1, alpha)));
          return average;
        });
      };
    }
    case '$derivative':
    case '$integral':
      return slope(name, { ...operand, window }, sortBy, context);
    case '$covariancePop':
    case '$covarianceSamp':
      return covariance(name, operand, frames(window, sortBy), context);
    case '$locf':
    case '$linearFill': {
      const input = compileExpression(operand, context.collation);
      const path = Object.keys(sortBy ?? {})[0]?.split('.');
      return (list, scope) =>
        fill(
          name,
          list.map((root) => input({ ...scope, root })),
          list.map((root) => (path ? fieldPath(root, path) : undefined)),
        );
    }
    default: {
      const create = compileAccumulator(name, { [name]: operand }, context.collation);
      const frame = frames(window, sortBy);
      const running =
        Array.isArray(window.documents) &&
        window.documents[0] === 'unbounded' &&
        window.documents[1] === 'current';
      return (list, scope) => {
        if (window.documents === undefined && window.range === undefined) {
          const field = create();
          for (const root of list) field.add({ ...scope, root });
          const value = field.result();
          return list.map(() => value);
        }
        if (running && ['$sum', '$avg', '$min', '$max', '$count'].includes(name)) {
          const field = create();
          return list.map((root) => {
            field.add({ ...scope, root });
            return field.result();
          });
        }
        return list.map((_, i) => {
          const field = create();
          for (const root of frame(list, i)) field.add({ ...scope, root });
          return field.result();
        });
      };
    }
  }
}

/** `$locf` carries the last value on; `$linearFill` draws a line between two. */
export function fill(name: string, values: Value[], positions: Value[]): Value[] {
  const known = (value: Value): boolean => value !== null && value !== undefined;
  if (name === '$locf') {
    let last: Value = null;
    return values.map((value) => (known(value) ? (last = value) : last));
  }
  const at = (i: number): number =>
    positions[i] instanceof Date ? positions[i].getTime() : toNumber(positions[i]);
  return values.map((value, i) => {
    if (known(value)) return value;
    const left = values.findLastIndex((item, k) => k < i && known(item));
    const right = values.findIndex((item, k) => k > i && known(item));
    if (left < 0 || right < 0) return null;
    const share = (at(i) - at(left)) / (at(right) - at(left));
    return double(
      toNumber(values[left]) + (toNumber(values[right]) - toNumber(values[left])) * share,
    );
  });
}

export function partitions(
  documents: Document[],
  by: Value,
  { collation, scope }: PipelineContext,
): Document[][] {
  if (by === undefined) return [documents];
  const expression = compileExpression(by, collation);
  const found = new Map<string, Document[]>();
  for (const root of documents) {
    const key = keyOf(expression({ ...scope, root }) ?? null, collation);
    const list = found.get(key);
    if (list) list.push(root);
    else found.set(key, [root]);
  }
  // The server sorts by partition first.
  const value = (list: Document[]): Value => expression({ ...scope, root: list[0] }) ?? null;
  const order = comparator({ v: 1 }, collation);
  return [...found.values()].sort((a, b) => order({ v: value(a) }, { v: value(b) }));
}

export const windows: Record<string, Stage> = {
  $setWindowFields: (spec, context) => {
    if (!isDocument(spec) || !isDocument(spec.output))
      throw new ServerError(
        'FailedToParse',
        "BSON field '$setWindowFields.output' is missing but a required field",
      );
    const { partitionBy, sortBy, output } = spec;
    const outputs = Object.entries(output).map(([field, value]) => {
      if (!isDocument(value))
        throw new ServerError('FailedToParse', `The field '${field}' must be an object`);
      return [field.split('.'), compileOutput(value, sortBy, context)] as const;
    });
    return (documents) =>
      partitions(documents, partitionBy, context).flatMap((part) => {
        const list = sortBy ? sortDocuments(part, sortBy, context.collation) : part;
        const columns = outputs.map(
          ([path, compute]) => [path, compute(list, context.scope)] as const,
        );
        return list.map((document, i) =>
          columns.reduce((result, [path, values]) => withPath(result, path, values[i]), document),
        );
      });
  },
};
