import { expect, it } from 'vitest';
import { languageOf, loadLanguage } from './languages.ts';

it.each([
  ['app.ts', 'script'],
  ['old.cjs', 'script'],
  ['holds.test.ts', 'script'],
  ['public/style.css', 'css'],
  ['views/page.eta', 'html'],
  ['package.json', 'json'],
  ['README.md', 'markdown'],
  ['schema.graphql', 'plain'],
  ['Dockerfile', 'plain'],
  ['constructor', 'plain'],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});

it('loads a grammar, or none', async () => {
  expect((await loadLanguage('app.ts'))?.language.name).toBe('typescript');
  expect(await loadLanguage('schema.graphql')).toBeUndefined();
});
