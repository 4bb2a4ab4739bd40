import { EJSON } from 'bson';

type Document = Record<string, unknown>;

/** What each answer has, and what tells nothing or differs from run to run. */
const left = new Set(['ok', '$clusterTime', 'operationTime', 'electionId', 'opTime', 'errmsg']);

/**
 * An answer as JSON, with the types of its numbers: extended JSON, in which whole numbers without a type
 * are int32 and others are doubles.
 * @see https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
 */
export function plain(value: unknown): unknown {
  return shorten(JSON.parse(EJSON.stringify(value, { relaxed: false })));
}

function shorten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shorten);
  const { $numberInt: int, $numberDouble: double, $date: date } = value as Record<string, string>;
  if (int !== undefined) return Number(int);
  if (double !== undefined && !/^-?\d+\.0$|[a-z]/i.test(double)) return Number(double);
  if (date !== undefined) {
    const { $numberLong } = date as unknown as { $numberLong: string };
    return { $date: new Date(Number($numberLong)).toISOString() };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item)]));
}

/** The documents of a cursor's first batch, or the fields of the answer that belong to the command. */
export function answerOf(answer: Document): unknown {
  const { cursor } = answer as { cursor?: { firstBatch: unknown[] } };
  return cursor ? cursor.firstBatch : withoutCommon(answer);
}

const withoutCommon = (answer: Document): Document =>
  Object.fromEntries(
    Object.entries(answer)
      .filter(([key]) => !left.has(key))
      .map(([key, value]) => [
        key,
        key === 'writeErrors' ? (value as Document[]).map(withoutCommon) : value,
      ]),
  );
