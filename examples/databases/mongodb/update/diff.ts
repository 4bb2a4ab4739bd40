import {
  getField,
  isDocument,
  equal,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';

/**
 * What an update changed, as change streams tell it.
 * https://www.mongodb.com/docs/manual/reference/change-events/update/
 */
export interface UpdateDescription {
  updatedFields: Document;
  removedFields: string[];
  truncatedArrays: { field: string; newSize: number }[];
  /** The parts of paths that could be read in two ways: names with dots, and names that are numbers. */
  disambiguatedPaths: Record<string, (string | number)[]>;
}

/** Equal and of the same type: 1 and 1.0 are two values here. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => identical(item, b[i]));
  }
  if (isDocument(a)) {
    if (!isDocument(b)) return false;
    const [x, y] = [Object.keys(a), Object.keys(b)];
    return x.length === y.length && x.every((key, i) => key === y[i] && identical(a[key], b[key]));
  }
  return typeName(a) === typeName(b) && equal(a, b);
}

export function describeUpdate(before: Document, after: Document): UpdateDescription {
  const result: UpdateDescription = {
    updatedFields: {},
    removedFields: [],
    truncatedArrays: [],
    disambiguatedPaths: {},
  };
  type Parts = (string | number)[];
  const named = (parts: Parts): string => {
    const path = parts.join('.');
    const ambiguous = parts.some(
      (part) => typeof part === 'string' && (part.includes('.') || /^\d+$/.test(part)),
    );
    if (ambiguous) result.disambiguatedPaths[path] = parts;
    return path;
  };
  const visit = (a: Document, b: Document, parts: Parts): void => {
    for (const key of Object.keys(a)) {
      if (!Object.hasOwn(b, key)) result.removedFields.push(named([...parts, key]));
    }
    for (const key of Object.keys(b)) value(getField(a, key), b[key], [...parts, key]);
  };
  const value = (a: Value, b: Value, parts: Parts): void => {
    if (identical(a, b)) return;
    if (isDocument(a) && isDocument(b)) visit(a, b, parts);
    else if (Array.isArray(a) && Array.isArray(b)) {
      const common = Math.min(a.length, b.length);
      const changed = b.filter((item, i) => i >= common || !identical(a[i], item)).length;
      // Where most elements differ, the server writes the whole array.
      if (changed > common / 2 && changed > 1 && b.length <= a.length) {
        result.updatedFields[named(parts)] = b;
      } else {
        if (b.length < a.length) {
          result.truncatedArrays.push({ field: named(parts), newSize: b.length });
        }
        b.forEach((item, i) => value(a[i], item, [...parts, i]));
      }
    } else result.updatedFields[named(parts)] = b;
  };
  visit(before, after, []);
  return result;
}
