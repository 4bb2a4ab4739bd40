import { ServerError } from '../errors.ts';
import { compileExpression } from '../expressions/index.ts';
import { addToDate } from '../expressions/dates.ts';
import { add, isNumeric, toNumber } from '../query/numbers.ts';
import { fieldPath } from '../query/paths.ts';
import { sortDocuments } from '../query/sort.ts';
import { compare, isDocument, type Document, type Value } from '../query/values.ts';
import { withPath } from './basic.ts';
import { type Stage } from './index.ts';
import { fill, partitions } from './window.ts';

/** Stages that fill gaps in a series. */
export const series: Record<string, Stage> = {
  $densify: (spec, context) => {
    const { field, partitionByFields = [], range } = spec as Document;
    if (typeof field !== 'string' || !isDocument(range))
      throw new ServerError(
        40414,
        "BSON field '$densify.field' or '$densify.range' is missing but a required field",
      );
    const { step, unit, bounds } = range;
    if (!isNumeric(step) || toNumber(step) <= 0)
      throw new ServerError(
        5733401,
        'the step parameter in a range statement must be a strictly positive numeric value',
      );
    const path = field.split('.');
    const next = (value: Value, times: number): Value =>
      value instanceof Date
        ? addToDate(value, unit, times * toNumber(step))
        : add(value, times * toNumber(step));
    return (documents) => {
      const by = (partitionByFields as string[]).length
        ? Object.fromEntries(
            (partitionByFields as string[]).map((name, i) => [`k${i}`, `$${name}`]),
          )
        : undefined;
      const known = documents
        .map((document) => fieldPath(document, path))
        .filter((value) => value !== undefined && value !== null);
      if (known.length === 0 && !Array.isArray(bounds)) return documents;
      const sorted = known.sort((a, b) => compare(a, b));
      return partitions(documents, by, context).flatMap((part) => {
        const list = sortDocuments(part, { [field]: 1 }, context.collation);
        const values = list.map((document) => fieldPath(document, path));
        const [from, to, open] = Array.isArray(bounds)
          ? [bounds[0], bounds[1], true]
          : bounds === 'partition'
            ? [values[0], values.at(-1), false]
            : [sorted[0], sorted.at(-1), false];
        const result = [...list];
        for (
          let i = 0, value = from;
          open ? compare(value, to) < 0 : compare(value, to) <= 0;
          value = next(from, ++i)
        ) {
          if (i > 500_000)
            throw new ServerError(5897900, 'Generated too many documents in $densify');
          if (values.some((item) => compare(item, value) === 0)) continue;
          let made: Document = {};
          for (const name of partitionByFields as string[])
            made = withPath(made, name.split('.'), fieldPath(list[0], name.split('.')));
          result.push(withPath(made, path, value));
        }
        return sortDocuments(result, { [field]: 1 }, context.collation);
      });
    };
  },
  $fill: (spec, context) => {
    const { partitionBy, partitionByFields, sortBy, output } = spec as Document;
    if (!isDocument(output))
      throw new ServerError(40414, "BSON field '$fill.output' is missing but a required field");
    const by = partitionByFields
      ? Object.fromEntries((partitionByFields as string[]).map((name, i) => [`k${i}`, `$${name}`]))
      : partitionBy;
    return (documents) =>
      partitions(documents, by, context).flatMap((part) => {
        let list = sortBy ? sortDocuments(part, sortBy, context.collation) : part;
        for (const [field, how] of Object.entries(output as Document)) {
          const path = field.split('.');
          const values = list.map((document) => fieldPath(document, path));
          let filled: Value[];
          if ('value' in how) {
            const expression = compileExpression(how.value, context.collation);
            filled = values.map(
              (value, i) => value ?? expression({ ...context.scope, root: list[i] }),
            );
          } else if (how.method === 'linear' || how.method === 'locf') {
            const position = Object.keys(sortBy ?? {})[0];
            if (how.method === 'linear' && !position)
              throw new ServerError(
                605001,
                '$linearFill must be specified with a top level sortBy expression',
              );
            filled = fill(
              how.method === 'linear' ? '$linearFill' : '$locf',
              values,
              list.map((document) =>
                position ? fieldPath(document, position.split('.')) : undefined,
              ),
            );
          } else throw new ServerError(6050202, 'Method must be either locf or linear');
          list = list.map((document, i) => withPath(document, path, filled[i]));
        }
        return list;
      });
  },
};
