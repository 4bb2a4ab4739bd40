import { badValue, failedToParse, ServerError } from '../errors.ts';
import { compileExpression, splitPath } from '../expressions/index.ts';
import { compileFilter } from '../query/match.ts';
import { isNumeric, toInteger } from '../query/numbers.ts';
import { fieldPath } from '../query/paths.ts';
import { compileAddFields, compileProjection, compileUnset } from '../query/projection.ts';
import { sortDocuments } from '../query/sort.ts';
import {
  isDocument,
  keyOf,
  setField,
  show,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { mapped, type Work } from '../work.ts';
import { type PipelineContext, type Stage } from './index.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/ */

const addFields =
  (name: string): Stage =>
  (spec, { collation, scope }) => {
    const project = compileAddFields(spec, collation, name);
    return (documents) => mapped(documents, (document) => project(document, scope));
  };

function whole(name: string, code: number, spec: Value, least: number): number {
  const number = isNumeric(spec) ? toInteger(spec) : undefined;
  if (number === undefined || number < least) {
    throw new ServerError(
      number === undefined || name === '$skip' ? code : 15958,
      number === undefined
        ? `invalid argument to ${name} stage: Expected a number in: ${name}: ${show(spec)}`
        : name === '$skip'
          ? `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${show(spec)}`
          : 'the limit must be positive',
    );
  }
  return number;
}

const replaceRoot = (name: string, spec: Value, { collation, scope }: PipelineContext) => {
  const expression = compileExpression(spec, collation);
  return (documents: Document[]): Work<Document[]> =>
    mapped(documents, (root) => {
      const value = expression({ ...scope, root });
      if (!isDocument(value)) {
        throw new ServerError(
          40228,
          `'${name === '$replaceRoot' ? 'newRoot' : 'replacement document'}' expression must evaluate to an object, but resulting value was: ${show(value)}. Type of resulting value: '${typeName(value)}'. Input document: ${show(root)}`,
        );
      }
      return value;
    });
};

/** Sets a value at a path and copies the documents on the way. */
export function withPath(document: Document, parts: string[], value: Value): Document {
  const [name, ...rest] = parts as [string, ...string[]];
  const copy: Document = { ...document };
  if (rest.length) {
    const inner = copy[name];
    setField(copy, name, withPath(isDocument(inner) ? inner : {}, rest, value));
  } else if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}

function redact(value: Document, test: (document: Document) => Value): Document | undefined {
  const decision = test(value);
  if (decision === '$$PRUNE') return undefined;
  if (decision === '$$KEEP') return value;
  if (decision !== '$$DESCEND') {
    throw new ServerError(
      17053,
      `$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE, but returned ${show(decision)}`,
    );
  }
  const inside = (item: Value): Value =>
    isDocument(item)
      ? redact(item, test)
      : Array.isArray(item)
        ? item.map(inside).filter((part) => part !== undefined)
        : item;
  const result: Document = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = inside(item);
    if (kept !== undefined) setField(result, key, kept);
  }
  return result;
}

export const basic: Record<string, Stage> = {
  $match: (spec, { collation, scope }) => {
    if (!isDocument(spec))
      throw new ServerError(15959, 'the match filter must be an expression in an object');
    const near = JSON.stringify(
      Object.keys(spec).flatMap((key) => (isDocument(spec[key]) ? Object.keys(spec[key]) : [])),
    );
    if (near.includes('"$near'))
      throw badValue(
        '$geoNear, $near, and $nearSphere are not allowed in this context, as these operators require sorting geospatial data. If you do not need sort, consider using $geoWithin instead.',
      );
    const matcher = compileFilter(spec, { collation, scope });
    return function* (documents) {
      const found: Document[] = [];
      for (const document of documents) {
        if (matcher(document)) found.push(document);
        yield;
      }
      return found;
    };
  },
  $project: (spec, { collation, scope }) => {
    if (!isDocument(spec)) throw new ServerError(15969, '$project specification must be an object');
    const project = compileProjection(spec, { collation });
    return (documents) => mapped(documents, (document) => project(document, scope));
  },
  $addFields: addFields('$addFields'),
  $set: addFields('$set'),
  $unset: (spec, { scope }) => {
    const paths: Value[] = Array.isArray(spec) ? spec : [spec];
    if (paths.length === 0 || paths.some((path) => typeof path !== 'string')) {
      throw new ServerError(
        31002,
        '$unset specification must be a string or an array containing only string values',
      );
    }
    const project = compileUnset(paths);
    return (documents) => mapped(documents, (document) => project(document, scope));
  },
  $sort: (spec, { collation, scope }) => {
    if (!isDocument(spec))
      throw new ServerError(15973, 'the $sort key specification must be an object');
    if (Object.keys(spec).length === 0)
      throw new ServerError(15976, '$sort stage must have at least one sort key');
    return (documents) => sortDocuments(documents, spec, collation, scope.metadata);
  },
  $limit: (spec) => {
    const limit = whole('$limit', 5107201, spec, 1);
    return (documents) => documents.slice(0, limit);
  },
  $skip: (spec) => {
    const skip = whole('$skip', 5107200, spec, 0);
    return (documents) => documents.slice(skip);
  },
  $count: (spec) => {
    if (typeof spec !== 'string' || spec === '')
      throw new ServerError(40156, `the count field must be a non-empty string`);
    if (spec.startsWith('$'))
      throw new ServerError(40158, `the count field cannot be a $-prefixed path`);
    if (spec.includes('.')) throw new ServerError(40160, "the count field cannot contain '.'");
    return (documents) => (documents.length ? [{ [spec]: documents.length }] : []);
  },
  $replaceRoot: (spec, context) => {
    if (!isDocument(spec) || !('newRoot' in spec))
      throw new ServerError(40231, 'no newRoot specified for the $replaceRoot stage');
    return replaceRoot('$replaceRoot', spec.newRoot, context);
  },
  $replaceWith: (spec, context) => replaceRoot('$replaceWith', spec, context),
  $unwind: (spec) => {
    const options: Document = typeof spec === 'string' ? { path: spec } : spec;
    if (!isDocument(options))
      throw new ServerError(
        15981,
        `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
      );
    for (const key of Object.keys(options)) {
      if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(key))
        throw new ServerError(28811, `unrecognized option to $unwind stage: ${key}`);
    }
    const { path, includeArrayIndex, preserveNullAndEmptyArrays = false } = options;
    if (typeof path !== 'string')
      throw new ServerError(
        28808,
        `expected a string as the path for $unwind stage, got ${typeName(path)}`,
      );
    if (!path.startsWith('$'))
      throw new ServerError(
        28818,
        `path option to $unwind stage should be prefixed with a '$': ${path}`,
      );
    if (typeof preserveNullAndEmptyArrays !== 'boolean')
      throw new ServerError(
        28809,
        `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeName(preserveNullAndEmptyArrays)}`,
      );
    const parts = splitPath(path.slice(1));
    const index = includeArrayIndex as string | undefined;
    if (index?.startsWith('$'))
      throw new ServerError(
        28822,
        `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`,
      );
    const place = (document: Document, position: Value): Document =>
      index === undefined ? document : withPath(document, index.split('.'), position);
    return function* (documents) {
      const result: Document[] = [];
      for (const document of documents) {
        yield;
        const value = fieldPath(document, parts);
        if (Array.isArray(value)) {
          value.forEach((item, i) =>
            result.push(place(withPath(document, parts, item), BigInt(i))),
          );
          if (value.length === 0 && preserveNullAndEmptyArrays)
            result.push(place(withPath(document, parts, undefined), null));
        } else if (value !== null && value !== undefined) result.push(place(document, null));
        else if (preserveNullAndEmptyArrays) result.push(place(document, null));
      }
      return result;
    };
  },
  $redact: (spec, { collation, scope }) => {
    const expression = compileExpression(spec, collation);
    return (documents) =>
      documents.flatMap(
        (root) =>
          redact(root, (document) =>
            expression({
              ...scope,
              root: document,
              vars: Object.assign(Object.create(scope.vars ?? null), { '@root': root }),
            }),
          ) ?? [],
      );
  },
  $sample: (spec) => {
    const size = isDocument(spec) && isNumeric(spec.size) ? toInteger(spec.size) : undefined;
    if (size === undefined || size < 0)
      throw new ServerError(28746, 'size argument to $sample must be a number');
    return (documents) => {
      const pool = [...documents];
      for (let i = 0; i < Math.min(size, pool.length); i++) {
        const k = i + Math.floor(Math.random() * (pool.length - i));
        [pool[i], pool[k]] = [pool[k]!, pool[i]!];
      }
      return pool.slice(0, size);
    };
  },
  $sortByCount: (spec, { collation, scope }) => {
    if (typeof spec === 'string' ? !spec.startsWith('$') : !isDocument(spec)) {
      throw new ServerError(
        40148,
        'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
      );
    }
    const expression = compileExpression(spec, collation);
    return (documents) => {
      const counts = new Map<string, { _id: Value; count: number }>();
      for (const root of documents) {
        const value = expression({ ...scope, root }) ?? null;
        const key = keyOf(value, collation);
        const known = counts.get(key);
        if (known) known.count++;
        else counts.set(key, { _id: value, count: 1 });
      }
      return [...counts.values()].sort((a, b) => b.count - a.count);
    };
  },
  $facet: (spec, context, run) => {
    if (!isDocument(spec) || Object.keys(spec).length === 0)
      throw new ServerError(40169, 'the $facet specification must be a non-empty object');
    for (const [name, pipeline] of Object.entries(spec)) {
      if (!Array.isArray(pipeline))
        throw new ServerError(
          40170,
          `arguments to $facet must be arrays, ${name} is type ${typeName(pipeline)}`,
        );
      for (const stage of pipeline as Document[]) {
        const inner = Object.keys(stage)[0]!;
        if (
          [
            '$facet',
            '$out',
            '$merge',
            '$geoNear',
            '$collStats',
            '$indexStats',
            '$changeStream',
          ].includes(inner)
        ) {
          throw new ServerError(40600, `${inner} is not allowed to be used within a $facet stage`);
        }
      }
    }
    return function* (documents) {
      const facets: Document = {};
      for (const [name, pipeline] of Object.entries(spec))
        setField(facets, name, yield* run(documents, pipeline, context));
      return [facets];
    };
  },
  $unionWith: (spec, context, run) => {
    const { coll, pipeline = [] } = typeof spec === 'string' ? { coll: spec } : (spec as Document);
    if (coll === undefined && !pipeline[0]?.$documents)
      throw failedToParse(
        '$unionWith stage without explicit collection must have a pipeline with $documents as first stage',
      );
    return function* (documents) {
      const other =
        coll === undefined
          ? yield* run(documentsOf(pipeline[0].$documents, context), pipeline.slice(1), context)
          : yield* run(yield* context.read(context.db, coll), pipeline, context);
      return [...documents, ...other];
    };
  },
};

export function documentsOf(spec: Value, { collation, scope }: PipelineContext): Document[] {
  const list = compileExpression(spec, collation)({ ...scope, root: {} });
  if (!Array.isArray(list) || !list.every(isDocument)) {
    throw new ServerError(5858203, 'an array is expected in $documents, with objects only');
  }
  return list;
}
