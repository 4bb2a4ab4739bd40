import { BSONRegExp } from 'bson';
import { ServerError } from '../errors.ts';
import { type Collation } from '../query/collation.ts';
import { fieldPath } from '../query/paths.ts';
import { type Metadata } from '../query/sort.ts';
import { isDocument, setField, type Document, type Value } from '../query/values.ts';
import { checkTime } from '../work.ts';
import { arithmetic } from './arithmetic.ts';
import { arrays } from './arrays.ts';
import { conditions } from './conditions.ts';
import { conversions } from './conversions.ts';
import { dates } from './dates.ts';
import { objects } from './objects.ts';
import { sets } from './sets.ts';
import { strings } from './strings.ts';
import { sums } from './sums.ts';

/** What an expression is computed over. */
export interface Scope {
  root: Value;
  /** Variables of `let`, `$map` and so on; inner ones have the outer ones as their prototype. */
  vars?: Document | undefined;
  /** One time for the whole command. */
  now?: Date | undefined;
  clusterTime?: Value;
  metadata?: Metadata | undefined;
}

export type Expression = (scope: Scope) => Value;

export interface Compiler {
  compile: (spec: Value) => Expression;
  collation: Collation | undefined;
}

/** Makes an expression of what stands behind an operator's name. */
export type Operator = (operand: Value, compiler: Compiler) => Expression;

const operators = new Map<string, Operator>(
  Object.entries({
    ...arithmetic,
    ...arrays,
    ...conditions,
    ...conversions,
    ...dates,
    ...objects,
    ...sets,
    ...strings,
    ...sums,
  }),
);

/** Compiles an expression. https://www.mongodb.com/docs/manual/reference/operator/aggregation/ */
export function compileExpression(spec: Value, collation?: Collation): Expression {
  const compiler: Compiler = { collation, compile: (inner) => compileWith(inner, compiler) };
  return compiler.compile(spec);
}

function compileWith(spec: Value, compiler: Compiler): Expression {
  if (typeof spec === 'string') {
    if (spec.startsWith('$$')) return variable(spec.slice(2));
    if (spec.startsWith('$')) {
      const parts = splitPath(spec.slice(1));
      if (parts.length === 1) {
        const name = parts[0]!;
        return ({ root }) =>
          isDocument(root)
            ? Object.hasOwn(root, name)
              ? root[name]
              : undefined
            : fieldPath(root, parts);
      }
      return ({ root }) => fieldPath(root, parts);
    }
    return () => spec;
  }
  if (Array.isArray(spec)) {
    const items = spec.map((item) => compiler.compile(item));
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  if (!isDocument(spec)) return () => spec;
  const names = Object.keys(spec);
  const first = names[0];
  if (first?.startsWith('$')) {
    if (names.length !== 1) {
      throw new ServerError(
        15983,
        `An object representing an expression must have exactly one field: ${JSON.stringify(names)}`,
      );
    }
    const operator = operators.get(first);
    if (!operator) {
      throw new ServerError('InvalidPipelineOperator', `Unrecognized expression '${first}'`);
    }
    const run = operator(spec[first], compiler);
    return (scope) => {
      checkTime();
      return run(scope);
    };
  }
  const fields = names.map((name) => {
    if (name.startsWith('$'))
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    if (name.includes('.'))
      throw new ServerError(
        16412,
        "FieldPath field names may not contain '.'. Consider using $getField or $setField.",
      );
    return [name, compiler.compile(spec[name])] as const;
  });
  return (scope) => {
    const result: Document = {};
    for (const [name, expression] of fields) {
      const value = expression(scope);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

export function splitPath(path: string): string[] {
  const parts = path.split('.');
  if (path === '') throw new ServerError(16872, "'$' by itself is not a valid FieldPath");
  if (parts.includes('')) {
    throw new ServerError(15998, 'FieldPath field names may not be empty strings.');
  }
  const dollar = parts.find((part) => part.startsWith('$'));
  if (dollar)
    throw new ServerError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  return parts;
}

function variable(text: string): Expression {
  const [name, ...path] = text.split('.') as [string, ...string[]];
  const rest = (value: Value): Value => (path.length ? fieldPath(value, path) : value);
  switch (name) {
    case 'ROOT':
      return ({ root, vars }) => rest(vars && '@root' in vars ? vars['@root'] : root);
    case 'CURRENT':
      return ({ root }) => rest(root);
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return ({ now }) => now ?? new Date();
    case 'CLUSTER_TIME':
      return ({ clusterTime }) => clusterTime;
    case 'DESCEND':
    case 'PRUNE':
    case 'KEEP':
      return () => `$$${name}`;
  }
  return ({ vars }) => {
    if (!vars || !(name in vars))
      throw new ServerError(17276, `Use of undefined variable: ${name}`);
    return rest(vars[name]);
  };
}

/** Names for variables: a lower-case letter first. */
export function checkVariable(name: string): void {
  if (!/^[a-z_\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)) {
    throw new ServerError(
      'FailedToParse',
      `'${name}' starts with an invalid character for a user variable name`,
    );
  }
}

export const withVariables = (scope: Scope, variables: Document): Scope => ({
  ...scope,
  vars: Object.assign(Object.create(scope.vars ?? null) as Document, variables),
});

export const isRegexValue = (value: Value): value is BSONRegExp => value instanceof BSONRegExp;
