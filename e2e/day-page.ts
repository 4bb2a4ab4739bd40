/** A day's page as a reader uses it: everything is found by its role and its name. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { runStates, type RunState } from '../src/runner/run-states.ts';

/** States that a run rests in; the others pass by themselves. */
const settled = runStates.filter((state) => state !== 'loading' && state !== 'starting');

export class DayPage {
  readonly page: Page;
  readonly day: number;
  readonly root: Locator;
  readonly frame: FrameLocator;

  private constructor(page: Page, day: number) {
    this.page = page;
    this.day = day;
    this.root = page.getByRole('region', { name: new RegExp(`^Run day ${day}: `) });
    this.frame = this.root.frameLocator('iframe');
  }

  /**
   * @param url Where the site is, when that is not the configured address.
   * @param query With its question mark.
   */
  static async open(page: Page, day: number, url = '', query = ''): Promise<DayPage> {
    await page.goto(`${url}day/${day}/${query}`);
    return new DayPage(page, day);
  }

  /** The day's runner on a page that is open and is not the day's own. */
  static on(page: Page, day: number): DayPage {
    return new DayPage(page, day);
  }

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  get problem(): Locator {
    return this.root.getByRole('alert');
  }

  get path(): Locator {
    return this.root.getByRole('textbox', { name: 'Path', exact: true });
  }

  get requests(): Locator {
    return this.root.locator('li.request');
  }

  get log(): Locator {
    return this.root.getByRole('log');
  }

  async openTab(name: string): Promise<void> {
    const tab = this.root.getByRole('tab', { name, exact: true });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
  }

  /** Opens a menu of the toolbar, or closes it. */
  async openMenu(name: 'Settings' | 'Share'): Promise<void> {
    // Firefox and Chromium give its summary different roles.
    await this.root.locator('summary').filter({ hasText: name }).click();
  }

  editor(path: string): Locator {
    return this.root.getByRole('textbox', { name: `${path}, editor`, exact: true });
  }

  /** What a file is chosen by. */
  file(path: string): Locator {
    const name = new RegExp(`^${path.replaceAll('.', '\\.')}\\b`);
    return this.root.getByRole('tab', { name }).or(this.root.getByRole('treeitem', { name }));
  }

  async openFile(path: string): Promise<void> {
    // Where a tree has no room beside the code, it opens from a button.
    const list = this.root.getByRole('button', { name: /^Files: / });
    if (await list.isVisible()) await list.click();
    await this.file(path).click();
  }

  /** Puts the caret into a file, and waits until its editor is the one that stays. */
  async openEditor(path: string): Promise<Locator> {
    await this.openFile(path);
    const editor = this.editor(path);
    // Firefox tells a page that is not in front of no focus.
    await this.page.bringToFront();
    await editor.focus();
    await expect(editor).toHaveAttribute('contenteditable', 'true');
    return editor;
  }

  /** Replaces a file's text as a reader does, in one go. */
  async edit(path: string, written: string): Promise<void> {
    // The line break after a template's opening is the test's, not the program's.
    const text = written.replace(/^\n/, '');
    const editor = await this.openEditor(path);
    await editor.press('ControlOrMeta+a');
    // First to nothing: Firefox adds a line where inserted lines replace lines.
    await editor.press('Delete');
    if (text) await this.page.keyboard.insertText(text);
    await this.expectText(path, text);
  }

  /** The whole text of a file's editor, which is there before and after CodeMirror is. */
  text(path: string): Promise<string> {
    return this.editor(path).evaluate((element) =>
      element instanceof HTMLTextAreaElement
        ? element.value
        : [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'),
    );
  }

  async expectText(path: string, text: string | RegExp): Promise<void> {
    const expected = expect.poll(() => this.text(path), `text of ${path}`);
    await (typeof text === 'string' ? expected.toBe(text) : expected.toMatch(text));
  }

  async expectState(state: RunState): Promise<void> {
    await expect(this.root).toHaveAttribute('data-state', state);
  }

  /** Clicks Run and waits until the example serves; anything else is reported with its reason. */
  async run(): Promise<void> {
    await this.button('Run').click();
    await this.expectReady();
  }

  async expectReady(): Promise<void> {
    await expect(this.root).toHaveAttribute('data-state', new RegExp(`^(${settled.join('|')})$`), {
      timeout: 30_000,
    });
    const problem = (await this.problem.textContent()) ?? '';
    expect({ state: await this.root.getAttribute('data-state'), problem }).toEqual({
      state: 'ready',
      problem: '',
    });
  }

  async stop(): Promise<void> {
    await this.button('Stop').click();
    await this.expectState('stopped');
  }

  async reset(): Promise<void> {
    await this.button('Reset').click();
    await this.expectState('idle');
  }

  /** Sends all requests of the day and expects every assertion to tick. @returns Their number. */
  async sendAll(): Promise<number> {
    await this.openTab('Requests');
    await this.button('Send all').click();
    const summary = this.root
      .getByRole('status')
      .filter({ hasText: /\d+ of \d+ assertions? passed/ });
    // Requests of some days start processes, each of which loads Node.
    await expect(summary).toBeVisible({ timeout: 120_000 });
    // What differed says more than a count would.
    await expect(this.root.locator('li.request[data-state="failed"]')).toHaveText([]);
    const [, passed, total] = /(\d+) of (\d+)/.exec((await summary.textContent()) ?? '') ?? [];
    expect(passed).toBe(total);
    await expect(this.root.locator('li.assertion[data-passed="true"]')).toHaveCount(Number(total));
    await expect(this.root.locator('li.request:not([data-state="passed"])')).toHaveCount(0);
    return Number(total);
  }
}

/** Starts a day's example from its page. */
export async function runDay(page: Page, day: number): Promise<DayPage> {
  const opened = await DayPage.open(page, day);
  await opened.run();
  return opened;
}
