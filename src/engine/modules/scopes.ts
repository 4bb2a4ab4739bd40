/** Which names a scope declares: just enough scope analysis to tell an import from its shadow. */
import type { AnyNode, Function as FunctionNode, Pattern, Program } from 'acorn';

const isFunction = (node: AnyNode): node is FunctionNode & AnyNode =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/** Child nodes in no particular order. */
export function* children(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}
const isNode = (value: unknown): value is AnyNode =>
  value !== null && typeof value === 'object' && typeof (value as AnyNode).type === 'string';

/** The names that a binding pattern declares: `{ a, b: [c = 1, ...d] }` → a, c, d. */
export function patternNames(pattern: Pattern | null, names: string[] = []): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      names.push(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        patternNames(property.type === 'RestElement' ? property.argument : property.value, names);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) patternNames(element, names);
      break;
    case 'AssignmentPattern':
      patternNames(pattern.left, names);
      break;
    case 'RestElement':
      patternNames(pattern.argument, names);
      break;
  }
  return names;
}

/** `var` declarations anywhere below, without entering functions. */
function hoistedNames(node: AnyNode, names: string[]): void {
  if (isFunction(node)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const declarator of node.declarations) patternNames(declarator.id, names);
  }
  for (const child of children(node)) hoistedNames(child, names);
}

function lexicalNames(statements: readonly AnyNode[], names: string[]): void {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const declarator of statement.declarations) patternNames(declarator.id, names);
    } else if (
      (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') &&
      statement.id
    ) {
      names.push(statement.id.name);
    }
  }
}

/** The names declared by the scope that `node` opens; `undefined` when it opens none. */
export function declaredNames(node: AnyNode | Program): Set<string> | undefined {
  const names: string[] = [];
  if (isFunction(node)) {
    for (const parameter of node.params) patternNames(parameter, names);
    if (node.type === 'FunctionExpression' && node.id) names.push(node.id.name);
    if (node.body.type === 'BlockStatement') {
      for (const statement of node.body.body) hoistedNames(statement, names);
    }
    return new Set(names);
  }
  switch (node.type) {
    case 'ClassExpression':
      if (node.id) names.push(node.id.name);
      break;
    case 'BlockStatement':
    case 'StaticBlock':
      lexicalNames(node.body, names);
      if (node.type === 'StaticBlock') for (const child of node.body) hoistedNames(child, names);
      break;
    case 'SwitchStatement':
      for (const branch of node.cases) lexicalNames(branch.consequent, names);
      break;
    case 'ForStatement':
      if (node.init) lexicalNames([node.init], names);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      lexicalNames([node.left], names);
      break;
    case 'CatchClause':
      patternNames(node.param ?? null, names);
      break;
    default:
      return undefined;
  }
  return new Set(names);
}

export { isFunction };
