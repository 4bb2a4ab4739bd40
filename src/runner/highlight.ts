/**
 * Highlights the example's files at build time. Tokens carry a class of one letter, and the colours
 * of both themes are in `styles/code.css`: the markup is a third of what inline colours would make.
 */
import {
  bundledLanguages,
  createBundledHighlighter,
  createCssVariablesTheme,
  createSingletonShorthands,
} from 'shiki';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { shownKind, tokenClass, type TokenKind } from './token-kinds.ts';

const theme = createCssVariablesTheme({ name: 'runner', variablePrefix: '--' });

const { codeToTokens } = createSingletonShorthands(
  createBundledHighlighter({
    langs: bundledLanguages,
    themes: {},
    // Two thirds of the time of Oniguruma in WebAssembly, which is what Shiki takes by itself.
    engine: () => createJavaScriptRegexEngine(),
  }),
);

const kinds: Record<string, TokenKind> = {
  'var(--token-keyword)': 'keyword',
  'var(--token-string)': 'string',
  'var(--token-string-expression)': 'string',
  'var(--token-comment)': 'comment',
  'var(--token-constant)': 'constant',
  'var(--token-function)': 'function',
  'var(--token-link)': 'link',
};

type Language = keyof typeof bundledLanguages | 'text';

const languages: Record<string, string> = {
  mts: 'ts',
  cts: 'ts',
  mjs: 'js',
  cjs: 'js',
  eta: 'html',
};

const languageOf = (path: string): Language => {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const language = languages[ending] ?? ending;
  return language in bundledLanguages ? (language as Language) : 'text';
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

async function toHtml(text: string, lang: Language): Promise<string> {
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

/** An entry is on its day's page and on that of its files, which a build makes far from each other. */
const highlighted = new Map<string, Promise<string>>();

/** @returns HTML with one `<span class="line">` per line of the text, its newline inside. */
export function highlight(text: string, path: string): Promise<string> {
  const lang = languageOf(path);
  const key = `${lang}\0${text}`;
  let html = highlighted.get(key);
  if (!html) highlighted.set(key, (html = toHtml(text, lang)));
  return html;
}
