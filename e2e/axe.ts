/** What axe finds at a page or a part of it: nothing. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * A folder of a tree is called by its name. For axe its label is the names of all files in it too, since
 * their group lies in its element, where the pattern has it:
 * https://www.w3.org/WAI/ARIA/apg/patterns/treeview/examples/treeview-1a/
 */
const isFolderByItsName = (rule: string, html: string): boolean =>
  rule === 'label-content-name-mismatch' && /^<li role="treeitem" aria-expanded=/.test(html);

/**
 * @param what The state that is looked at, for the message.
 * @param options.within A selector, else the whole page. `except` names rules that are not applied,
 *   `only` those that are, in the place of all.
 */
export async function expectNoViolations(
  page: Page,
  what: string,
  { within, except = [], only }: { within?: string; except?: string[]; only?: string[] } = {},
): Promise<void> {
  // The only frame is the preview, which is the program's page and not the site's: so the mode that
  // leaves frames alone, which needs no further page and is faster.
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('iframe').disableRules(except);
  if (within) axe.include(within);
  if (only) axe.withRules(only);
  const { violations } = await axe.analyze();
  const found = violations
    .map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes
        .filter(({ html }) => !isFolderByItsName(id, html))
        .map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    }))
    .filter(({ nodes }) => nodes.length > 0);
  expect(found, what).toEqual([]);
}
