/** What a script declares and assigns: what a `vm` context must know before the script runs. */
import { parse, type AnyNode, type Program } from 'acorn';
import { children, isFunction, patternNames } from './scopes.ts';

export interface ScriptNames {
  isStrict: boolean;
  /** End of the directives: where code may be put in front. */
  head: number;
  /** `var` anywhere outside of functions. */
  vars: string[];
  /** Function declarations at the top level. */
  functions: string[];
  /** `let`, `const` and `class` at the top level. */
  lexicals: string[];
  /** Identifiers that are assigned anywhere, declared or not. */
  assigned: string[];
}

/** @throws SyntaxError from acorn, with `pos` and `loc`. */
export function scriptNames(source: string): ScriptNames {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
  const names: ScriptNames = {
    ...directives(program),
    vars: [],
    functions: [],
    lexicals: [],
    assigned: [],
  };
  for (const statement of program.body) {
    if (statement.type === 'FunctionDeclaration') names.functions.push(statement.id.name);
    else if (statement.type === 'ClassDeclaration') names.lexicals.push(statement.id.name);
    else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const { id } of statement.declarations) patternNames(id, names.lexicals);
    }
  }
  for (const statement of program.body) collect(statement as AnyNode, names, false);
  return names;
}

function directives({ body }: Program): { isStrict: boolean; head: number } {
  let isStrict = false;
  let head = 0;
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    isStrict ||= statement.directive === 'use strict';
    head = statement.end;
  }
  return { isStrict, head };
}

function collect(node: AnyNode, names: ScriptNames, insideFunction: boolean): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var' && !insideFunction) {
    for (const { id } of node.declarations) patternNames(id, names.vars);
  } else if (node.type === 'AssignmentExpression') {
    patternNames(node.left as never, names.assigned);
  } else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') {
    names.assigned.push(node.argument.name);
  } else if (
    (node.type === 'ForInStatement' || node.type === 'ForOfStatement') &&
    node.left.type !== 'VariableDeclaration'
  ) {
    patternNames(node.left as never, names.assigned);
  }
  const inside = insideFunction || isFunction(node);
  for (const child of children(node)) collect(child, names, inside);
}
