import { badValue, ServerError } from '../errors.ts';
import { type Collation } from './collation.ts';
import { isNumeric, toNumber } from './numbers.ts';
import { keyValues } from './paths.ts';
import { compare, isDocument, type Document, type Value } from './values.ts';

interface Part {
  path: string[];
  direction: 1 | -1;
  meta?: string;
}

/** Scores and distances of documents in this query, for `{ $meta: … }`. */
export type Metadata = WeakMap<Document, Document>;

export function parseSort(spec: Document): Part[] {
  if (!isDocument(spec))
    throw new ServerError('TypeMismatch', 'Expected field sort to be of type object');
  return Object.entries(spec).map(([field, value]) => {
    if (isDocument(value) && '$meta' in value) {
      if (value.$meta !== 'textScore' && value.$meta !== 'geoNearDistance') {
        throw badValue(`Unsupported $meta sort: ${value.$meta}`);
      }
      return { path: [field], direction: value.$meta === 'textScore' ? -1 : 1, meta: value.$meta };
    }
    const number = isNumeric(value) ? toNumber(value) : 0;
    if (number !== 1 && number !== -1) {
      throw new ServerError(
        isNumeric(value) ? 15975 : 15974,
        isNumeric(value)
          ? '$sort key ordering must be 1 (for ascending) or -1 (for descending)'
          : `Illegal key in $sort specification: ${field}: ${JSON.stringify(value)}`,
      );
    }
    if (field === '')
      throw new ServerError(40352, 'FieldPath cannot be constructed with empty string');
    if (field.startsWith('$')) {
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    return { path: field.split('.'), direction: number };
  });
}

/** An array sorts by its smallest element when ascending, by its greatest when descending. */
function sortValue(document: Document, { path, direction }: Part, collation?: Collation): Value {
  if (path.length === 1) {
    const value = document[path[0]!];
    if (!Array.isArray(value)) return value ?? null;
  }
  let best: Value;
  let first = true;
  for (const value of keyValues(document, path)) {
    if (first || compare(value, best, collation) * direction < 0) best = value;
    first = false;
  }
  return best;
}

export function sortDocuments(
  documents: Document[],
  spec: Document,
  collation?: Collation,
  metadata?: Metadata,
): Document[] {
  const parts = parseSort(spec);
  if (parts.length === 0) return documents;
  const keyed = documents.map((document) => ({
    document,
    keys: parts.map((part) =>
      part.meta
        ? (metadata?.get(document)?.[part.meta] ?? 0)
        : sortValue(document, part, collation),
    ),
  }));
  keyed.sort((a, b) => {
    for (let i = 0; i < parts.length; i++) {
      const result = compare(a.keys[i], b.keys[i], collation);
      if (result !== 0) return result * parts[i]!.direction;
    }
    return 0;
  });
  return keyed.map(({ document }) => document);
}

export function comparator(
  spec: Document,
  collation?: Collation,
): (a: Document, b: Document) => number {
  const parts = parseSort(spec);
  return (a, b) => {
    for (const part of parts) {
      const result = compare(
        sortValue(a, part, collation),
        sortValue(b, part, collation),
        collation,
      );
      if (result !== 0) return result * part.direction;
    }
    return 0;
  };
}
