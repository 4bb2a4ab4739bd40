import { type Timestamp } from 'bson';
import { badValue, failedToParse, type ServerError, typeMismatch } from '../errors.ts';
import { type Collation } from '../query/collation.ts';
import { compileFilter } from '../query/match.ts';
import { isOperators } from '../query/value-tests.ts';
import { add, isNumeric, kindOf, multiply, toInteger, toNumber } from '../query/numbers.ts';
import { isRegex } from '../query/regex.ts';
import { comparator } from '../query/sort.ts';
import {
  compare,
  equal,
  isDocument,
  show,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { read, remove, write, type Path } from './paths.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/update/ */

export interface UpdateContext {
  collation?: Collation | undefined;
  now: Date;
  clusterTime: Timestamp;
  id: Value;
}

export type UpdateOperator = (
  document: Document,
  path: Path,
  operand: Value,
  context: UpdateContext,
) => void;

const text = (path: Path): string => path.join('.');
const identity = (context: UpdateContext): string => `{_id: ${show(context.id)}}`;

const calculate =
  (
    name: string,
    verb: string,
    start: (operand: Value) => Value,
    compute: (a: Value, b: Value) => Value,
  ): UpdateOperator =>
  (document, path, operand, context) => {
    if (!isNumeric(operand)) {
      throw typeMismatch(
        `Cannot ${verb} with non-numeric argument: {${text(path)}: ${show(operand)}}`,
      );
    }
    const value = read(document, path);
    if (value === undefined) return write(document, path, start(operand));
    if (!isNumeric(value)) {
      throw typeMismatch(
        `Cannot apply ${name} to a value of non-numeric type. ${identity(context)} has the field '${path.at(-1)}' of non-numeric type ${typeName(value)}`,
      );
    }
    const result = compute(value, operand);
    if (kindOf(result) === 'double' && kindOf(value) !== 'double' && kindOf(operand) !== 'double') {
      throw badValue(
        `Failed to apply ${name} operations to current value (${show(value)}) for document ${identity(context)}`,
      );
    }
    write(document, path, result);
  };

const extreme =
  (sign: 1 | -1): UpdateOperator =>
  (document, path, operand, { collation }) => {
    const value = read(document, path);
    if (value === undefined || compare(operand, value, collation) * sign > 0)
      write(document, path, operand);
  };

function arrayAt(
  document: Document,
  path: Path,
  message: (value: Value) => Error,
): Value[] | undefined {
  const value = read(document, path);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw message(value);
  return value;
}

const modifiers = new Set(['$each', '$position', '$slice', '$sort']);

function push(document: Document, path: Path, operand: Value, context: UpdateContext): void {
  const list = arrayAt(document, path, (value) =>
    badValue(
      `The field '${text(path)}' must be an array but is of type ${typeName(value)} in document ${identity(context)}`,
    ),
  );
  if (!isDocument(operand) || !('$each' in operand)) {
    write(document, path, [...(list ?? []), operand]);
    return;
  }
  for (const name of Object.keys(operand)) {
    if (!modifiers.has(name)) throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  const { $each, $position, $slice, $sort } = operand;
  if (!Array.isArray($each)) {
    throw badValue(
      `The argument to $each in $push must be an array but it was of type: ${typeName($each)}`,
    );
  }
  const whole = (name: string, value: Value): number => {
    const number = isNumeric(value) ? toInteger(value) : undefined;
    if (number === undefined)
      throw badValue(
        `The value for ${name} must be an integer value not of type: ${typeName(value)}`,
      );
    return number;
  };
  let result = [...(list ?? [])];
  // A negative position counts from the end, and never goes before the start.
  const position = $position === undefined ? result.length : whole('$position', $position);
  result.splice(
    position < 0 ? Math.max(0, result.length + position) : position,
    0,
    ...($each as Value[]),
  );
  if ($sort !== undefined) {
    if (isDocument($sort)) {
      if (Object.keys($sort).length === 0)
        throw badValue('The $sort pattern is empty when it should be a set of fields.');
      const order = comparator($sort, context.collation);
      result.sort((a, b) => order(isDocument(a) ? a : {}, isDocument(b) ? b : {}));
    } else {
      const direction = isNumeric($sort) ? toNumber($sort) : 0;
      if (direction !== 1 && direction !== -1)
        throw badValue('The $sort element value must be either 1 or -1');
      result.sort((a, b) => compare(a, b, context.collation) * direction);
    }
  }
  if ($slice !== undefined) {
    const limit = whole('$slice', $slice);
    result = limit === 0 ? [] : limit < 0 ? result.slice(limit) : result.slice(0, limit);
  }
  write(document, path, result);
}

/** What `$pull` takes out: a condition on the elements, or a value. */
function pullTest(operand: Value, collation?: Collation): (value: Value) => boolean {
  if (isRegex(operand) || isOperators(operand)) {
    const matcher = compileFilter({ v: operand }, { collation });
    // The element as it is: an array inside of the array is not opened.
    return (v) => matcher({ v });
  }
  if (isDocument(operand)) {
    const matcher = compileFilter(operand, { collation });
    return (value) => isDocument(value) && matcher(value);
  }
  return (value) => equal(value, operand, collation);
}

export const updateOperators: Record<string, UpdateOperator> = {
  $set: write,
  $setOnInsert: write,
  $unset: (document, path) => remove(document, path),
  $inc: calculate('$inc', 'increment', (operand) => operand, add),
  $mul: calculate('$mul', 'multiply', (operand) => multiply(operand, 0), multiply),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: (document, path, operand, { now, clusterTime }) => {
    const type = isDocument(operand) ? operand.$type : operand === true ? 'date' : undefined;
    if (type !== 'date' && type !== 'timestamp') {
      throw badValue(
        `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
      );
    }
    write(document, path, type === 'date' ? now : clusterTime);
  },
  $bit: (document, path, operand, context) => {
    if (!isDocument(operand))
      throw badValue(
        `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
      );
    let value = read(document, path) ?? 0;
    const isWhole = (number: Value): boolean =>
      isNumeric(number) && ['int', 'long'].includes(kindOf(number));
    if (!isWhole(value)) {
      throw badValue(
        `Cannot apply $bit to a value of non-integral type.${identity(context)} has the field ${path.at(-1)} of non-integer type ${typeName(value)}`,
      );
    }
    for (const [name, number] of Object.entries(operand)) {
      if (!['and', 'or', 'xor'].includes(name))
        throw badValue(
          `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(number)}}`,
        );
      if (!isWhole(number))
        throw badValue(
          `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(number)}' is not supported here: {${name}: ${show(number)}}`,
        );
      const long = typeof value === 'bigint' || typeof number === 'bigint';
      const [a, b] = [BigInt(value), BigInt(number)];
      const result = name === 'and' ? a & b : name === 'or' ? a | b : a ^ b;
      value = long ? BigInt.asIntN(64, result) : Number(BigInt.asIntN(32, result));
    }
    write(document, path, value);
  },
  $push: push,
  $addToSet: (document, path, operand, { collation }) => {
    const list = arrayAt(document, path, (value) =>
      badValue(
        `Cannot apply $addToSet to non-array field. Field named '${path.at(-1)}' has non-array type ${typeName(value)}`,
      ),
    );
    let items: Value[] = [operand];
    if (isDocument(operand) && '$each' in operand) {
      if (!Array.isArray(operand.$each))
        throw typeMismatch(
          `The argument to $each in $addToSet must be an array but it was of type ${typeName(operand.$each)}`,
        );
      items = operand.$each;
    }
    const result = [...(list ?? [])];
    for (const item of items)
      if (!result.some((known) => equal(known, item, collation))) result.push(item);
    if (!list || result.length !== list.length) write(document, path, result);
  },
  $pop: (document, path, operand) => {
    const end = isNumeric(operand) ? toNumber(operand) : NaN;
    if (end !== 1 && end !== -1)
      throw failedToParse(`$pop expects 1 or -1, found: ${show(operand)}`);
    const list = arrayAt(document, path, (value) =>
      typeMismatch(
        `Path '${text(path)}' contains an element of non-array type '${typeName(value)}'`,
      ),
    );
    if (list) write(document, path, end === 1 ? list.slice(0, -1) : list.slice(1));
  },
  $pull: (document, path, operand, { collation }) => {
    const list = arrayAt(document, path, () => badValue('Cannot apply $pull to a non-array value'));
    if (!list) return;
    const test = pullTest(operand, collation);
    write(
      document,
      path,
      list.filter((item) => !test(item)),
    );
  },
  $pullAll: (document, path, operand, { collation }) => {
    if (!Array.isArray(operand))
      throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
    const list = arrayAt(document, path, () =>
      badValue('Cannot apply $pullAll to a non-array value'),
    );
    if (list)
      write(
        document,
        path,
        list.filter((item) => !operand.some((known) => equal(known, item, collation))),
      );
  },
};

/** `$rename` reads one path and writes another. */
export function rename(document: Document, from: Path, to: Path): void {
  const value = read(document, from);
  if (value === undefined) return;
  for (const path of [from, to]) {
    for (let i = 1; i < path.length; i++) {
      if (Array.isArray(read(document, path.slice(0, i)))) {
        throw badValue(
          `The ${path === from ? 'source' : 'destination'} field cannot be an array element, '${text(path)}' in doc with _id: ${show(document._id)} has an array field called '${path[i - 1]}'`,
        );
      }
    }
  }
  remove(document, from);
  write(document, to, value);
}

export const unknownOperator = (name: string): ServerError =>
  failedToParse(
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
