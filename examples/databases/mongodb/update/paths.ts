import { badValue, ServerError } from '../errors.ts';
import { isIndex } from '../query/paths.ts';
import {
  getField,
  hasField,
  isDocument,
  setField,
  show,
  type Document,
  type Value,
} from '../query/values.ts';

/** Where an update writes: the names and indexes to the field, with `$`, `$[]` and `$[name]` resolved. */
export type Path = (string | number)[];

export interface Resolving {
  /** The index that the filter matched, for `$`. */
  index?: number | undefined;
  filters: Map<string, (value: Value) => boolean>;
  used: Set<string>;
}

export function resolvePaths(document: Document, text: string, context: Resolving): Path[] {
  let found: { path: Path; value: Value }[] = [{ path: [], value: document }];
  const parts = text.split('.');
  parts.forEach((part) => {
    found = found.flatMap(({ path, value }) => {
      if (part === '$') {
        if (context.index === undefined) {
          throw badValue('The positional operator did not find the match needed from the query.');
        }
        return [{ path: [...path, context.index], value: value?.[context.index] }];
      }
      const filtered = /^\$\[(.*)\]$/.exec(part);
      if (filtered) {
        if (value === undefined) {
          throw badValue(
            `The path '${[...path].join('.')}' must exist in the document in order to apply array updates.`,
          );
        }
        if (!Array.isArray(value)) {
          throw badValue(
            `Cannot apply array updates to non-array element ${path.at(-1)}: ${show(value)}`,
          );
        }
        const name = filtered[1]!;
        const test = name === '' ? () => true : context.filters.get(name);
        if (!test)
          throw badValue(`No array filter found for identifier '${name}' in path '${text}'`);
        return value.flatMap((item, i) =>
          test(item) ? [{ path: [...path, i], value: item }] : [],
        );
      }
      if (Array.isArray(value)) {
        const key = isIndex(part) ? Number(part) : part;
        return [{ path: [...path, key], value: value[key as number] }];
      }
      return [
        { path: [...path, part], value: isDocument(value) ? getField(value, part) : undefined },
      ];
    });
  });
  return found.map(({ path }) => path);
}

export function checkPath(text: string): string[] {
  if (text === '') throw new ServerError('EmptyFieldName', 'An empty update path is not valid.');
  const parts = text.split('.');
  for (const part of parts) {
    if (part === '') {
      throw new ServerError(
        'EmptyFieldName',
        `The update path '${text}' contains an empty field name, which is not allowed.`,
      );
    }
  }
  if (parts[0]!.startsWith('$')) {
    throw parts[0] === '$' || parts[0]!.startsWith('$[')
      ? badValue(
          `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${text}'`,
        )
      : new ServerError(
          'DollarPrefixedFieldName',
          `The dollar ($) prefixed field '${parts[0]}' in '${text}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
        );
  }
  return parts;
}

export function read(document: Value, path: Path): Value {
  let value = document;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === 'number' ? value[part] : undefined;
    else if (isDocument(value)) value = getField(value, String(part));
    else return undefined;
  }
  return value;
}

/** Sets a value, and makes the documents on the way that are missing. */
export function write(document: Document, path: Path, value: Value): void {
  let at: Value = document;
  path.forEach((part, i) => {
    const last = i === path.length - 1;
    if (Array.isArray(at)) {
      if (typeof part !== 'number') {
        throw new ServerError(
          'PathNotViable',
          `Cannot create field '${part}' in element {${path[i - 1]}: ${show(at)}}`,
        );
      }
      if (part >= at.length) {
        if (part - at.length > 1_500_000) {
          throw new ServerError('CannotCreateIndex', `can't backfill more than 1500000 elements`);
        }
        while (at.length < part) at.push(null);
      }
      if (last) at[part] = value;
      else at = at[part] === undefined ? (at[part] = {}) : at[part];
      return;
    }
    if (!isDocument(at)) {
      throw new ServerError(
        'PathNotViable',
        `Cannot create field '${part}' in element {${path[i - 1]}: ${show(at)}}`,
      );
    }
    const name = String(part);
    if (last) setField(at, name, value);
    else {
      if (!hasField(at, name)) setField(at, name, {});
      at = at[name];
    }
  });
}

export function remove(document: Document, path: Path): void {
  const parent = read(document, path.slice(0, -1));
  const last = path.at(-1)!;
  if (Array.isArray(parent)) {
    if (typeof last === 'number' && last < parent.length) parent[last] = null;
  } else if (isDocument(parent)) delete parent[String(last)];
}
