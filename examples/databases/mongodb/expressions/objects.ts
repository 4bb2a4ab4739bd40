import { Binary } from 'bson';
import { ServerError } from '../errors.ts';
import {
  encode,
  isDocument,
  setField,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { nullish, of, parseFields, unary, type Operator } from './arguments.ts';

export const objects: Record<string, Operator> = {
  $mergeObjects: of('$mergeObjects', 0, Infinity, (values) => mergeObjects(values)),
  $getField: (operand, { compile }) => {
    const short = !isDocument(operand) || !('field' in operand);
    const { field, input } = short
      ? { field: operand, input: undefined }
      : parseFields('$getField', ['field'], ['input'], operand);
    // A name with a dollar is given by $literal.
    const name = compile(field);
    const from = input === undefined ? undefined : compile(input);
    return (scope) => {
      const key = name(scope);
      if (typeof key !== 'string') {
        throw new ServerError(
          3041704,
          `$getField requires 'field' to evaluate to type String, but got ${typeName(key)}`,
        );
      }
      const value = from ? from(scope) : scope.root;
      if (value === null) return null;
      return isDocument(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    };
  },
  $setField: (operand, { compile }) => {
    const { field, input, value } = parseFields(
      '$setField',
      ['field', 'input', 'value'],
      [],
      operand,
    );
    const [name, from, to] = [compile(field), compile(input), compile(value)];
    return (scope) => set('$setField', name(scope), from(scope), to(scope));
  },
  $unsetField: (operand, { compile }) => {
    const { field, input } = parseFields('$unsetField', ['field', 'input'], [], operand);
    const [name, from] = [compile(field), compile(input)];
    return (scope) => set('$unsetField', name(scope), from(scope), undefined);
  },
  $bsonSize: unary('$bsonSize', (value) => {
    if (nullish(value)) return null;
    if (!isDocument(value))
      throw new ServerError(
        31393,
        `$bsonSize requires a document input, found: ${typeName(value)}`,
      );
    return encode(value).length;
  }),
  $binarySize: unary('$binarySize', (value) => {
    if (nullish(value)) return null;
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (value instanceof Binary) return value.length();
    throw new ServerError(
      51276,
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }),
};

export function mergeObjects(values: Value[]): Document {
  const result: Document = {};
  for (const value of values) {
    if (nullish(value)) continue;
    if (!isDocument(value)) {
      throw new ServerError(
        40400,
        `$mergeObjects requires object inputs, but input ${JSON.stringify(value)} is of type ${typeName(value)}`,
      );
    }
    for (const key of Object.keys(value)) setField(result, key, value[key]);
  }
  return result;
}

function set(name: string, key: Value, input: Value, value: Value): Value {
  if (nullish(input)) return null;
  if (typeof key !== 'string')
    throw new ServerError(4161107, `${name} requires 'field' to evaluate to type String`);
  if (!isDocument(input))
    throw new ServerError(4161105, `${name} requires 'input' to evaluate to type Object`);
  const result = { ...input };
  if (value === undefined) delete result[key];
  else setField(result, key, value);
  return result;
}
