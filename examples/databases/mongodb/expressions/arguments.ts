import { ServerError } from '../errors.ts';
import { isDocument, type Document, type Value } from '../query/values.ts';
import { type Compiler, type Expression, type Operator, type Scope } from './index.ts';

/** What operators do with their operands: a list of a fixed length, or named fields. */

export const nullish = (value: Value): value is null | undefined =>
  value === null || value === undefined;

/** An operator of `min` to `max` operands that depends on nothing but their values. */
export const of =
  (
    name: string,
    min: number,
    max: number,
    compute: (values: Value[], compiler: Compiler) => Value,
  ): Operator =>
  (operand, compiler) => {
    const list: Value[] = Array.isArray(operand) ? operand : [operand];
    if (list.length < min || list.length > max) {
      const count =
        min === max ? `exactly ${min}` : `at least ${min} arguments, and no more than ${max}`;
      throw new ServerError(
        min === max ? 16020 : 28667,
        `Expression ${name} takes ${count}${min === max ? ' arguments' : ''}. ${list.length} were passed in.`,
      );
    }
    const expressions = list.map((item) => compiler.compile(item));
    return (scope) =>
      compute(
        expressions.map((expression) => expression(scope)),
        compiler,
      );
  };

export const unary = (name: string, compute: (value: Value) => Value): Operator =>
  of(name, 1, 1, ([value]) => compute(value));

/** An operator with an object of named expressions. */
export const named =
  (
    name: string,
    required: string[],
    optional: string[],
    compute: (values: Document, compiler: Compiler) => Value,
  ): Operator =>
  (operand, compiler) => {
    const fields = parseFields(name, required, optional, operand);
    const expressions = Object.entries(fields).map(
      ([key, spec]) => [key, compiler.compile(spec)] as const,
    );
    return (scope) => {
      const values: Document = {};
      for (const [key, expression] of expressions) values[key] = expression(scope);
      return compute(values, compiler);
    };
  };

export function parseFields(
  name: string,
  required: string[],
  optional: string[],
  operand: Value,
): Document {
  if (!isDocument(operand)) {
    throw new ServerError('FailedToParse', `${name} only supports an object as its argument`);
  }
  for (const key of Object.keys(operand)) {
    if (!required.includes(key) && !optional.includes(key)) {
      throw new ServerError('FailedToParse', `${name} found an unknown argument: ${key}`);
    }
  }
  for (const key of required) {
    if (!(key in operand)) {
      throw new ServerError('FailedToParse', `Missing '${key}' parameter to ${name}`);
    }
  }
  return operand;
}

export type { Compiler, Expression, Operator, Scope };
