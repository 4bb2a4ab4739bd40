/**
 * Type stripping of code that the reader edited, in the place of Node's own (`amaro`, 1.4 MB of
 * WebAssembly). Lines are kept; only erasable syntax is accepted, with Node's messages.
 */
import { transform } from 'sucrase';
import { parse } from 'sucrase/dist/esm/parser';
import { TokenType } from 'sucrase/dist/esm/parser/tokenizer/types';

/** What `amaro` throws; `lib/internal/modules/typescript.js` makes Node's errors of it. */
export interface StripTypesError {
  code: 'UnsupportedSyntax' | 'InvalidSyntax';
  message: string;
  filename: string;
  startLine: number;
  snippet: string;
}

const parameterModifiers = new Set<TokenType>([
  TokenType._public,
  TokenType._private,
  TokenType._protected,
  TokenType._readonly,
]);

type Tokens = ReturnType<typeof parse>['tokens'];

/** `namespace A {` or `module A {` at the start of a statement; both words are names elsewhere. */
function isNamespace(source: string, tokens: Tokens, index: number): boolean {
  const [word, name, brace] = tokens.slice(index, index + 3);
  if (!word || !name || !brace) return false;
  if (!/^(namespace|module)$/.test(source.slice(word.start, word.end))) return false;
  const before = tokens[index - 1];
  if (before && source.slice(before.start, before.end) === 'declare') return false;
  const onOneLine = !source.slice(word.end, name.start).includes('\n');
  return onOneLine && name.type === TokenType.name && /^[{.]$/.test(source[brace.start]!);
}

function unsupportedAt(source: string): { position: number; what: string } | undefined {
  const { tokens } = parse(source, false, true, false);
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const text = source.slice(token.start, token.end);
    if (text === '{' || text === '${') depth++;
    else if (text === '}') depth--;
    // sucrase counts a whole namespace as type, declared or not; inside a declared one all is type.
    if (depth === 0 && isNamespace(source, tokens, index)) {
      return { position: token.start, what: 'namespace declaration' };
    }
    if (token.isType) continue;
    if (token.type === TokenType._enum) return { position: token.start, what: 'enum' };
    const previous = tokens[index - 1]?.type;
    if (
      parameterModifiers.has(token.type) &&
      (previous === TokenType.parenL || previous === TokenType.comma)
    ) {
      return { position: token.start, what: 'parameter property' };
    }
  }
  return undefined;
}

function errorAt(
  source: string,
  filename: string,
  startLine: number,
  column: number,
  code: StripTypesError['code'],
  message: string,
): StripTypesError {
  const line = source.split('\n')[startLine - 1] ?? '';
  return { code, message, filename, startLine, snippet: `${line}\n${' '.repeat(column)}^\n` };
}

/** @throws StripTypesError */
export function stripTypes(source: string, filename: string): string {
  let unsupported: ReturnType<typeof unsupportedAt>;
  try {
    unsupported = unsupportedAt(source);
    if (!unsupported) {
      return transform(source, {
        transforms: ['typescript'],
        disableESTransforms: true,
        keepUnusedImports: true,
        preserveDynamicImport: true,
        production: true,
      }).code;
    }
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const text = message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, '');
    throw errorAt(source, filename, loc?.line ?? 1, loc?.column ?? 0, 'InvalidSyntax', text);
  }
  const before = source.slice(0, unsupported.position).split('\n');
  throw errorAt(
    source,
    filename,
    before.length,
    before.at(-1)!.length,
    'UnsupportedSyntax',
    `TypeScript ${unsupported.what} is not supported in strip-only mode`,
  );
}
