import { extname } from 'node:path';

const languages: Record<string, string> = { '.mjs': 'js', '.cjs': 'js', '.svg': 'xml', '': 'txt' };

/** The language by which a file's code is highlighted. @example codeLanguage('app.ts') // => 'ts' */
export function codeLanguage(file: string): string {
  const extension = extname(file);
  return languages[extension] ?? extension.slice(1);
}
