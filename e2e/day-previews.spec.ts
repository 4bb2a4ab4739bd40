/** The pages that single days show in the preview, used as a reader would. */
import { runDay } from './day-page.ts';
import { expect, test } from './test.ts';

test('day 3: the order of callbacks, and who is served while primes are counted', async ({
  page,
}) => {
  const { frame } = await runDay(page, 3);
  await expect(frame.locator('#callback li').nth(1)).toHaveText('nextTick');
  await expect(frame.locator('#promise li').nth(1)).toHaveText('queueMicrotask');

  await frame.getByRole('button', { name: 'In one go' }).click();
  await expect(frame.locator('#served')).toContainText('78498 primes, counted in one go');
  await expect(frame.locator('#served')).toContainText('meanwhile: 0');
  await frame.getByRole('button', { name: 'With setImmediate' }).click();
  await expect(frame.locator('#served')).toContainText('counted with immediates');
  await expect(frame.locator('#served')).not.toContainText('meanwhile: 0');

  await frame.getByRole('button', { name: 'Cellar' }).click();
  await expect(frame.locator('#temperature')).toContainText('503');
});

test('day 13: the log of one request among three', async ({ page }) => {
  const { frame } = await runDay(page, 13);
  await frame.getByRole('button', { name: 'Three orders at once' }).click();
  await expect(frame.getByText('order placed')).toHaveCount(3);
  await expect(frame.locator('#request option')).toHaveCount(4);
  await frame.getByLabel('Lines of').selectOption({ index: 1 });
  await expect(frame.locator('#lines li')).toHaveCount(4);
  await expect(frame.locator('#lines')).toContainText('[redacted]');
  await expect(frame.locator('#lines')).not.toContainText('4242');
});

test('day 16: node --test runs from the page', async ({ page }) => {
  test.slow(); // Three processes are started.
  const { frame } = await runDay(page, 16);
  await frame.getByRole('button', { name: 'Run node --test' }).click();
  const report = frame.locator('#report');
  await expect(report).toContainText('node --test exited with code 0', { timeout: 90_000 });
  await expect(report).toContainText('pass 16');

  await frame.getByRole('button', { name: 'Hold A1' }).click();
  await expect(frame.locator('#answer')).toContainText('200');
  await expect(frame.getByRole('button', { name: 'Hold A1' })).toHaveCount(0);
});

test('day 40: exact sums, and five refusals', async ({ page }) => {
  const { frame } = await runDay(page, 40);
  const answer = frame.locator('#answer');
  await frame.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(answer).toContainText('201');
  await frame.getByLabel('Amount').fill('0.20');
  await frame.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(frame.locator('#people')).toContainText('Ada has paid 0.30');
  for (const [button, expected] of [
    ['Paid by nobody', '422 {"error":"It refers to something that is not there"}'],
    ['Too large', '422 {"error":"amount is too large"}'],
    ['30 February', '422 {"error":"spent_on is no such value"}'],
    ['A second Ada', '409 {"error":"There is one with this name already"}'],
    ['Remove Ada', '409 {"error":"Something else still refers to it"}'],
  ] as const) {
    await frame.getByRole('button', { name: button }).click();
    await expect(answer).toHaveText(expected);
  }
  await expect(frame.locator('#expenses tr')).toHaveCount(2);
});

test('day 42: what a rush sells, and who waits for a row that is locked', async ({ page }) => {
  const { frame } = await runDay(page, 42);
  const newest = frame.locator('#rushes tr').first();
  await frame.getByRole('button', { name: 'No lock' }).click();
  await expect(newest).toContainText('no lock', { timeout: 30_000 });
  await expect(newest.locator('.oversold')).toHaveCount(1);
  await frame.getByRole('button', { name: 'FOR UPDATE', exact: true }).click();
  await expect(newest.locator('td')).toHaveText(['for update', '10', '20', '10', '0', '0'], {
    timeout: 30_000,
  });
  await frame.getByRole('button', { name: 'One statement' }).click();
  await expect(newest.locator('td')).toHaveText(['one statement', '10', '20', '10', '0', '0']);

  const log = frame.getByRole('log');
  const press = (name: string) => frame.getByRole('button', { name, exact: true }).click();
  await press('Restock');
  await expect(log).toContainText('Restock: 204');
  await press('Count the lamps');
  await expect(log).toContainText('Count the lamps: 201');
  await press('Buy a lamp');
  await press('Buy a chair');
  await expect(log).toContainText('Buy a chair: 201');
  await press('Buy a lamp in a hurry');
  await expect(log).toContainText('Buy a lamp in a hurry: 503');
  await expect(log).toContainText('Buy a lamp: 503', { timeout: 30_000 });
  await press('Lamps are counted');
  await press('Buy a lamp');
  await expect(log).toContainText('Buy a lamp: 201');
  await expect(frame.locator('#products')).toContainText('Lamp: 9 left, 1 sold');
});

test('day 44: a search inside of documents, an ingredient once, ten ratings at once', async ({
  page,
}) => {
  const { frame } = await runDay(page, 44);
  const found = frame.getByRole('navigation', { name: 'Recipes' });
  await expect(found.getByRole('button')).toHaveCount(4);
  await frame.getByLabel('Without').fill('milk');
  await frame.getByLabel('With', { exact: true }).fill('flour');
  await frame.getByRole('button', { name: 'Search' }).click();
  await expect(found.getByRole('button')).toHaveText(['Bread, 180 min']);

  await found.getByRole('button').click();
  const document = frame.locator('#document');
  await frame.getByLabel('Ingredient').fill('Salt');
  await frame.getByRole('button', { name: 'Add' }).click();
  await expect(document).toContainText('"name": "salt"');
  await frame.getByRole('button', { name: 'Add' }).click();
  await expect(document).toContainText('The recipe has salt already');

  await frame.getByRole('button', { name: 'Rate ten times at once' }).click();
  await expect(document).toContainText('"ratings": 10');
});

test('day 47: a chart and the stages of the pipeline, for a period', async ({ page }) => {
  const { frame } = await runDay(page, 47);
  const chart = frame.getByRole('img', { name: 'Sales by month' });
  await expect(frame.locator('#total')).toHaveText('1000 orders, 79524.10 €, 79.52 € on average');
  await expect(chart).toHaveJSProperty('complete', true);
  await expect(chart).not.toHaveJSProperty('naturalWidth', 0);
  await expect(frame.locator('#steps li').nth(2)).toContainText('2012 documents');

  await frame.getByLabel('From').fill('2025-03-01');
  await frame.getByLabel('To').fill('2025-03-31');
  await frame.getByRole('button', { name: 'Show' }).click();
  await expect(frame.locator('#total')).toContainText('64 orders');
  await expect(frame.getByRole('table', { name: 'Categories' })).toContainText('3333.00 €');

  await frame.getByLabel('To').fill('2025-02-28');
  await frame.getByRole('button', { name: 'Show' }).click();
  await expect(frame.locator('#total')).toHaveText('from must not be after to');
});

test('day 48: the contract holds for four stores, and each keeps its own members', async ({
  page,
}) => {
  test.slow(); // A process with three databases is started.
  const { frame } = await runDay(page, 48);
  const answer = frame.locator('#answer');
  for (const store of ['memory', 'postgres', 'mysql', 'mongodb']) {
    await frame.getByLabel('Kept in').selectOption(store);
    await frame.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(answer).toContainText('201', { timeout: 60_000 });
    await frame.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(answer).toHaveText('409 {"error":"Another member has this email"}');
    await expect(frame.locator('#members li')).toHaveCount(1);
    await expect(frame.locator('#members')).toContainText('Ada, ada@club.example');
  }
  await frame.getByRole('button', { name: 'Run it against all four' }).click();
  const report = frame.locator('#report');
  await expect(report).toContainText('node --test exited with code 0', { timeout: 120_000 });
  await expect(report).toContainText('pass 36');
});

test('day 53: two forgeries that a trusting check lets in, and none that the strict one does', async ({
  page,
}) => {
  const { frame } = await runDay(page, 53);
  await frame.getByRole('button', { name: 'Sign in' }).click();
  await expect(frame.locator('#claims')).toContainText('"sub": "ada"');
  await frame.getByRole('button', { name: 'Ask /me' }).click();
  await expect(frame.locator('#claims')).toContainText('200');

  const newest = frame.locator('#verdicts tr').first();
  for (const [forgery, trusting] of [
    ['No signature', '✗ accepted as grace'],
    ['Public key as a secret', '✗ accepted as grace'],
    ['Another key', '✓ refused'],
  ] as const) {
    await frame.getByRole('button', { name: forgery }).click();
    await expect(newest).toContainText(forgery);
    await expect(newest).toContainText(trusting);
    await expect(newest.locator('td').last()).toContainText('✓ refused');
  }
});

test('day 61: messages reach everybody, and what breaks a rule closes the connection', async ({
  page,
  context,
}) => {
  const day = await runDay(page, 61);
  const log = day.frame.getByRole('log');
  await expect(log).toContainText('You are number 1, and 1 are here');

  const opening = context.waitForEvent('page');
  await day.root.getByRole('link', { name: 'Open in a new tab' }).click();
  const tab = await opening;
  await expect(tab.getByRole('log')).toContainText('You are number 2, and 2 are here');
  await tab.getByLabel('Message', { exact: true }).fill('Zoë says hello');
  await tab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(log).toContainText('2: Zoë says hello');
  await expect(tab.getByRole('log')).toContainText('2: Zoë says hello');

  await tab.getByRole('button', { name: 'Close' }).click();
  await expect(tab.getByRole('log')).toContainText('Closed with code 4000');
  await expect(log).toContainText('2 left with code 4000');

  for (const [action, closed] of [
    ['Send bytes', 'Closed with code 1003: Text only'],
    ['Send 70,000 letters', 'Closed with code 1009: At most 65536 bytes'],
  ] as const) {
    await day.frame.getByRole('button', { name: action }).click();
    await expect(log).toContainText(closed);
    await day.frame.getByRole('button', { name: 'Connect' }).click();
    await expect(log.locator('li').last()).toContainText('You are number');
  }

  await day.frame.getByLabel('Frames').selectOption('fragments');
  await day.frame.getByRole('button', { name: 'Send these frames' }).click();
  await expect(day.frame.locator('#report')).toContainText('← pong still there?');
  await expect(day.frame.locator('#report')).toContainText('← close 1000');
});

test('day 64: an item that a client missed, and one that it added while offline', async ({
  page,
}) => {
  const { frame } = await runDay(page, 64);
  const ada = frame.getByRole('region', { name: 'Ada' });
  const grace = frame.getByRole('region', { name: 'Grace' });
  const add = async (client: typeof ada, text: string): Promise<void> => {
    await client.getByLabel('Item').fill(text);
    await client.getByRole('button', { name: 'Add' }).click();
  };
  await expect(ada.getByText('online', { exact: true })).toBeVisible();
  await expect(grace.getByText('online', { exact: true })).toBeVisible();

  await add(ada, 'Bread');
  await expect(ada).toContainText('Saved: Bread');
  await expect(grace.getByRole('listitem')).toHaveText(['Bread (Ada)']);

  await grace.getByRole('button', { name: 'Go offline' }).click();
  await expect(grace).toContainText('offline: forced close');
  await add(ada, 'Milk');
  await expect(ada).toContainText('Saved: Milk');
  await add(grace, 'Tea');
  await expect(grace).toContainText('Sending');

  await grace.getByRole('button', { name: 'Go online' }).click();
  await expect(grace).toContainText('online, state recovered');
  await expect(grace).toContainText('Saved: Tea');
  await expect(grace.getByRole('listitem')).toHaveText([
    'Bread (Ada)',
    'Milk (Ada)',
    'Tea (Grace)',
  ]);
  await expect(grace.locator('.missed')).toHaveText('Milk (Ada)');
  await expect(ada.getByRole('listitem')).toHaveCount(3);

  await add(ada, ' ');
  await expect(ada).toContainText('Refused: text must be 1 to 80 characters');
});

test('day 72: a shared load, a hundred plays, and an invitation for one', async ({ page }) => {
  const { frame } = await runDay(page, 72);
  const answer = frame.locator('#answer');
  await frame.getByRole('button', { name: 'Twenty readers at once' }).click();
  await expect(answer).toContainText(/Readers: 20, hits: \d+, the catalogue was asked [01] times/);
  await frame.getByRole('button', { name: 'Read about it' }).click();
  await expect(answer).toContainText('Readers: 1, hits: 1, the catalogue was asked 0 times');
  await frame.getByRole('button', { name: 'Change its text' }).click();
  await expect(answer).toHaveText('The text was changed, and its key deleted');
  await frame.getByRole('button', { name: 'Read about it' }).click();
  await expect(answer).toContainText('Readers: 1, hits: 0, the catalogue was asked 1 times');

  await frame.getByRole('button', { name: 'A hundred plays at once' }).click();
  await expect(frame.locator('#played')).toHaveText('100 plays had 100 different numbers');
  await frame.getByLabel('Game').selectOption('Asteroids');
  await expect(frame.locator('#board tr')).toHaveCount(0);
  await frame.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(frame.locator('#played')).toContainText('Ann: a new best, place 1');
  await expect(frame.locator('#board tr').first()).toHaveText('1Ann100');

  await frame.getByRole('button', { name: 'Invite for 10 seconds' }).click();
  await expect(frame.locator('#keys')).toContainText('invitation:');
  await frame.getByRole('button', { name: 'Accept' }).click();
  await expect(frame.locator('#invitation')).toHaveText('Accepted: you play with Ann');
  await frame.getByRole('button', { name: 'Accept' }).click();
  await expect(frame.locator('#invitation')).toContainText('no longer');
  await expect(frame.locator('#keys')).not.toContainText('invitation:');
});

test('day 74: mails that are tried again, given up, corrected and taken back', async ({ page }) => {
  const { frame } = await runDay(page, 74);
  const row = (to: string) => frame.locator('#mails tr').filter({ hasText: to }).first();
  const send = (name: string) => frame.getByRole('button', { name, exact: true }).click();

  await send('In 5 seconds');
  await expect(row('eve@example.com')).toContainText('delayed');
  await row('eve@example.com').getByRole('button', { name: 'Take back' }).click();
  await expect(row('eve@example.com')).toHaveCount(0);

  await send('To a busy provider');
  await expect(row('bob@busy.example')).toContainText('completed');
  await expect(row('bob@busy.example').getByRole('listitem')).toHaveText([
    /^451 /,
    /^451 /,
    /^250 /,
  ]);
  await send('To one that is down');
  await expect(row('cleo@down.example')).toContainText('failed');
  await expect(row('cleo@down.example').getByRole('listitem')).toHaveCount(4);

  await send('To nobody');
  await expect(row('dan@nowhere.example').getByRole('listitem')).toHaveText([/^550 /]);
  await row('dan@nowhere.example').getByRole('button', { name: 'Correct and retry' }).click();
  await expect(row('dan@example.com')).toContainText('completed');
  await expect(frame.locator('#counts')).toContainText(/completed\s*2/);
});

test('day 75: a picture that threads render, and bytes that move to one', async ({ page }) => {
  test.slow(); // The threads are workers that load Node.
  const { frame } = await runDay(page, 75);
  const served = frame.locator('#served');
  await frame.getByRole('button', { name: 'On the event loop' }).click();
  await expect(served).toContainText('On the event loop: ', { timeout: 60_000 });
  await frame.getByRole('button', { name: 'In all threads' }).click();
  await expect(served).toContainText('In all threads: ', { timeout: 60_000 });
  await expect(served).toContainText('answers to /ping meanwhile: ');
  await expect(frame.getByAltText('The rendered picture')).toHaveJSProperty('naturalWidth', 800);

  const bytes = 64 * 1024 * 1024;
  const handover = frame.locator('#handover');
  await frame.getByRole('button', { name: 'Copy 64 MB' }).click();
  await expect(handover).toContainText(`bytes left here: ${bytes}`);
  await frame.getByRole('button', { name: 'Move 64 MB' }).click();
  await expect(handover).toContainText('bytes left here: 0');
  await expect(handover).toContainText(`bytes in the thread: ${bytes}`);
});

test('day 76: a worker crashes, all are replaced, and no request of the page fails', async ({
  page,
}) => {
  test.slow(); // Seven processes are started.
  const { frame } = await runDay(page, 76);
  const events = frame.locator('#events');
  const workers = frame.locator('#workers');
  await expect(workers).toContainText('generation 1');

  await frame.getByRole('button', { name: 'Crash one' }).click();
  await expect(events).toContainText(/Worker \d has crashed/);
  await frame.getByRole('button', { name: 'Restart all' }).click();
  await expect(events).toContainText('Now at generation 2', { timeout: 60_000 });
  await expect(workers).toContainText('generation 2');
  await expect(frame.locator('#total')).toHaveText(/^Answered: \d+, failed: 0$/);
});

test('day 84: GraphiQL comes from the program and runs a query', async ({ page }) => {
  const { frame } = await runDay(page, 84);
  await frame.getByRole('button', { name: /^Execute query/ }).click();
  await expect(frame.getByRole('region', { name: 'Result Window' })).toContainText('Frankenstein');
});

test('day 30: what the database refuses, and what it keeps', async ({ page }) => {
  test.slow(); // PostgreSQL starts.
  const { frame } = await runDay(page, 30);
  const answer = frame.locator('#answer');
  const add = frame.getByRole('button', { name: 'Add the book' });
  await expect(frame.locator('#found')).toHaveText('0 found');
  await add.click();
  await expect(answer).toContainText('201');
  await add.click();
  await expect(answer).toContainText('Another book has this isbn');
  await frame.getByLabel('Price').fill('-1');
  await frame.getByLabel('ISBN').fill('9780131103627');
  await add.click();
  await expect(answer).toContainText('price must not be negative');
  await expect(frame.locator('#books tr')).toHaveCount(1);
  await frame.getByRole('button', { name: 'Remove Designing Data' }).click();
  await expect(answer).toContainText('204');
  await expect(frame.locator('#books tr')).toHaveCount(0);
});

test('day 34: an update that is lost, one that fails, and a total that stays', async ({ page }) => {
  test.slow(); // PostgreSQL starts.
  const { frame } = await runDay(page, 34);
  await expect(frame.locator('#total')).toHaveText('300.00');
  const log = frame.locator('#log');
  const result = frame.locator('#result');
  await frame.getByRole('button', { name: 'READ COMMITTED' }).click();
  await expect(result).toContainText('READ COMMITTED: of 100, 80 were paid out');
  await expect(result).not.toContainText('; 0 came from nowhere');
  await frame.getByRole('button', { name: 'SERIALIZABLE' }).click();
  await expect(result).toContainText('20 are left; 0 came from nowhere');
  await expect(log).toContainText('fails with 40001: could not serialize access');
  await frame.getByRole('button', { name: 'FOR UPDATE' }).click();
  await expect(result).toContainText('FOR UPDATE: of 100, 80 were paid out and 20 are left');
  await frame.getByRole('button', { name: 'Twenty transfers at once' }).click();
  await expect(frame.locator('#answer')).toContainText('"totalAfter":30000');
  await expect(frame.locator('#total')).toHaveText('300.00');
});
