/**
 * Takes comments and white space out of code and leaves every token as it is. Minifiers that print
 * code anew do not keep the names of functions: esbuild drops those of function expressions that
 * nothing refers to (`res.send = function send…`) and numbers names that are used twice, and Express
 * shows names in stacks, in debug output and in `constructor.name`.
 */
import { parse, tokTypes, type Options, type Token } from 'acorn';

export type CodeKind = 'commonjs' | 'module' | 'script';

const options = (kind: CodeKind): Options => ({
  ecmaVersion: 'latest',
  sourceType: kind,
  allowHashBang: true,
});

/** @throws SyntaxError from acorn, with `pos` and `loc`. */
export function minify(source: string, kind: CodeKind): string {
  const tokens: Token[] = [];
  /** Ends of the tokens after which a line break stands for a semicolon. */
  const impliedSemicolons = new Set<number>();
  const program = parse(source, {
    ...options(kind),
    onToken: tokens,
    onInsertedSemicolon: (end) => void impliedSemicolons.add(end),
  });
  let result = '';
  let previous: Token | undefined;
  // Not asked of `result`: each look into a string that is being made copies it.
  let last = '';
  for (const token of tokens) {
    if (token.type === tokTypes.eof) break;
    const text = source.slice(token.start, token.end);
    if (previous && impliedSemicolons.has(previous.end) && token.type !== tokTypes.braceR) {
      result += ';';
    } else if (previous && previous.end < token.start && mustStayApart(previous, last, text)) {
      result += ' ';
    }
    result += text;
    last = text.at(-1)!;
    previous = token;
  }
  if (!sameTree(program, parse(result, options(kind)))) {
    throw new Error(
      'Minifying has changed the meaning of the code: this is a fault of the minifier',
    );
  }
  return result;
}

const wordStart = /^[\w$\\\u0080-\uffff]/;
const wordEnd = /[\w$\u0080-\uffff]$/;

/** @param last The character before. */
function mustStayApart(previous: Token, last: string, after: string): boolean {
  const first = after[0]!;
  if (wordStart.test(after) && (wordEnd.test(last) || previous.type === tokTypes.regexp)) {
    return true;
  }
  // `1 .toFixed()`
  if (previous.type === tokTypes.num && first === '.') return true;
  // `+ +a`, `- --a`, a regular expression after a division
  if (last === first && '+-/'.includes(first)) return true;
  // `a < !--b` and `a-- > b`: without the space they begin and end HTML-like comments
  return (last === '<' && first === '!') || (last === '-' && first === '>');
}

/** Whether two syntax trees, or parts of them, differ in positions only. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b);
  }
  if (a instanceof RegExp || b instanceof RegExp) return String(a) === String(b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      key === 'start' ||
      key === 'end' ||
      sameTree((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
