/** What is wrong with a line, and how it is said. */
import type { SyntaxFault } from '../../container/syntax.ts';

export interface Fault {
  /** From 1. */
  line: number;
  /** In UTF-16 code units, from 0; without it the whole line is meant. */
  column?: number;
  message: string;
}

const instead: [pattern: RegExp, words: string][] = [
  [
    /\benum\b/,
    'Node.js runs TypeScript by erasing its types, and an enum is more than a type. Write a const object instead.',
  ],
  [
    /\bnamespace\b/,
    'Node.js runs TypeScript by erasing its types, and a namespace is more than a type. Write a module or a plain object instead.',
  ],
  [
    /\bparameter property\b/,
    'Node.js runs TypeScript by erasing its types, and a parameter property is more than a type. Declare the field, and assign it in the constructor.',
  ],
];

/** A fault of syntax in words for the reader, with what to write instead where that is known. */
export function faultOfSyntax({ kind, message, line, column }: SyntaxFault): Fault {
  const words = instead.find(([pattern]) => kind === 'unsupported' && pattern.test(message))?.[1];
  return { line, column, message: words ?? `Syntax error: ${message.replace(/\.?$/, '.')}` };
}
