/** acorn, with V8's messages: what a program, a test or a reader compares is what Node prints. */
import { parse as parseWithAcorn, type Options, type Program } from 'acorn';

/** acorn's message, without position → V8's, where it depends on nothing else. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected character /, 'Invalid or unexpected token'],
  [/^Unterminated (string constant|comment)/, 'Invalid or unexpected token'],
  [/^Unterminated template/, 'Unexpected end of input'],
  [/^Unexpected keyword ('.*')/, 'Unexpected token $1'],
  [/^Unterminated regular expression/, 'Invalid regular expression: missing /'],
  [/^'return' outside of function/, 'Illegal return statement'],
  [/^Assigning to rvalue/, 'Invalid left-hand side in assignment'],
  [/^Duplicate export '(.*)'/, "Duplicate export of '$1'"],
  [/^Export '(.*)' is not defined$/, "Export '$1' is not defined in module"],
  [/^(Cannot use keyword 'await'|The keyword 'await' is reserved)/, 'Unexpected reserved word'],
  [/^Cannot use 'await' as identifier/, 'Unexpected reserved word'],
  [/^The keyword '.*' is reserved/, 'Unexpected strict mode reserved word'],
  [/^Deleting local variable/, 'Delete of an unqualified identifier in strict mode.'],
  [/^Cannot use 'import\.meta' outside/, "Cannot use 'import.meta' outside a module"],
];

const KEYWORDS = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false
  finally for function if import in instanceof new null return super switch this throw true try typeof
  var void while with`.split(/\s+/),
);
const STRICT_WORDS = new Set(
  'implements interface let package private protected public static yield'.split(' '),
);
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const PUNCTUATOR =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|./suy;

const matchAt = (pattern: RegExp, source: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
};

/** What V8 says of a token that it does not expect. */
function unexpected(source: string, at: number, isModule: boolean): string {
  if (at >= source.length) return 'Unexpected end of input';
  const word = matchAt(WORD, source, at);
  if (word !== undefined) {
    if (KEYWORDS.has(word)) return `Unexpected token '${word}'`;
    if (isModule && STRICT_WORDS.has(word)) return 'Unexpected strict mode reserved word';
    return `Unexpected identifier '${word}'`;
  }
  const first = source[at]!;
  if (/\d/.test(first)) return 'Unexpected number';
  if (first === '"' || first === "'") return 'Unexpected string';
  if (first === '`') return 'Unexpected template string';
  return `Unexpected token '${matchAt(PUNCTUATOR, source, at)!}'`;
}

/** @returns V8's message for one of acorn's, which may end with its position. */
export function messageOfV8(
  message: string,
  source: string,
  at: number,
  isModule: boolean,
): string {
  const text = message.replace(/ \(\d+:\d+\)$/, '');
  if (text === 'Unexpected token') return unexpected(source, at, isModule);
  if (text.startsWith("'import' and 'export' may")) {
    return source.startsWith('import', at)
      ? 'Cannot use import statement outside a module'
      : "Unexpected token 'export'";
  }
  for (const [pattern, replacement] of MESSAGES) {
    if (pattern.test(text))
      return text.replace(new RegExp(`${pattern.source}.*`, 's'), replacement);
  }
  return text;
}

/** @throws SyntaxError from acorn, with `pos` and `loc`, and V8's message. */
export function parse(source: string, options: Options): Program {
  try {
    return parseWithAcorn(source, options);
  } catch (error) {
    const { message, pos } = error as { message: string; pos?: number };
    if (pos !== undefined) {
      const isModule = options.sourceType === 'module';
      (error as Error).message = messageOfV8(message, source, pos, isModule);
    }
    throw error;
  }
}
