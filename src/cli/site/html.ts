/** Whether the pages are valid HTML. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HtmlValidate, StaticConfigLoader, type ConfigData } from 'html-validate';
import type { BuiltPage } from './pages.ts';
import type { SiteProblem } from './problem.ts';

/**
 * The HTML standard's own rules, and those on references. Not html-validate's on style or on
 * accessibility: the first are taste about markup that nobody writes by hand, the second are axe's in
 * `e2e/`, which sees the page as it is shown.
 */
const config: ConfigData = {
  root: true,
  extends: ['html-validate:standard'],
  rules: { 'missing-doctype': 'error', 'no-missing-references': 'error' },
};

/** @param folder Of the built site, which the pages are in. */
export async function invalidHtml(
  folder: string,
  pages: readonly BuiltPage[],
): Promise<SiteProblem[]> {
  const validator = new HtmlValidate(new StaticConfigLoader(config));
  const problems: SiteProblem[] = [];
  for (const { file, path } of pages) {
    const html = await readFile(join(folder, file), 'utf8');
    const { results } = await validator.validateString(html, join(folder, file));
    for (const { messages } of results) {
      for (const { ruleId, message, selector } of messages) {
        const where = selector ? ` (${selector})` : '';
        problems.push({ page: path, message: `${message} [${ruleId}]${where}` });
      }
    }
  }
  return problems;
}
