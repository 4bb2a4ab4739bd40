/**
 * Highlights the example's files at build time. Tokens carry a class of one letter, and the colours
 * of both themes are in `styles/code.css`: the markup is a third of what inline colours would make.
 */
import { bundledLanguages, codeToTokens, createCssVariablesTheme } from 'shiki';
import { shownKind, tokenClass, type TokenKind } from './token-kinds.ts';

const theme = createCssVariablesTheme({ name: 'runner', variablePrefix: '--' });

const kinds: Record<string, TokenKind> = {
  'var(--token-keyword)': 'keyword',
  'var(--token-string)': 'string',
  'var(--token-string-expression)': 'string',
  'var(--token-comment)': 'comment',
  'var(--token-constant)': 'constant',
  'var(--token-function)': 'function',
  'var(--token-link)': 'link',
};

const languages: Record<string, string> = {
  mts: 'ts',
  cts: 'ts',
  mjs: 'js',
  cjs: 'js',
  eta: 'html',
};

const languageOf = (path: string): string => {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const language = languages[ending] ?? ending;
  return language in bundledLanguages ? language : 'text';
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @returns HTML with one `<span class="line">` per line of the text, its newline inside. */
export async function highlight(text: string, path: string): Promise<string> {
  const lang = languageOf(path) as Parameters<typeof codeToTokens>[1]['lang'];
  // Shiki gives up on a line after 500 ms, and a busy machine then builds a page without colours.
  const { tokens } = await codeToTokens(text, { lang, theme, tokenizeTimeLimit: 0 });
  const lines = tokens.map((line) => {
    const spans = line.map(({ content, color }) => {
      const kind = shownKind(color ? kinds[color] : undefined, content);
      const html = escapeHtml(content);
      return kind ? `<span class="${tokenClass(kind)}">${html}</span>` : html;
    });
    return `<span class="line">${spans.join('')}\n</span>`;
  });
  return lines.join('');
}
