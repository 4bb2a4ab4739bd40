/**
 * Finds data that a package requires only when it is asked for something rare, such as the tables of
 * East Asian encodings in iconv-lite: JSON whose every `require` stands inside a function. And scripts
 * and styles that are read as data: they are there to be sent to a browser.
 */
import { dirname, join } from 'node:path/posix';
import { parse, type AnyNode } from 'acorn';
import { children, isFunction } from '../modules/scopes.ts';
import type { Trace } from './trace.ts';

/** Smaller files, in bytes, are not worth a request of their own. */
export const LAZY_MINIMUM = 10_000;

/** @param sourceOf Text of a file, or `undefined` when it is no script. */
export function isLazy(
  path: string,
  files: Trace['files'],
  sourceOf: (path: string) => string | undefined,
): boolean {
  const { role, parents } = files.get(path)!;
  if (role === 'data') return /\.(?:[cm]?js|css)$/.test(path);
  if (role !== 'code' || !path.endsWith('.json') || path.endsWith('/package.json')) return false;
  if (parents.size === 0) return false;
  return [...parents].every((parent) => {
    const source = sourceOf(parent);
    return source !== undefined && requiresInFunctionsOnly(source, parent, path);
  });
}

export function requiresInFunctionsOnly(source: string, parent: string, path: string): boolean {
  let program: AnyNode;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'commonjs', allowHashBang: true });
  } catch {
    return false;
  }
  let found = false;
  let early = false;
  const visit = (node: AnyNode, inFunction: boolean): void => {
    const required = requiredPath(node);
    if (required !== undefined) {
      const target = join(dirname(parent), required);
      if (target === path || `${target}.json` === path) {
        found = true;
        early ||= !inFunction;
      }
    }
    for (const child of children(node)) visit(child, inFunction || isFunction(node));
  };
  visit(program, false);
  return found && !early;
}

/** The path in `require('./path')`. */
function requiredPath(node: AnyNode): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const { callee, arguments: given } = node;
  const [argument] = given;
  if (callee.type !== 'Identifier' || callee.name !== 'require') return undefined;
  if (argument?.type !== 'Literal' || typeof argument.value !== 'string') return undefined;
  return argument.value.startsWith('.') ? argument.value : undefined;
}
