import { ServerError } from '../errors.ts';
import { compileExpression, type Expression, type Scope } from '../expressions/index.ts';
import { percentiles } from '../expressions/sums.ts';
import { type Collation } from '../query/collation.ts';
import { isNumeric, toInteger } from '../query/numbers.ts';
import { comparator } from '../query/sort.ts';
import {
  compare,
  isDocument,
  keyOf,
  show,
  typeOrder,
  type Document,
  type Value,
} from '../query/values.ts';
import { accumulators, type Accumulator } from './accumulators.ts';
import { type Work } from '../work.ts';
import { type PipelineContext, type Stage } from './index.ts';

/** An accumulator with its expression: fed with documents. */
export interface Field {
  add: (scope: Scope) => void;
  result: () => Value;
}

/** `{ $sum: "$total" }` and so on: makes a new field for each group. */
export function compileAccumulator(name: string, spec: Value, collation?: Collation): () => Field {
  if (!isDocument(spec))
    throw new ServerError(40234, `The field '${name}' must be an accumulator object`);
  const operators = Object.keys(spec);
  if (operators.length !== 1)
    throw new ServerError(40238, `The field '${name}' must specify one accumulator`);
  const operator = operators[0]!;
  const operand = spec[operator];
  const many = manyOf(operator, operand, collation);
  if (many) return many;
  const create = accumulators[operator];
  if (!create) throw new ServerError(15952, `unknown group operator '${operator}'`);
  if (operator === '$count') {
    if (!isDocument(operand) || Object.keys(operand).length)
      throw new ServerError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
    return () => simple(() => null, create(collation));
  }
  if (Array.isArray(operand) && operand.length !== 1) {
    throw new ServerError(40237, `The ${operator} accumulator is a unary operator`);
  }
  const expression = compileExpression(Array.isArray(operand) ? operand[0] : operand, collation);
  return () => simple(expression, create(collation));
}

const simple = (expression: Expression, accumulator: Accumulator): Field => ({
  add: (scope) => accumulator.add(expression(scope)),
  result: accumulator.result,
});

/** Accumulators that keep several values, or compare whole documents. */
function manyOf(
  operator: string,
  operand: Value,
  collation?: Collation,
): (() => Field) | undefined {
  const count = (value: Value): number => {
    const n = isNumeric(value) ? toInteger(value) : undefined;
    if (n === undefined || n <= 0)
      throw new ServerError(5787908, `'n' must be greater than 0, found ${show(value)}`);
    return n;
  };
  switch (operator) {
    case '$top':
    case '$topN':
    case '$bottom':
    case '$bottomN': {
      if (!isDocument(operand?.sortBy))
        throw new ServerError(5788005, `Missing value for 'sortBy' in ${operator}`);
      const order = comparator(operand.sortBy, collation);
      const output = compileExpression(operand.output, collation);
      const several = operator.endsWith('N');
      const n = several ? compileExpression(operand.n, collation) : () => 1;
      return () => {
        const seen: { document: Document; value: Value }[] = [];
        let limit = 1;
        return {
          add: (scope) => {
            limit = count(n(scope));
            seen.push({ document: scope.root, value: output(scope) ?? null });
          },
          result: () => {
            seen.sort((a, b) => order(a.document, b.document));
            const kept = operator.startsWith('$top') ? seen.slice(0, limit) : seen.slice(-limit);
            return several ? kept.map(({ value }) => value) : (kept[0]?.value ?? null);
          },
        };
      };
    }
    case '$firstN':
    case '$lastN':
    case '$minN':
    case '$maxN': {
      const input = compileExpression(operand?.input, collation);
      const n = compileExpression(operand?.n, collation);
      return () => {
        const values: Value[] = [];
        let limit = 1;
        return {
          add: (scope) => {
            limit = count(n(scope));
            const value = input(scope);
            if (operator === '$firstN' || operator === '$lastN') values.push(value ?? null);
            else if (value !== null && value !== undefined) values.push(value);
          },
          result: () => {
            if (operator === '$minN') values.sort((a, b) => compare(a, b, collation));
            if (operator === '$maxN') values.sort((a, b) => compare(b, a, collation));
            return operator === '$lastN' ? values.slice(-limit) : values.slice(0, limit);
          },
        };
      };
    }
    case '$median':
    case '$percentile': {
      if (operand?.method !== 'approximate')
        throw new ServerError(
          'BadValue',
          `Currently only 'approximate' can be used as percentile 'method'.`,
        );
      const input = compileExpression(operand.input, collation);
      const shares = compileExpression(operator === '$median' ? [0.5] : operand.p, collation);
      return () => {
        const values: Value[] = [];
        let p: Value[] = [];
        return {
          add: (scope) => {
            p = shares(scope);
            values.push(input(scope));
          },
          result: () =>
            operator === '$median' ? percentiles(values, p)[0] : percentiles(values, p),
        };
      };
    }
    case '$accumulator':
    case '$function':
      throw new ServerError(
        'NotImplemented',
        `${operator} is not supported: this server runs no JavaScript`,
      );
    default:
      return undefined;
  }
}

export interface Groups {
  documents: (list: Document[], key: (scope: Scope) => Value) => Work<Document[]>;
}

/** Groups by a key, and computes the fields of each group. */
export function grouping(fields: Document, { collation, scope }: PipelineContext): Groups {
  const compiled = Object.entries(fields).map(([name, spec]) => {
    if (name.includes('.'))
      throw new ServerError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$'))
      throw new ServerError(40236, `The field name '${name}' cannot be an operator name`);
    return [name, compileAccumulator(name, spec, collation)] as const;
  });
  return {
    *documents(list, key) {
      const found = new Map<string, { id: Value; fields: Field[] }>();
      for (const root of list) {
        const inner = { ...scope, root };
        const id = key(inner);
        const text = keyOf(id, collation);
        let group = found.get(text);
        if (!group)
          found.set(text, (group = { id, fields: compiled.map(([, create]) => create()) }));
        for (const field of group.fields) field.add(inner);
        yield;
      }
      return [...found.values()].map(({ id, fields: values }) => {
        const result: Document = { _id: id ?? null };
        compiled.forEach(([name], i) => (result[name] = values[i]!.result()));
        return result;
      });
    },
  };
}

const byOne = { count: { $sum: 1 } };

export const groups: Record<string, Stage> = {
  $group: (spec, context) => {
    if (!isDocument(spec))
      throw new ServerError(15947, "a group's fields must be specified in an object");
    if (!('_id' in spec)) throw new ServerError(15955, 'a group specification must include an _id');
    const { _id, ...fields } = spec;
    const key = compileExpression(_id, context.collation);
    const { documents } = grouping(fields, context);
    return (list) => documents(list, (scope) => key(scope) ?? null);
  },
  $bucket: (spec, context) => {
    const { groupBy, boundaries, output = byOne } = spec as Document;
    if (groupBy === undefined || !Array.isArray(boundaries))
      throw new ServerError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
    if (!(isDocument(groupBy) || (typeof groupBy === 'string' && groupBy.startsWith('$')))) {
      throw new ServerError(
        40202,
        `The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression, but found: ${show(groupBy)}.`,
      );
    }
    if (boundaries.length < 2)
      throw new ServerError(
        40192,
        `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
      );
    const evaluated = boundaries.map((boundary) => compileExpression(boundary)({ root: {} }));
    for (let i = 1; i < evaluated.length; i++) {
      if (typeOrder(evaluated[i]) !== typeOrder(evaluated[0]))
        throw new ServerError(
          40193,
          `All values in the the 'boundaries' option to $bucket must have the same type.`,
        );
      if (compare(evaluated[i - 1], evaluated[i], context.collation) >= 0) {
        throw new ServerError(
          40194,
          `The 'boundaries' option to $bucket must be sorted, but elements ${i - 1} and ${i} are not in ascending order (${show(evaluated[i - 1])} is not less than ${show(evaluated[i])}).`,
        );
      }
    }
    const hasDefault = 'default' in (spec as Document);
    const fallback = hasDefault
      ? compileExpression((spec as Document).default)({ root: {} })
      : undefined;
    if (
      hasDefault &&
      typeOrder(fallback) === typeOrder(evaluated[0]) &&
      compare(fallback, evaluated[0]) >= 0 &&
      compare(fallback, evaluated.at(-1)) < 0
    ) {
      throw new ServerError(
        40199,
        "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
      );
    }
    const by = compileExpression(groupBy, context.collation);
    const { documents } = grouping(output, context);
    return function* (list) {
      const made = yield* documents(list, (scope) => {
        const value = by(scope);
        // A boundary belongs to the bucket that it begins.
        for (let i = evaluated.length - 2; i >= 0; i--) {
          if (
            compare(value, evaluated[i], context.collation) >= 0 &&
            compare(value, evaluated[i + 1], context.collation) < 0
          )
            return evaluated[i];
        }
        if (!hasDefault)
          throw new ServerError(
            40066,
            '$switch could not find a matching branch for an input, and no default was specified.',
          );
        return fallback;
      });
      return made.sort((a, b) => compare(a._id, b._id, context.collation));
    };
  },
  $bucketAuto: (spec, context) => {
    const { groupBy, buckets, output = byOne, granularity } = spec as Document;
    const count = isNumeric(buckets) ? toInteger(buckets) : undefined;
    if (groupBy === undefined || count === undefined)
      throw new ServerError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
    if (count <= 0)
      throw new ServerError(
        40243,
        `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`,
      );
    if (granularity !== undefined)
      throw new ServerError('NotImplemented', 'granularity of $bucketAuto is not supported');
    const by = compileExpression(groupBy, context.collation);
    const { documents } = grouping(output, context);
    return function* (list) {
      const keyed = list
        .map((root) => ({ root, value: by({ ...context.scope, root }) ?? null }))
        .sort((a, b) => compare(a.value, b.value, context.collation));
      const result: Document[] = [];
      const size = Math.max(1, Math.round(keyed.length / count));
      let from = 0;
      while (from < keyed.length && result.length < count) {
        let to = result.length === count - 1 ? keyed.length : Math.min(keyed.length, from + size);
        // Equal values stay together.
        while (
          to < keyed.length &&
          compare(keyed[to]!.value, keyed[to - 1]!.value, context.collation) === 0
        )
          to++;
        const id = {
          min: keyed[from]!.value,
          max: to < keyed.length ? keyed[to]!.value : keyed.at(-1)!.value,
        };
        const roots = keyed.slice(from, to).map(({ root }) => root);
        result.push(...(yield* documents(roots, () => id)));
        from = to;
      }
      return result;
    };
  },
};
