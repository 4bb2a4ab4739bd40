import { readdirSync, readFileSync } from 'node:fs';
import { clearCache } from '@actions/languageservice/utils/workflow-cache';
import { validate } from '@actions/languageservice/validate';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';

const folder = new URL('../.github/workflows/', import.meta.url);

/** What GitHub's own editor would underline: keys, expressions, names of jobs and steps, times. */
async function problemsOf(name: string, text: string): Promise<string[]> {
  // It takes a document of the same address for the same text.
  clearCache();
  const document = TextDocument.create(`${folder.href}${name}`, 'yaml', 1, text);
  const problems = await validate(document);
  return problems.map(({ range, message }) => `${name}:${range.start.line + 1}: ${message}`);
}

const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

it.each(readdirSync(folder))('%s is a workflow that GitHub accepts', async (name) => {
  expect(await problemsOf(name, read(name))).toEqual([]);
});

it.each([
  ['a key', 'timeout-minutes', 'timeout-minute'],
  ['a job', 'needs: build', 'needs: built'],
  ['a step', 'steps.pages.outputs', 'steps.page.outputs'],
  ['a context', 'vars.PUBLISH', 'var.PUBLISH'],
  ['a time', '7 0 * * *', '7 25 * * *'],
])('%s that there is not would be found', async (_what, right, wrong) => {
  const text = read('pages.yml');
  expect(text).toContain(right);
  expect(await problemsOf('pages.yml', text.replace(right, wrong))).not.toEqual([]);
});
