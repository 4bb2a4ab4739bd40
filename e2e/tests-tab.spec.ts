/** The Tests tab: the day's own tests, run in the page. */
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

/** Each file is a process of its own that loads Node, and the machine may be busy. */
const patience = { timeout: 60_000 };
test.setTimeout(180_000);

const item = (day: DayPage, name: string) =>
  day.root
    .getByRole('listitem')
    .filter({ has: day.page.getByText(name, { exact: true }) })
    .last();

const tally = (day: DayPage) =>
  day.root.getByRole('tabpanel', { name: 'Tests', exact: true }).getByRole('status');

test('a day without tests has no such tab', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await expect(day.root.getByRole('tab', { name: 'Tests', exact: true })).toBeHidden();
});

test('runs all, one file, and one test, without a run of the program', async ({ page }) => {
  const day = await DayPage.open(page, 16);
  await day.openTab('Tests');
  await expect(tally(day)).toHaveText('2 files of tests');
  await day.button('Run tests').click();
  await expect(tally(day)).toHaveText(/^\d+ passed in /, patience);
  const all = Number.parseInt((await tally(day).textContent()) ?? '', 10);
  await expect(item(day, 'holds the seat').getByText('passed')).toBeAttached();
  await day.expectState('idle');

  await day.button('Run only api.test.ts').click();
  await expect(tally(day)).toHaveText(/^\d+ passed in /, patience);
  const some = Number.parseInt((await tally(day).textContent()) ?? '', 10);
  expect(some).toBeLessThan(all);

  await day.button('Run only holds the seat').click();
  await expect(tally(day)).toHaveText(/^1 passed in /, patience);
});

const edited = `
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
describe('sums', () => {
  it('is right', () => { console.log('<b>printed</b>'); });
  it('is wrong', () => assert.deepEqual({ sum: [2, 3] }, { sum: [2, 4] }));
  it('is off', { skip: 'for a reason' }, () => {});
});
`.trimStart();

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('what fails says how and where, with the reader’s edits', async ({ page }) => {
      const day = await DayPage.open(page, 16);
      await day.edit('holds.test.ts', edited);
      await day.openTab('Tests');
      await day.button('Run only holds.test.ts').click();
      await expect(tally(day)).toHaveText(/^1 passed, 1 failed, 1 skipped in /, patience);
      const wrong = item(day, 'is wrong');
      await expect(wrong.getByLabel('Failure')).toContainText('+ actual - expected');
      await expect(wrong).toContainText('At holds.test.ts, line 5');
      await expect(item(day, 'is off')).toContainText('for a reason');
      await expect(day.root.getByLabel('Output')).toHaveText('<b>printed</b>');
      await expectNoViolations(page, 'results', { within: 'example-runner' });

      await day.root.getByRole('button', { name: /^is wrong/ }).press('Enter');
      await expect(wrong.getByLabel('Failure')).toBeHidden();
      await day.button('Reset').click();
      await expect(tally(day)).toHaveText('2 files of tests');
    });
  });
}

test('an endless loop is stopped, and a file that does not load says why', async ({ page }) => {
  const day = await DayPage.open(page, 16);
  await day.edit(
    'holds.test.ts',
    "import { it } from 'node:test';\nit('loops', () => { for (;;); });",
  );
  await day.openTab('Tests');
  await day.button('Run only holds.test.ts').click();
  await expect(day.button('Stop tests')).toHaveAttribute('aria-disabled', 'false');
  await day.button('Stop tests').click();
  await expect(tally(day)).toHaveText(/^Stopped/);
  await expect(day.button('Stop tests')).toHaveAttribute('aria-disabled', 'true');

  await day.edit('holds.test.ts', 'const = 1;');
  await day.button('Run tests').click();
  await expect(tally(day)).toHaveText(/passed, 1 failed in /, patience);
  await expect(day.root.getByLabel('Output')).toContainText('SyntaxError');
});
