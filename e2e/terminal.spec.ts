/** The Terminal tab: the engine's shell, as a reader types in it. */
import type { Locator } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

/** Each program is a worker that loads Node, and the machine may be busy. */
const patience = { timeout: 40_000 };
test.setTimeout(180_000);

class Terminal {
  readonly day: DayPage;
  readonly input: Locator;
  /** Its text, as it is read out. */
  readonly screen: Locator;
  readonly tab: Locator;

  constructor(day: DayPage, number: number) {
    const name = `Terminal ${number}`;
    this.day = day;
    this.input = day.root.getByRole('textbox', { name, exact: true });
    this.tab = day.root.getByRole('tab', { name, exact: true });
    this.screen = day.root.getByRole('tabpanel', { name, exact: true }).getByRole('list');
  }

  /** Opens the tab and waits for the prompt. */
  static async open(day: DayPage): Promise<Terminal> {
    await day.openTab('Terminal');
    const terminal = new Terminal(day, 1);
    await terminal.ready();
    return terminal;
  }

  async ready(): Promise<void> {
    await expect(this.screen).toContainText('$', patience);
  }

  async run(line: string): Promise<void> {
    await this.input.focus();
    await this.day.page.keyboard.type(line);
    await this.day.page.keyboard.press('Enter');
  }

  async expect(text: string | RegExp): Promise<void> {
    await expect(this.screen).toContainText(text, patience);
  }
}

test('a shell with history, completion and Ctrl+C', async ({ page }) => {
  const terminal = await Terminal.open(await DayPage.open(page, 0));
  const { keyboard } = page;
  await terminal.run('echo answer $((4 * 10 + 2))');
  await terminal.expect('answer 42');

  await terminal.run('clear');
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  await terminal.expect('echo answer $((4 * 10 + 2))');
  await keyboard.press('Control+c');

  await terminal.run('clear');
  await keyboard.type('cat ba');
  await keyboard.press('Tab');
  await terminal.expect('cat bare.ts');
  await keyboard.press('Control+u');

  await terminal.run('sleep 1000');
  await keyboard.press('Control+c');
  await terminal.run('echo stat"us" $?');
  await terminal.expect('status 130');
});

test('runs what is in the editor; its port is shown without a run', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const terminal = await Terminal.open(day);
  await day.edit(
    'app.ts',
    "import { createServer } from 'node:http';\ncreateServer((req, res) => res.end('from the shell')).listen(4000, () => console.log('it lis' + 'tens'));",
  );
  await terminal.run('node app.ts');
  await terminal.expect('it listens');
  await day.expectState('idle');
  await day.openTab('Preview');
  await expect(day.frame.locator('body')).toHaveText('from the shell');

  // The run's own port comes first, and the other stays to be chosen.
  await day.edit(
    'app.ts',
    "import { createServer } from 'node:http';\ncreateServer((req, res) => res.end('from the run')).listen(3000);",
  );
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('from the run');
  await day.root.getByRole('combobox', { name: 'Port' }).selectOption('4000');
  await expect(day.frame.locator('body')).toHaveText('from the shell');
  await day.stop();
  await expect(day.frame.locator('body')).toHaveText('from the shell');

  await day.openTab('Terminal');
  await terminal.input.focus();
  await page.keyboard.press('Control+c');
  await day.openTab('Preview');
  await expect(day.root.locator('iframe')).toHaveCount(0);
});

test('Tab is the shell’s, and Escape then Tab leaves', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const { input } = await Terminal.open(day);
  await expect(input).toHaveAccessibleDescription(/Press Escape, then Tab, to leave/);
  await input.focus();
  await page.keyboard.press('Tab');
  await expect(input).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(input).not.toBeFocused();
  await input.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  await expect(input).not.toBeFocused();
});

test('several terminals: New, the keys of tabs, Close', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const first = await Terminal.open(day);
  await first.run('echo in the fir"st"');
  await first.expect('in the first');
  await day.button('New terminal').click();
  const second = new Terminal(day, 2);
  await second.ready();
  await expect(second.input).toBeFocused();
  await second.tab.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(first.tab).toBeFocused();
  await expect(first.screen).toContainText('in the first');
  await expect(second.screen).toBeHidden();
  await page.keyboard.press('Delete');
  await expect(first.tab).toHaveCount(0);
  await expect(second.tab).toBeFocused();
  await day.button('Close terminal').click();
  await new Terminal(day, 3).ready();
});

test('says that a shell has ended, by itself or by Reset, and offers another', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const first = await Terminal.open(day);
  const status = (text: string) => day.root.getByRole('status').filter({ hasText: text });
  await first.run('exit 3');
  await expect(status('The shell has ended with exit code 3.')).toBeVisible(patience);
  await status('ended').getByRole('button', { name: 'New terminal' }).click();
  const second = new Terminal(day, 2);
  await second.ready();
  await expect(second.input).toBeFocused();
  await second.run('echo left > written.txt; ls');
  await second.expect('written.txt');

  await day.reset();
  await expect(status('This terminal was ended from outside')).toBeVisible();
  await status('ended').getByRole('button', { name: 'New terminal' }).click();
  const third = new Terminal(day, 3);
  await third.ready();
  await third.run('ls; echo do"ne"');
  await third.expect('done');
  await expect(third.screen).not.toContainText('written.txt');
});

test('what a program prints reaches neither the page’s title nor its links', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const title = await page.title();
  const terminal = await Terminal.open(day);
  await day.edit(
    'app.ts',
    [
      "const osc = (text: string) => process.stdout.write('\\x1b]' + text + '\\x07');",
      "osc('0;owned'); osc('2;owned'); osc('52;c;b3duZWQ=');",
      "osc('8;;javascript:document.title=1'); process.stdout.write('clickme https://example.com/'); osc('8;;');",
      "console.log('<img src=x onerror=document.title=1> pri' + 'nted');",
    ].join('\n'),
  );
  await terminal.run('clear; node app.ts');
  await terminal.expect('clickme https://example.com/<img src=x onerror=document.title=1> printed');
  const panel = day.root.getByRole('tabpanel', { name: 'Terminal', exact: true });
  await expect(panel.locator('a, img')).toHaveCount(0);
  expect(await page.title()).toBe(title);
});

test('follows the size of its place', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const terminal = await Terminal.open(day);
  const columns = async (name: string): Promise<number> => {
    await terminal.run(`node -p "'${name} is ' + process.stdout.columns"`);
    await terminal.expect(new RegExp(`${name} is \\d+`));
    const text = (await terminal.screen.textContent()) ?? '';
    return Number(new RegExp(`${name} is (\\d+)`).exec(text)?.[1]);
  };
  const wide = await columns('wide');
  await page.setViewportSize({ width: 390, height: 844 });
  await day.button('Result').click();
  const narrow = await columns('narrow');
  expect(narrow).toBeLessThan(wide);
  expect(narrow).toBeGreaterThan(20);
});

test('a flood leaves the page responsive, and Ctrl+C ends it', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const terminal = await Terminal.open(day);
  await day.edit('app.ts', "for (let i = 0; ; i += 1) console.log('flood', i);");
  await terminal.run('node app.ts');
  await terminal.expect(/flood \d+/);
  await day.openTab('Preview');
  await day.openTab('Terminal');
  await terminal.input.focus();
  await page.keyboard.press('Control+c');
  await terminal.run('clear; echo ov"er"');
  await terminal.expect('over');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('no violation that axe can find', async ({ page }) => {
      const day = await DayPage.open(page, 0);
      const terminal = await Terminal.open(day);
      await terminal.run('ls -la; no-such-command');
      await terminal.expect('not found');
      await expectNoViolations(page, 'a shell', { within: 'example-runner' });
      await terminal.run('exit');
      await expect(day.root.getByRole('status').filter({ hasText: 'has ended' })).toBeVisible();
      await expectNoViolations(page, 'a shell that has ended', { within: 'example-runner' });
    });
  });
}
