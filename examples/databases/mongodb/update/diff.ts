import { isDocument, equal, typeName, type Document, type Value } from '../query/values.ts';

/**
 * What an update changed, as change streams tell it.
 * https://www.mongodb.com/docs/manual/reference/change-events/update/
 */
export interface UpdateDescription {
  updatedFields: Document;
  removedFields: string[];
  truncatedArrays: { field: string; newSize: number }[];
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
  const result: UpdateDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  const visit = (a: Document, b: Document, prefix: string): void => {
    for (const key of Object.keys(a)) {
      if (!Object.hasOwn(b, key)) result.removedFields.push(prefix + key);
    }
    for (const key of Object.keys(b)) value(a[key], b[key], prefix + key);
  };
  const value = (a: Value, b: Value, path: string): void => {
    if (identical(a, b)) return;
    if (isDocument(a) && isDocument(b)) visit(a, b, `${path}.`);
    else if (Array.isArray(a) && Array.isArray(b)) {
      const common = Math.min(a.length, b.length);
      const changed = b.filter((item, i) => i >= common || !identical(a[i], item)).length;
      // Where most elements differ, the server writes the whole array.
      if (changed > common / 2 && changed > 1 && b.length <= a.length)
        result.updatedFields[path] = b;
      else {
        if (b.length < a.length) result.truncatedArrays.push({ field: path, newSize: b.length });
        b.forEach((item, i) => value(a[i], item, `${path}.${i}`));
      }
    } else result.updatedFields[path] = b;
  };
  visit(before, after, '');
  return result;
}
