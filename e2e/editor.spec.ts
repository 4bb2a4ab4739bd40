/** The editor: edits apply on Run, the keyboard is never trapped, and no edit is lost by accident. */
import { DayPage, runDay } from './day-page.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
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
    await day.expectText('app.ts', text);
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
  await day.expectText('app.ts', '  first();\nsecond();');
  await expect(editor).toBeFocused();
  await editor.press('Shift+Tab');
  await day.expectText('app.ts', 'first();\nsecond();');

  await editor.press('Escape');
  await editor.press('Tab');
  await expect(editor).not.toBeFocused();
  await day.expectText('app.ts', 'first();\nsecond();');

  await editor.focus();
  await editor.press('Escape');
  await editor.press('Shift+Tab');
  await expect(editor).not.toBeFocused();
  await expect(editor).toHaveAccessibleDescription(/Escape/);
});

test('Enter keeps the indentation, and undo takes edits back to the author’s text', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  const editor = await day.openEditor('app.ts');
  const authored = await day.text('app.ts');
  await day.edit('app.ts', 'if (first) {');
  await editor.press('ControlOrMeta+End');
  await editor.press('Enter');
  await editor.pressSequentially('second();');
  await day.expectText('app.ts', 'if (first) {\n  second();');
  await expect(async () => {
    await editor.press('ControlOrMeta+z');
    expect(await day.text('app.ts')).toBe(authored);
  }).toPass();
  await expect(day.file('app.ts')).not.toHaveAccessibleName(/edited/);
});

test('what is typed before CodeMirror is there stays, with caret and undo', async ({ page }) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.context().route(/\/_astro\/code-editor/, async (route) => {
    await held;
    await route.continue();
  });
  const day = await DayPage.open(page, 0);
  await day.root.hover();
  const editor = day.editor('app.ts');
  await expect(editor).toBeEditable();
  const authored = await day.text('app.ts');
  await editor.focus();
  await editor.press('ControlOrMeta+Home');
  await editor.pressSequentially('// mine\n');
  await day.expectText('app.ts', `// mine\n${authored}`);
  const before = await day.root.boundingBox();
  release();
  await expect(editor).toHaveAttribute('contenteditable', 'true');
  await expect(editor).toBeFocused();
  await editor.pressSequentially('// and more\n');
  await day.expectText('app.ts', `// mine\n// and more\n${authored}`);
  expect(await day.root.boundingBox()).toEqual(before);
  await expect(async () => {
    await editor.press('ControlOrMeta+z');
    expect(await day.text('app.ts')).toBe(authored);
  }).toPass();
});

test('a text is found by Control or Command and F, and Escape leads back', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const editor = await day.openEditor('app.ts');
  await editor.press('ControlOrMeta+f');
  const find = day.root.getByRole('textbox', { name: 'Find' });
  await expect(find).toBeFocused();
  await find.pressSequentially('server.listen');
  await find.press('Enter');
  await find.press('Escape');
  await expect(find).toBeHidden();
  await expect(editor).toBeFocused();
  await page.keyboard.insertText('found');
  await day.expectText('app.ts', /\nfound\(port/);
});

test('code that Node would refuse is marked at its line, and the words lead there', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', 'ok();\n\nenum Colour { Red }\n');
  const note = day.root.getByRole('status').filter({ hasText: 'enum' });
  await expect(note).toContainText('Write a const object instead');
  await expect(day.root.locator('.cm-lint-marker-error')).toHaveCount(1);
  await note.getByRole('button', { name: 'Line 3' }).click();
  await expect(day.editor('app.ts')).toBeFocused();
  await page.keyboard.insertText('declare ');
  await day.expectText('app.ts', 'ok();\n\ndeclare enum Colour { Red }\n');
  await expect(note).toBeHidden();
  await expect(day.root.locator('.cm-lint-marker-error')).toHaveCount(0);
});

test('a run that fails marks its line, and its next step leads there', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('express.ts', "export const app = 1;\nthrow new Error('out of order');\n");
  await day.openFile('app.ts');
  await day.button('Run').click();
  await day.expectState('failed');
  await expect(day.problem).toContainText('Look at express.ts, line 2, then press Run.');
  await day.problem.getByRole('button', { name: 'express.ts, line 2' }).click();
  await expect(day.file('express.ts')).toHaveAttribute('aria-selected', 'true');
  await expect(day.editor('express.ts')).toBeFocused();
  await expect(day.root.locator('.cm-lint-marker-error')).toHaveCount(1);
  await page.keyboard.insertText('// ');
  await day.expectText('express.ts', /\n\/\/ throw/);
  await expect(day.root.locator('.cm-lint-marker-error')).toHaveCount(0);
});

test('edits are kept in this browser, said before Run, and run by nothing else', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', saying('mine, kept'));
  await expect(
    day.root.getByRole('status').filter({ hasText: 'kept in this browser' }),
  ).toBeVisible();
  // At once, without the pause after which an edit is kept by itself.
  await page.reload();
  await expect(day.file('app.ts')).toHaveAccessibleName(/edited/);
  await expect(day.root.getByRole('status').filter({ hasText: 'You have edited' })).toBeVisible();
  await day.expectState('idle');
  await day.root.hover();
  await day.expectText('app.ts', saying('mine, kept'));
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('mine, kept');
  await page.reload();
  // Reset needs no run before it.
  await expect(day.button('Reset')).toHaveAttribute('aria-disabled', 'false');
  await day.button('Reset').click();
  await expect(day.file('app.ts')).not.toHaveAccessibleName(/edited/);
  await page.reload();
  await expect(day.file('app.ts')).not.toHaveAccessibleName(/edited/);
});

test('two tabs of a day share its edits, and ask when both have changed a file', async ({
  page,
  context,
}) => {
  const one = await DayPage.open(page, 0);
  const two = await DayPage.open(await context.newPage(), 0);
  await one.root.hover();
  await expect(one.editor('app.ts')).toBeEditable();
  await two.edit('app.ts', saying('of two'));
  await one.expectText('app.ts', saying('of two'));
  await expect(one.file('app.ts')).toHaveAccessibleName(/edited/);

  await two.button('Reset').click();
  const question = one.root.getByRole('status').filter({ hasText: 'Another tab' });
  await expect(question).toBeVisible();
  await one.button('Keep this one').click();
  await expect(question).toBeHidden();
  await two.expectText('app.ts', saying('of two'));
});

test('Reset puts the author’s code back, and "Bring my edits back" undoes that', async ({
  page,
}) => {
  const day = await runDay(page, 0);
  const authored = await day.text('app.ts');
  const tab = day.file('app.ts');
  const restore = day.button('Bring my edits back');
  await expect(restore).toBeHidden();

  await day.edit('app.ts', saying('mine'));
  await expect(tab).toHaveAccessibleName(/edited/);
  await day.reset();
  await day.expectText('app.ts', authored);
  await expect(tab).not.toHaveAccessibleName(/edited/);

  await restore.click();
  await day.expectText('app.ts', saying('mine'));
  await expect(tab).toHaveAccessibleName(/edited/);
  await expect(restore).toBeHidden();
  await expect(day.button('Run')).toBeFocused();
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('mine');

  await day.reset();
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Hello, backend' })).toBeVisible();
});

test('an edited file is compared with its author’s, side by side or one below the other', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  const day = await DayPage.open(page, 0);
  await expect(day.button('Compare')).toBeHidden();
  await day.edit('bare.ts', saying('mine'));
  await day.button('Wide').click();
  await day.button('Fill the window').click();
  await day.button('Compare').click();
  const unified = day.root.getByRole('textbox', {
    name: 'bare.ts: your edits, and what they replace',
  });
  const authored = day.root.getByRole('textbox', { name: 'bare.ts, as its author wrote it' });
  const own = day.root.getByRole('textbox', { name: 'bare.ts, with your edits' });
  await expect(own.or(unified)).toBeVisible();
  await expect(own.or(unified)).toBeFocused();
  await expect(day.editor('bare.ts')).toBeHidden();
  // The divider gives the code the room for two sides, then takes it.
  const divider = day.root.getByRole('separator');
  await divider.focus();
  await divider.press('End');
  await expect(authored).toContainText('export function bare');
  await expect(own).toContainText('mine');
  await divider.press('Home');
  await expect(unified).toContainText('mine');
  await expect(authored).toBeHidden();
  await day.button('Compare').click();
  await expect(unified).toBeHidden();
  await expect(day.editor('bare.ts')).toBeVisible();
});

test('one file is reset, and its edits can come back', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.openEditor('app.ts');
  const authored = await day.text('app.ts');
  await day.edit('app.ts', saying('mine'));
  await day.edit('bare.ts', '// mine as well\n');
  await day.openFile('app.ts');
  await day.button('Reset this file').click();
  await day.expectText('app.ts', authored);
  await expect(day.editor('app.ts')).toBeFocused();
  await expect(day.button('Reset this file')).toBeHidden();
  await expect(day.file('bare.ts')).toHaveAccessibleName(/edited/);
  await day.button('Bring my edits back').click();
  await day.expectText('app.ts', saying('mine'));
});

test('TypeScript is read without its types, on the same lines, and this is remembered', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', 'interface A {\n  b: string;\n}\nexport const c: A = { b: "" };\n');
  await day.button('JS').click();
  const script = day.root.getByRole('textbox', { name: 'app.ts without its types' });
  await expect(script.locator('.cm-line')).toHaveText([
    '',
    '',
    '',
    /^export const c += \{ b: "" \};$/,
    '',
  ]);
  await expect(script).toHaveAttribute('aria-readonly', 'true');
  await expect(day.button('JS')).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await day.root.hover();
  await expect(script).toBeVisible();
  await day.openFile('index.html');
  await expect(day.button('JS')).toBeHidden();
  await expect(day.editor('index.html')).toBeVisible();
  await day.openFile('app.ts');
  await expect(script).toBeVisible();
  await day.button('TS').click();
  await expect(day.editor('app.ts')).toBeVisible();
});

test('tabs are moved through by arrow keys, Home and End', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const tabs = day.root.getByRole('tablist', { name: 'Result' }).getByRole('tab');
  await tabs.first().focus();
  for (const [key, index] of [
    ['ArrowRight', 1],
    ['End', -1],
    ['ArrowRight', 0],
    ['ArrowLeft', -1],
    ['Home', 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(tabs.nth(index)).toBeFocused();
    await expect(tabs.nth(index)).toHaveAttribute('aria-selected', 'true');
  }
});

test('an example with many files has a tree beside the code, by pointer and by keyboard', async ({
  page,
}) => {
  const day = await DayPage.open(page, 72);
  const tree = day.root.getByRole('tree', { name: 'Files' });
  const items = tree.getByRole('treeitem');
  await expect(items.first()).toHaveAccessibleName('app.ts');
  await expect(items.first()).toHaveAttribute('aria-selected', 'true');
  await day.openFile('cache.ts');
  await expect(day.root.getByRole('group', { name: 'cache.ts' })).toBeVisible();
  await expect(day.root.getByRole('group', { name: 'app.ts' })).toBeHidden();

  await day.file('cache.ts').focus();
  await page.keyboard.press('Home');
  await expect(day.file('app.ts')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(items.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(day.file('keys.ts')).toBeFocused();
  await expect(day.file('cache.ts')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(day.file('keys.ts')).toHaveAttribute('aria-selected', 'true');
  await expect(day.root.getByRole('group', { name: 'keys.ts' })).toBeVisible();

  await day.edit('keys.ts', '// mine\n');
  await expect(day.file('keys.ts')).toHaveAccessibleName(/edited/);
});

test('folders of a tree open and close', async ({ page }) => {
  const day = await DayPage.open(page, 9);
  const folder = day.root.getByRole('treeitem', { name: 'public' });
  const style = day.root.getByRole('treeitem', { name: 'style.css' });
  await expect(style).toBeVisible();
  await day.file('app.ts').focus();
  await page.keyboard.press('End');
  await expect(style).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(folder).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(folder).toHaveAttribute('aria-expanded', 'false');
  await expect(style).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(day.root.getByRole('group', { name: 'style.css' })).toBeVisible();
});

test('on a phone the tree opens from a button, and Escape closes it', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const day = await DayPage.open(page, 9);
  const button = day.root.getByRole('button', { name: 'Files: app.ts' });
  const tree = day.root.getByRole('tree', { name: 'Files' });
  await expect(tree).toBeHidden();
  await button.click();
  await expect(tree).toBeVisible();
  await expect(day.file('app.ts')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(tree).toBeHidden();
  await expect(button).toBeFocused();
  await day.openFile('links.ts');
  await expect(tree).toBeHidden();
  await expect(day.root.getByRole('button', { name: 'Files: links.ts' })).toBeVisible();
  await expect(day.root.getByRole('group', { name: 'links.ts' })).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test('Control or Command and S keeps an edit, and with "Run on save" starts the program again', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  const write = (words: string): Promise<void> =>
    day.edit('app.ts', `${saying(words)}console.log('${words}');\n`);
  const saved = day.root.getByRole('status').filter({ hasText: 'Saved. Press Run to use it.' });

  await write('first');
  await day.editor('app.ts').press('ControlOrMeta+s');
  await expect(saved).toBeVisible();
  await day.expectState('idle');
  await write('second');
  await expect(saved).toBeHidden();

  await day.openMenu('Settings');
  await day.root.getByRole('checkbox', { name: 'Run on save' }).check();
  await day.openTab('Logs');
  await day.run();
  await write('third');
  await day.editor('app.ts').press('ControlOrMeta+s');
  await expect(day.log).toContainText('third');
  await day.expectReady();

  // Remembered, with the edit.
  await page.reload();
  await day.openEditor('app.ts');
  await day.expectText('app.ts', /third/);
  await day.openMenu('Settings');
  await expect(day.root.getByRole('checkbox', { name: 'Run on save' })).toBeChecked();
});
