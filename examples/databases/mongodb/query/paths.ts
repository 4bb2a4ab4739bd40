import { isDocument, getField, type Value } from './values.ts';

export const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/**
 * Walks a dotted path as queries do: through documents, through the elements of arrays, and by index into
 * arrays. `visit` gets each value found, `undefined` where a document lacks the field, and the index in the
 * outermost array on the way; it returns true to stop.
 */
export function walk(
  value: Value,
  parts: readonly string[],
  visit: (value: Value, index: number | undefined) => boolean,
  at = 0,
  index?: number,
): boolean {
  if (at === parts.length) return visit(value, index);
  const part = parts[at]!;
  if (Array.isArray(value)) {
    if (isIndex(part)) {
      const position = Number(part);
      if (
        position < value.length &&
        walk(value[position], parts, visit, at + 1, index ?? position)
      ) {
        return true;
      }
    }
    for (let i = 0; i < value.length; i++) {
      if (isDocument(value[i]) && walk(value[i], parts, visit, at, index ?? i)) return true;
    }
    return false;
  }
  if (isDocument(value)) return walk(getField(value, part), parts, visit, at + 1, index);
  return visit(undefined, index);
}

/** Like `walk`, and the elements of an array at the end of the path as well as that array itself. */
export function walkElements(
  document: Value,
  parts: readonly string[],
  visit: (value: Value, index: number | undefined) => boolean,
): boolean {
  return walk(document, parts, (value, index) => {
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) if (visit(value[i], index ?? i)) return true;
    }
    return visit(value, index);
  });
}

/** A path in an expression: arrays give the array of their documents' fields; indexes mean nothing. */
export function fieldPath(value: Value, parts: readonly string[], at = 0): Value {
  for (let i = at; i < parts.length; i++) {
    if (Array.isArray(value)) {
      const found: Value[] = [];
      for (const item of value) {
        if (!isDocument(item)) continue;
        const field = fieldPath(item, parts, i);
        if (field !== undefined) found.push(field);
      }
      return found;
    }
    if (!isDocument(value)) return undefined;
    value = getField(value, parts[i]!);
  }
  return value;
}

/** The values by which an index or a sort sees a field; an array gives each of its elements. */
export function keyValues(document: Value, parts: readonly string[]): Value[] {
  const found: Value[] = [];
  walk(document, parts, (value) => {
    if (Array.isArray(value)) {
      if (value.length === 0) found.push(undefined);
      else found.push(...(value as Value[]));
    } else found.push(value === undefined ? null : value);
    return false;
  });
  return found.length ? found : [null];
}
