/** The site's Content-Security-Policy: all that pages do fits in it, and what is slipped in does not. */
import type { Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { expect, test } from '../test.ts';

declare global {
  interface Window {
    violations: string[];
  }
}

const collectViolations = async (page: Page): Promise<() => Promise<string[]>> => {
  const logged: string[] = [];
  // Those of workers and frames are events there; the console has them all.
  page.on('console', (message) => {
    if (/Content[- ]Security[- ]Policy/i.test(message.text())) logged.push(message.text());
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  return async () => [...(await page.evaluate(() => window.violations)), ...logged];
};

for (const [kind, path] of [
  ['home page', ''],
  ["day's page", 'day/0/'],
  ['page of a day with a database', 'day/47/'],
  ['page that is missing', 'nowhere/'],
] as const) {
  test(`nothing on the ${kind} is against its policy`, async ({ page }) => {
    const violations = await collectViolations(page);
    await page.goto(path);
    await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveCount(1);
    await page.getByRole('banner').getByRole('button', { name: 'Search' }).click();
    const dialog = page.getByRole('dialog', { name: 'Search' });
    await dialog.getByRole('textbox').fill('express');
    await expect(page.getByText(/results? for/)).toBeVisible();
    expect(await violations()).toEqual([]);
  });
}

test('nothing that a run does is against the policy', async ({ page }) => {
  const violations = await collectViolations(page);
  const day = await DayPage.open(page, 9);
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Link shortener' })).toBeVisible();
  await day.sendAll();
  await day.stop();
  await day.edit('app.ts', 'console.log("edited");');
  await day.button('Run').click();
  await day.openTab('Logs');
  await expect(day.log).toContainText('edited');
  expect(await violations()).toEqual([]);
});

test.describe('what is slipped in', () => {
  // Firefox reports what it has blocked as an error of the page.
  test.use({ programError: /blocked|undefined/ });
  test('an inline script, a handler and a foreign script that are slipped in do not run', async ({
    page,
  }) => {
    await page.goto('day/0/');
    const blocked = await page.evaluate(async () => {
      const found: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        found.push(effectiveDirective),
      );
      const insert = (html: string): void => {
        const template = document.createElement('div');
        template.append(document.createRange().createContextualFragment(html));
        document.body.append(template);
      };
      insert('<script>globalThis.slipped = "inline"</script>');
      insert('<img src="data:," onerror="globalThis.slipped = \'handler\'">');
      insert('<script src="data:text/javascript,globalThis.slipped=1"></script>');
      insert('<iframe src="data:text/html,elsewhere"></iframe>');
      while (found.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
      return { found: found.sort(), slipped: (globalThis as { slipped?: string }).slipped };
    });
    expect(blocked).toEqual({
      found: ['frame-src', 'script-src-attr', 'script-src-elem', 'script-src-elem'],
      slipped: undefined,
    });
  });
});

test('code in a string is not compiled on a page', async ({ page }) => {
  await page.goto('');
  // Not by `evaluate` itself, which the policy does not govern.
  const compiled = await page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return 1')());
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      }),
  );
  expect(compiled).toBe('EvalError');
});

test('every kind of response says what it has to', async ({ request }) => {
  for (const path of [
    '',
    'day/0/',
    'nowhere/',
    'layers/catalog.json',
    'preview-service-worker.js',
  ]) {
    const headers = (await request.get(path)).headers();
    expect(headers).toMatchObject({
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
    });
  }
});

/** Prints how each attempt of a program ends. */
const attempts = `import { createServer } from 'node:http';
const attempt = async (name, action) => {
  let result;
  try { result = await action(); } catch (error) { result = error.name; }
  console.log(name + ': ' + result);
};
// The engine does not know that the browser is loading something, and Node ends when nothing is awaited.
const alive = setInterval(() => {}, 1000);
await attempt('string', () => (0, eval)('1 + 1'));
await attempt('script in an address', () => (0, eval)('import("data:text/javascript,export default 1")'));
clearInterval(alive);
console.log('all tried');
`;

test.describe('a program', () => {
  test.use({ programError: /blocked|undefined/ });
  test('compiles what it likes, but loads no script from an address that holds it', async ({
    page,
  }) => {
    const day = await DayPage.open(page, 0);
    await day.edit('app.ts', attempts);
    await day.button('Run').click();
    await day.openTab('Logs');
    await expect(day.log).toContainText('all tried');
    await expect(day.log).toContainText('string: 2');
    await expect(day.log).toContainText('script in an address: TypeError');
  });
});
