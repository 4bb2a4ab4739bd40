import { ServerError } from '../errors.ts';
import { compileExpression, type Expression, type Scope } from '../expressions/index.ts';
import { type Collation } from './collation.ts';
import { compileFilter, type MatchDetails } from './match.ts';
import { isOperators } from './value-tests.ts';
import { isNumeric, isZero, toInteger, toNumber } from './numbers.ts';
import { hasField, isDocument, setField, type Document, type Value } from './values.ts';

/**
 * Projections of `find` and `$project`. https://www.mongodb.com/docs/manual/reference/operator/projection/
 * Included fields keep the order of the document, computed ones follow in the order of the projection.
 */

type Node =
  | { kind: 'tree'; fields: Map<string, Node> }
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; expression: Expression }
  | { kind: 'slice'; skip?: number; limit: number }
  | { kind: 'elemMatch'; filter: (value: Value) => boolean; array: boolean }
  | { kind: 'positional' };

interface Options {
  collation?: Collation | undefined;
  /** `find` has `$slice`, `$elemMatch` and `field.$`. */
  find?: boolean;
  filter?: Document;
}

export type Projector = (document: Document, scope: Scope) => Document;

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);
const flag = (value: Value): boolean => (typeof value === 'boolean' ? value : !isZero(value));

export function compileProjection(spec: Document, options: Options = {}): Projector {
  if (Object.keys(spec).length === 0) {
    if (!options.find)
      throw new ServerError(51272, 'projection specification must have at least one field');
    return (document) => document;
  }
  const tree: Node & { kind: 'tree' } = { kind: 'tree', fields: new Map() };
  let mode: 'include' | 'exclude' | undefined;
  let id: boolean | undefined;
  let positional: string | undefined;
  let computed = false;

  const setMode = (next: 'include' | 'exclude', path: string): void => {
    if (mode && mode !== next) {
      throw next === 'exclude'
        ? new ServerError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
        : new ServerError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    }
    mode = next;
  };

  const place = (path: string, node: Node): void => {
    const parts = path.split('.');
    if (parts.includes('')) throw new ServerError(40353, "FieldPath must not end with a '.'.");
    let at = tree;
    for (const part of parts.slice(0, -1)) {
      let next = at.fields.get(part);
      if (!next) at.fields.set(part, (next = { kind: 'tree', fields: new Map() }));
      if (next.kind !== 'tree')
        throw new ServerError(31249, `Path collision at ${path} remaining portion ${parts.at(-1)}`);
      at = next;
    }
    const last = parts.at(-1)!;
    if (at.fields.has(last)) throw new ServerError(31250, `Path collision at ${path}`);
    at.fields.set(last, node);
  };

  const add = (path: string, value: Value, top: boolean): void => {
    if (top && path.startsWith('$')) {
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    if (path.endsWith('.$') && options.find) {
      if (positional)
        throw new ServerError(
          31276,
          'Cannot specify more than one positional projection per query.',
        );
      positional = path.slice(0, -2);
      setMode('include', path);
      place(positional, { kind: 'positional' });
      return;
    }
    if (isFlag(value)) {
      const on = flag(value);
      if (path === '_id') {
        id = on;
        return;
      }
      setMode(on ? 'include' : 'exclude', path);
      place(path, { kind: on ? 'include' : 'exclude' });
      return;
    }
    if (options.find && isDocument(value) && '$slice' in value) {
      const operand = value.$slice;
      if (!Array.isArray(operand) && isNumeric(operand)) {
        place(path, { kind: 'slice', limit: Math.trunc(toNumber(operand)) });
        return;
      }
      if (
        Array.isArray(operand) &&
        operand.length === 2 &&
        operand.every((item) => isNumeric(item))
      ) {
        const [skip, limit] = operand.map((item) => toInteger(item)) as [number, number];
        if (limit <= 0)
          throw new ServerError(
            28724,
            'First argument to $slice must be an array, but is of type: int',
          );
        place(path, { kind: 'slice', skip, limit });
        return;
      }
    }
    if (options.find && isDocument(value) && '$elemMatch' in value) {
      if (!isDocument(value.$elemMatch))
        throw new ServerError(
          31274,
          `elemMatch: Invalid argument, object required, but got ${typeof value.$elemMatch}`,
        );
      if (path.includes('.'))
        throw new ServerError(31275, 'Cannot use $elemMatch projection on a nested field.');
      const byValue = isOperators(value.$elemMatch);
      const inner = byValue
        ? compileFilter({ v: value.$elemMatch }, { collation: options.collation })
        : compileFilter(value.$elemMatch, { collation: options.collation });
      setMode('include', path);
      place(path, {
        kind: 'elemMatch',
        array: byValue,
        filter: byValue ? (v) => inner({ v }) : (v) => isDocument(v) && inner(v),
      });
      return;
    }
    if (isDocument(value) && !Object.keys(value)[0]?.startsWith('$')) {
      const names = Object.keys(value);
      if (names.length === 0)
        throw new ServerError(
          51270,
          'An empty sub-projection is not a valid value. Found empty object at path',
        );
      for (const name of names) add(`${path}.${name}`, value[name], false);
      return;
    }
    // `$meta` goes with either kind of projection.
    const meta = isDocument(value) && '$meta' in value;
    if (!meta) {
      if (mode === 'exclude')
        throw new ServerError(
          31310,
          `Cannot use an expression ${path}: ${JSON.stringify(value)} in an exclusion projection`,
        );
      if (path !== '_id') mode = 'include';
      else computed = true;
    } else computed = true;
    place(path, { kind: 'compute', expression: compileExpression(value, options.collation) });
  };

  for (const [path, value] of Object.entries(spec)) add(path, value, true);
  // Only `_id: 1` includes; only `_id: 0`, `$slice` or `$meta` leave the rest as it is.
  const inclusion =
    mode === 'include' || (mode === undefined && (id === true || (computed && !hasOnlyMeta(tree))));
  if (!tree.fields.has('_id')) {
    if (inclusion && id !== false) tree.fields.set('_id', { kind: 'include' });
    if (!inclusion && id === false) tree.fields.set('_id', { kind: 'exclude' });
  }
  const match =
    positional === undefined
      ? undefined
      : compileFilter(options.filter ?? {}, { collation: options.collation });
  if (positional !== undefined && Object.keys(options.filter ?? {}).length === 0) {
    throw new ServerError(
      51246,
      `Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array`,
    );
  }
  return (document, scope) => {
    const inner = { ...scope, root: document };
    let index: number | undefined;
    if (match) {
      const details: MatchDetails = {};
      match(document, details);
      index = details.index;
    }
    return (inclusion ? include : exclude)(tree, document, inner, index) as Document;
  };
}

const hasOnlyMeta = (tree: Node & { kind: 'tree' }): boolean =>
  !tree.fields.has('_id') || tree.fields.get('_id')!.kind !== 'compute';

function slice(list: Value[], node: Node & { kind: 'slice' }): Value[] {
  if (node.skip === undefined)
    return node.limit < 0 ? list.slice(node.limit) : list.slice(0, node.limit);
  const start = node.skip < 0 ? Math.max(0, list.length + node.skip) : node.skip;
  return list.slice(start, start + node.limit);
}

const isTree = (node: Node): boolean => node.kind === 'tree';

/** Whether a subtree only computes: then it makes documents where there are none. */
const computes = (node: Node): boolean =>
  node.kind === 'compute' || (node.kind === 'tree' && [...node.fields.values()].some(computes));

function include(node: Node & { kind: 'tree' }, value: Value, scope: Scope, index?: number): Value {
  if (Array.isArray(value)) {
    return value
      .map((item) => include(node, item, scope, index))
      .filter((item) => item !== undefined);
  }
  if (!isDocument(value)) {
    if (!computes(node)) return undefined;
    value = {};
  }
  const result: Document = {};
  for (const name of Object.keys(value)) {
    const child = node.fields.get(name);
    if (!child || child.kind === 'compute') continue;
    const field = apply(child, value[name], scope, index);
    if (field !== undefined) setField(result, name, field);
  }
  for (const [name, child] of node.fields) {
    if (child.kind === 'compute') {
      const field = child.expression(scope);
      if (field !== undefined) setField(result, name, field);
    } else if (isTree(child) && !hasField(value, name) && computes(child)) {
      setField(result, name, include(child as Node & { kind: 'tree' }, {}, scope, index));
    }
  }
  return result;
}

function apply(node: Node, value: Value, scope: Scope, index?: number): Value {
  switch (node.kind) {
    case 'tree':
      return include(node, value, scope, index);
    case 'slice':
      return Array.isArray(value) ? slice(value, node) : value;
    case 'elemMatch': {
      if (!Array.isArray(value)) return undefined;
      const found = value.find((item) => node.filter(item));
      return found === undefined ? undefined : [found];
    }
    case 'positional':
      if (!Array.isArray(value)) return value;
      if (index === undefined || index >= value.length) {
        throw new ServerError(
          51246,
          `Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array`,
        );
      }
      return [value[index]];
    case 'exclude':
      return undefined;
    default:
      return value;
  }
}

function exclude(node: Node & { kind: 'tree' }, value: Value, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => exclude(node, item, scope));
  if (!isDocument(value)) return value;
  const result: Document = {};
  for (const name of Object.keys(value)) {
    const child = node.fields.get(name);
    if (!child || child.kind === 'include') setField(result, name, value[name]);
    else if (child.kind === 'tree') setField(result, name, exclude(child, value[name], scope));
    else if (child.kind === 'slice') {
      setField(result, name, Array.isArray(value[name]) ? slice(value[name], child) : value[name]);
    }
  }
  for (const [name, child] of node.fields) {
    if (child.kind === 'compute') {
      const field = child.expression(scope);
      if (field !== undefined) setField(result, name, field);
    }
  }
  return result;
}

/** `$addFields`: sets computed fields, also inside of documents and arrays, and keeps all others. */
export function compileAddFields(
  spec: Document,
  collation?: Collation,
  stage = '$addFields',
): Projector {
  if (!isDocument(spec))
    throw new ServerError(
      40272,
      `${stage} specification stage must be an object, got ${typeof spec}`,
    );
  const tree: Node & { kind: 'tree' } = { kind: 'tree', fields: new Map() };
  const add = (path: string, value: Value): void => {
    const parts = path.split('.');
    if (parts.includes('')) throw new ServerError(40353, "FieldPath must not end with a '.'.");
    if (parts[0]!.startsWith('$'))
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    if (isDocument(value) && Object.keys(value).length && !Object.keys(value)[0]!.startsWith('$')) {
      for (const name of Object.keys(value)) add(`${path}.${name}`, value[name]);
      return;
    }
    let at = tree;
    for (const part of parts.slice(0, -1)) {
      let next = at.fields.get(part);
      if (!next) at.fields.set(part, (next = { kind: 'tree', fields: new Map() }));
      if (next.kind !== 'tree')
        throw new ServerError(
          40176,
          `specification contains two conflicting paths. Cannot specify both '${path}' and a prefix of it`,
        );
      at = next;
    }
    const last = parts.at(-1)!;
    if (at.fields.has(last))
      throw new ServerError(
        40176,
        `specification contains two conflicting paths. Cannot specify both '${path}' and '${path}'`,
      );
    at.fields.set(last, { kind: 'compute', expression: compileExpression(value, collation) });
  };
  for (const [path, value] of Object.entries(spec)) add(path, value);
  return (document, scope) => extend(tree, document, { ...scope, root: document }) as Document;
}

function extend(node: Node & { kind: 'tree' }, value: Value, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => extend(node, item, scope));
  const result: Document = isDocument(value) ? { ...value } : {};
  for (const [name, child] of node.fields) {
    if (child.kind === 'tree') {
      setField(
        result,
        name,
        extend(child, hasField(result, name) ? result[name] : undefined, scope),
      );
      continue;
    }
    const field = (child as Node & { kind: 'compute' }).expression(scope);
    if (field === undefined) delete result[name];
    else setField(result, name, field);
  }
  return result;
}

/** `$unset`, and the removal of fields by path. */
export const compileUnset = (paths: string[]): Projector =>
  compileProjection(Object.fromEntries(paths.map((path) => [path, 0])));
