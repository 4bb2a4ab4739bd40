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

function unsupportedAt(source: string): { position: number; what: string } | undefined {
  const { tokens } = parse(source, false, true, false);
  for (const [index, token] of tokens.entries()) {
    if (token.isType) continue;
    if (token.type === TokenType._enum) return { position: token.start, what: 'enum' };
    if (token.type === TokenType._namespace || token.type === TokenType._module) {
      return { position: token.start, what: 'namespace declaration' };
    }
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
