import { ServerError } from '../errors.ts';
import { compare, isDocument, truthy, type Document, type Value } from '../query/values.ts';
import { nullish, of, parseFields, unary, type Operator } from './arguments.ts';
import { checkVariable, withVariables } from './index.ts';

const comparison = (name: string, test: (order: number) => Value): Operator =>
  of(name, 2, 2, ([a, b], { collation }) => test(compare(a, b, collation)));

const logical =
  (stop: boolean): Operator =>
  (operand, { compile }) => {
    const expressions = (Array.isArray(operand) ? operand : [operand]).map(compile);
    return (scope) => {
      for (const expression of expressions) if (truthy(expression(scope)) === stop) return stop;
      return !stop;
    };
  };

export const conditions: Record<string, Operator> = {
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $cmp: comparison('$cmp', (order) => order),
  $and: logical(false),
  $or: logical(true),
  $not: unary('$not', (value) => !truthy(value)),
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $cond: (operand, { compile }) => {
    if (isDocument(operand)) {
      parseFields('$cond', ['if', 'then', 'else'], [], operand);
    } else if (!Array.isArray(operand) || operand.length !== 3) {
      throw new ServerError(
        16020,
        `Expression $cond takes exactly 3 arguments. ${Array.isArray(operand) ? operand.length : 1} were passed in.`,
      );
    }
    const [test, yes, no] = (
      Array.isArray(operand) ? operand : [operand.if, operand.then, operand.else]
    ).map(compile);
    return (scope) => (truthy(test!(scope)) ? yes!(scope) : no!(scope));
  },
  $ifNull: (operand, { compile }) => {
    if (!Array.isArray(operand) || operand.length < 2) {
      throw new ServerError(
        1257300,
        '$ifNull needs at least two arguments, had: ' +
          (Array.isArray(operand) ? operand.length : 1),
      );
    }
    const expressions = operand.map(compile);
    return (scope) => {
      let value: Value;
      for (const expression of expressions) {
        value = expression(scope);
        if (!nullish(value)) break;
      }
      return value;
    };
  },
  $switch: (operand, { compile }) => {
    if (!isDocument(operand))
      throw new ServerError(40060, '$switch requires an object as an argument');
    if (!Array.isArray(operand.branches))
      throw new ServerError(40061, "$switch expected an array for 'branches'");
    if (operand.branches.length === 0)
      throw new ServerError(40068, '$switch requires at least one branch');
    const branches = operand.branches.map((branch: Value) => {
      if (!isDocument(branch))
        throw new ServerError(40062, '$switch expected each branch to be an object');
      if (!('case' in branch))
        throw new ServerError(40064, "$switch requires each branch have a 'case' expression");
      if (!('then' in branch))
        throw new ServerError(40065, "$switch requires each branch have a 'then' expression");
      return { test: compile(branch.case), then: compile(branch.then) };
    });
    const otherwise = 'default' in operand ? compile(operand.default) : undefined;
    return (scope) => {
      for (const branch of branches) if (truthy(branch.test(scope))) return branch.then(scope);
      if (otherwise) return otherwise(scope);
      throw new ServerError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    };
  },
  $let: (operand, { compile }) => {
    const { vars, in: body } = parseFields('$let', ['vars', 'in'], [], operand);
    const variables = Object.entries(vars as Document).map(([name, spec]) => {
      if (name !== 'CURRENT') checkVariable(name);
      return [name, compile(spec)] as const;
    });
    const inner = compile(body);
    return (scope) => {
      const values: Document = {};
      for (const [name, expression] of variables) values[name] = expression(scope);
      const next = withVariables(scope, values);
      if ('CURRENT' in values) {
        next.vars!['@root'] = scope.root;
        next.root = values.CURRENT;
      }
      return inner(next);
    };
  },
  $meta: (operand) => {
    if (typeof operand !== 'string')
      throw new ServerError(17307, '$meta only supports string arguments');
    return ({ root, metadata }) => (isDocument(root) ? metadata?.get(root)?.[operand] : undefined);
  },
  $sampleRate: (operand, { compile }) => {
    const rate = compile(operand);
    return (scope) => Math.random() < Number(rate(scope));
  },
};
