/**
 * What Node would say to a script before it runs a line of it, asked without running it: the syntax
 * errors, and the TypeScript that cannot be erased.
 */
import { parse } from 'acorn';
import { stripTypes, type StripTypesError } from '../engine/modules/strip-types.ts';

export interface SyntaxFault {
  /** `unsupported`: valid TypeScript, of which Node cannot take the types away. */
  kind: 'invalid' | 'unsupported';
  /** As Node or the parser says it, without the position. */
  message: string;
  /** From 1. */
  line: number;
  /** In UTF-16 code units, from 0. */
  column: number;
}

/** The JavaScript that Node runs, its lines where they were; or what keeps Node from running it. */
export type SyntaxReport = { code: string } | { fault: SyntaxFault };

const scripts = /\.([mc]?)([jt])s$/;

const isStripError = (error: unknown): error is StripTypesError =>
  typeof error === 'object' && error !== null && 'startLine' in error;

/** @param path Its ending decides whether there are types to strip, and between module and CommonJS. */
export function checkSyntax(path: string, source: string): SyntaxReport {
  const [, format, language] = scripts.exec(path) ?? [];
  if (!language) return { code: source };
  try {
    const code = language === 't' ? stripTypes(source, path) : source;
    // Stripping lets through what only a whole parser finds, as a name that is declared twice.
    parse(code, {
      ecmaVersion: 'latest',
      sourceType: format === 'c' ? 'commonjs' : 'module',
      allowHashBang: true,
    });
    return { code };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

function faultOf(error: unknown): SyntaxFault {
  if (isStripError(error)) {
    const { code, message, startLine, snippet } = error;
    const column = snippet.split('\n').at(1)?.indexOf('^') ?? 0;
    const kind = code === 'UnsupportedSyntax' ? 'unsupported' : 'invalid';
    return { kind, message, line: startLine, column: Math.max(column, 0) };
  }
  const { message, loc } = error as Error & { loc?: { line: number; column: number } };
  return {
    kind: 'invalid',
    message: message.replace(/ \(\d+:\d+\)$/, ''),
    line: loc?.line ?? 1,
    column: loc?.column ?? 0,
  };
}
