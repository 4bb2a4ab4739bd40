/** The editor: edits apply on Run, the keyboard is never trapped, and no edit is lost by accident. */
import { DayPage, runDay } from './day-page.ts';
import { expect, test } from './test.ts';

const saying = (words: string) =>
  `import { createServer } from 'node:http';\ncreateServer((req, res) => res.end('${words}')).listen(3000);\n`;

test('Control or Command and Enter applies an edit', async ({ page }) => {
  const day = await runDay(page, 0);
  for (const modifier of ['Control', 'Meta']) {
    const text = saying(`edited, then ${modifier} and Enter`);
    await day.edit('app.ts', text);
    await day.editor('app.ts').press(`${modifier}+Enter`);
    await expect(day.frame.locator('body')).toHaveText(`edited, then ${modifier} and Enter`);
    await expect(day.editor('app.ts')).toBeFocused();
    await expect(day.editor('app.ts')).toHaveValue(text);
  }
});

test('edits of several files apply together, and a page of the example is one of them', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  await day.edit('index.html', '<h1>Mine</h1>');
  await day.edit(
    'express.ts',
    "import express from 'express';\nexport const app = express();\napp.get('/', (_req, res) => res.sendFile('index.html', { root: import.meta.dirname }));\napp.get('/mine', (_req, res) => res.send('my route'));\n",
  );
  await day.run();
  await expect(day.frame.getByRole('heading')).toHaveText('Mine');
  await day.path.fill('/mine');
  await day.path.press('Enter');
  await expect(day.frame.locator('body')).toHaveText('my route');
});

test('Tab indents, Shift+Tab takes it back, and Escape then Tab leaves', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', 'first();\nsecond();');
  const editor = day.editor('app.ts');
  await editor.press('ControlOrMeta+Home');
  await editor.press('Tab');
  await expect(editor).toHaveValue('  first();\nsecond();');
  await expect(editor).toBeFocused();
  await editor.press('Shift+Tab');
  await expect(editor).toHaveValue('first();\nsecond();');

  await editor.press('Escape');
  await editor.press('Tab');
  await expect(editor).not.toBeFocused();
  await expect(editor).toHaveValue('first();\nsecond();');

  await editor.focus();
  await editor.press('Escape');
  await editor.press('Shift+Tab');
  await expect(editor).not.toBeFocused();
  await expect(editor).toHaveAccessibleDescription(/Escape/);
});

test('Enter keeps the indentation, and undo takes an edit back', async ({ page, browserName }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', '  first();');
  const editor = day.editor('app.ts');
  await editor.press('ControlOrMeta+End');
  await editor.press('Enter');
  await editor.pressSequentially('second();');
  await expect(editor).toHaveValue('  first();\n  second();');
  await editor.press('ControlOrMeta+z');
  // Browsers differ in how much one undo takes; none may take everything.
  await expect(editor).not.toHaveValue('  first();\n  second();');
  await expect(editor).toHaveValue(browserName === 'firefox' ? /first/ : /^ {2}first\(\);/);
});

test('the code that is shown is the code that is typed, whole', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', 'const shown = 1;');
  const shown = day.root.locator('pre[data-path="app.ts"]');
  await expect(shown).toHaveText('const shown = 1;');
  await day.editor('app.ts').press('ControlOrMeta+End');
  await day.editor('app.ts').pressSequentially(' // <b>"&amp;');
  await expect(shown).toHaveText('const shown = 1; // <b>"&amp;');
});

test('Reset puts the author’s code back, and "Bring my edits back" undoes that', async ({
  page,
}) => {
  const day = await runDay(page, 0);
  const editor = day.editor('app.ts');
  const authored = await editor.inputValue();
  const tab = day.root.getByRole('tab', { name: /^app\.ts/ });
  const restore = day.button('Bring my edits back');
  await expect(restore).toBeHidden();

  await day.edit('app.ts', saying('mine'));
  await expect(tab).toHaveAccessibleName(/edited/);
  await day.reset();
  await expect(editor).toHaveValue(authored);
  await expect(tab).not.toHaveAccessibleName(/edited/);

  await restore.click();
  await expect(editor).toHaveValue(saying('mine'));
  await expect(tab).toHaveAccessibleName(/edited/);
  await expect(restore).toBeHidden();
  await expect(day.button('Run')).toBeFocused();
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('mine');

  await day.reset();
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Hello, backend' })).toBeVisible();
});

test('tabs are moved through by arrow keys, Home and End', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const tabs = day.root.getByRole('tablist', { name: 'Result' }).getByRole('tab');
  await tabs.first().focus();
  for (const [key, index] of [
    ['ArrowRight', 1],
    ['End', 2],
    ['ArrowRight', 0],
    ['ArrowLeft', 2],
    ['Home', 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(tabs.nth(index)).toBeFocused();
    await expect(tabs.nth(index)).toHaveAttribute('aria-selected', 'true');
  }
});
