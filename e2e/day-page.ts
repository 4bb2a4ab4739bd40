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

  editor(path: string): Locator {
    return this.root.getByRole('textbox', { name: `${path}, editor`, exact: true });
  }

  /** Replaces a file's text; the editor is loaded by the first sign of interest. */
  async edit(path: string, text: string): Promise<void> {
    await this.root
      .getByRole('tab', { name: new RegExp(`^${path.replace('.', '\\.')}\\b`) })
      .click();
    await this.editor(path).fill(text);
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
