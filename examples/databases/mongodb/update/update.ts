import { ObjectId } from 'bson';
import { badValue, failedToParse, ServerError } from '../errors.ts';
import { type Scope } from '../expressions/index.ts';
import { compileFilter } from '../query/match.ts';
import { isOperators } from '../query/value-tests.ts';
import { isRegex } from '../query/regex.ts';
import {
  clone,
  equal,
  hasField,
  isDocument,
  setField,
  show,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { rename, unknownOperator, updateOperators, type UpdateContext } from './operators.ts';
import { checkPath, resolvePaths, write, type Resolving } from './paths.ts';

/** An update, parsed and checked once, to be applied to documents. */
export interface Update {
  kind: 'replace' | 'operators' | 'pipeline';
  apply: (document: Document, context: ApplyContext) => Document;
}

export interface ApplyContext extends Omit<UpdateContext, 'id'> {
  index?: number | undefined;
  insert?: boolean;
  scope: Scope;
}

export type RunPipeline = (documents: Document[], stages: Document[], scope: Scope) => Document[];

const inUpdates = new Set([
  '$addFields',
  '$set',
  '$project',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
]);

export function parseUpdate(spec: Value, arrayFilters: Value, runPipeline: RunPipeline): Update {
  if (Array.isArray(spec)) {
    if (arrayFilters?.length)
      throw failedToParse('arrayFilters may not be specified for pipeline-style updates');
    for (const stage of spec as Document[]) {
      const name = Object.keys(stage)[0] ?? '';
      if (!inUpdates.has(name)) {
        throw new ServerError(
          'InvalidOptions',
          `${name} is not allowed to be used within an update`,
        );
      }
    }
    return {
      kind: 'pipeline',
      apply: (document, { scope }) => {
        const result = runPipeline([document], spec as Document[], scope)[0]!;
        // A pipeline that makes a new document leaves the _id.
        return '_id' in result || !('_id' in document) ? result : { _id: document._id, ...result };
      },
    };
  }
  if (!isDocument(spec))
    throw failedToParse('Update argument must be either an object or an array');
  const names = Object.keys(spec);
  if (!names[0]?.startsWith('$')) {
    if (arrayFilters?.length)
      throw failedToParse('arrayFilters may not be specified for replacement-style updates');
    const bad = names.find((name) => name.startsWith('$'));
    if (bad) {
      throw new ServerError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${bad}' in '${bad}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
    return { kind: 'replace', apply: (document) => replace(document, spec) };
  }
  return parseOperators(spec, (arrayFilters as Value[] | undefined) ?? []);
}

function replace(document: Document, replacement: Document): Document {
  const result: Document = {};
  // The _id stays, and stands first.
  const id = hasField(document, '_id') ? document._id : replacement._id;
  if (id !== undefined) result._id = id;
  for (const name of Object.keys(replacement)) setField(result, name, clone(replacement[name]));
  return result;
}

interface Change {
  operator: string;
  path: string;
  parts: string[];
  operand: Value;
}

function parseOperators(spec: Document, arrayFilters: Value[]): Update {
  const changes: Change[] = [];
  for (const [operator, fields] of Object.entries(spec)) {
    if (operator !== '$rename' && !(operator in updateOperators)) throw unknownOperator(operator);
    if (!isDocument(fields)) {
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
      );
    }
    for (const [path, operand] of Object.entries(fields)) {
      changes.push({ operator, path, parts: checkPath(path), operand });
      if (operator !== '$rename') continue;
      if (typeof operand !== 'string')
        throw badValue(`The 'to' field for $rename must be a string: ${path}: ${show(operand)}`);
      if (operand === path)
        throw badValue(
          `The source and target field for $rename must differ: ${path}: "${operand}"`,
        );
      if (/\$(\[|$|\.)/.test(path))
        throw badValue(`The source field for $rename may not be dynamic: ${path}`);
      // The target takes part in conflicts.
      changes.push({ operator: '', path: operand, parts: checkPath(operand), operand: null });
    }
  }
  checkConflicts(changes);
  const filters = parseArrayFilters(arrayFilters);
  for (const name of filters.keys()) {
    if (!changes.some(({ parts }) => parts.includes(`$[${name}]`))) {
      throw failedToParse(
        `The array filter for identifier '${name}' was not used in the update ${show(spec)}`,
      );
    }
  }
  // The server walks the changes as a tree: fields in the order of their names, indexes by number.
  const ordered = changes
    .filter(({ operator }) => operator)
    .sort((a, b) => comparePaths(a.parts, b.parts));
  return {
    kind: 'operators',
    apply: (document, context) => {
      const result = clone(document);
      const resolving: Resolving = { index: context.index, filters, used: new Set() };
      const inner: UpdateContext = { ...context, id: document._id };
      for (const { operator, path, operand } of ordered) {
        if (operator === '$setOnInsert' && !context.insert) continue;
        if (operator === '$rename') {
          rename(result, path.split('.'), (operand as string).split('.'));
          continue;
        }
        for (const target of resolvePaths(result, path, resolving)) {
          updateOperators[operator]!(result, target, clone(operand), inner);
        }
      }
      return result;
    },
  };
}

function comparePaths(a: string[], b: string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) continue;
    const [x, y] = [Number(a[i]), Number(b[i])];
    if (Number.isInteger(x) && Number.isInteger(y)) return x - y;
    return a[i]! < b[i]! ? -1 : 1;
  }
  return a.length - b.length;
}

function checkConflicts(changes: Change[]): void {
  const tree = new Map<string, 'leaf' | 'node'>();
  for (const { parts, path } of changes) {
    for (let i = 1; i <= parts.length; i++) {
      const prefix = parts.slice(0, i).join('.');
      const leaf = i === parts.length;
      const known = tree.get(prefix);
      if (known && (known === 'leaf' || leaf)) {
        throw new ServerError(
          'ConflictingUpdateOperators',
          `Updating the path '${path}' would create a conflict at '${prefix}'`,
        );
      }
      if (!known) tree.set(prefix, leaf ? 'leaf' : 'node');
    }
  }
}

function parseArrayFilters(list: Value[]): Map<string, (value: Value) => boolean> {
  const filters = new Map<string, (value: Value) => boolean>();
  for (const filter of list) {
    if (!isDocument(filter))
      throw new ServerError('TypeMismatch', 'arrayFilters must hold objects');
    const names = new Set<string>();
    const collect = (part: Document): void => {
      for (const [key, value] of Object.entries(part)) {
        if (key.startsWith('$')) for (const clause of value as Document[]) collect(clause);
        else names.add(key.split('.')[0]!);
      }
    };
    collect(filter);
    const [name, ...others] = names;
    if (name === undefined)
      throw failedToParse(
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    if (others.length) {
      throw failedToParse(
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${others[0]}'`,
      );
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    }
    if (filters.has(name))
      throw failedToParse(
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    const matcher = compileFilter(filter);
    filters.set(name, (value) => matcher({ [name]: value }));
  }
  return filters;
}

/** The document that an upsert begins with: the equalities of its filter. */
export function upsertSeed(filter: Document): Document {
  const seed: Document = {};
  const seen = new Set<string>();
  const put = (path: string, value: Value): void => {
    for (const known of seen) {
      if (known === path || path.startsWith(`${known}.`) || known.startsWith(`${path}.`)) {
        throw new ServerError(
          54,
          `cannot infer query fields to set, path '${path}' is matched twice`,
        );
      }
    }
    seen.add(path);
    write(seed, path.split('.'), clone(value));
  };
  const collect = (part: Document): void => {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and') for (const clause of value as Document[]) collect(clause);
      else if (key === '$or' && (value as Document[]).length === 1)
        collect((value as Document[])[0]!);
      else if (key.startsWith('$') || isRegex(value)) continue;
      else if (!isOperators(value)) put(key, value);
      else if ('$eq' in value) put(key, value.$eq);
      else if ('$in' in value && value.$in.length === 1 && !isRegex(value.$in[0]))
        put(key, value.$in[0]);
      else if ('$all' in value && value.$all.length === 1 && !isOperators(value.$all[0]))
        put(key, value.$all[0]);
    }
  };
  collect(filter);
  return seed;
}

/** `_id` first, and an ObjectId where there is none. */
export function withId(document: Document): Document {
  if (hasField(document, '_id') && Object.keys(document)[0] === '_id') return document;
  const { _id = new ObjectId(), ...rest } = document;
  return { _id, ...rest };
}

export function checkId(before: Value, after: Value): void {
  if (
    before === undefined ||
    (after !== undefined && equal(before, after) && typeName(before) === typeName(after))
  )
    return;
  if (after !== undefined && equal(before, after)) return;
  throw new ServerError(
    'ImmutableField',
    `Performing an update on the path '_id' would modify the immutable field '_id'`,
  );
}
