/** The Sockets tab and the open ports: what goes over WebSockets, and to where. */
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

const patience = { timeout: 40_000 };
test.setTimeout(180_000);

/** Echoes text frames of up to 125 bytes, in upper case; `bye` is answered by a close, 4001. */
const echo = `
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
const page = '<script>new WebSocket("ws://localhost:3000/live").onopen = (event) => event.target.send(JSON.stringify({ page: "says" }))</script><p>Page</p>';
const server = createServer((req, res) => res.setHeader('Content-Type', 'text/html').end(page));
const frame = (opcode, text) => Buffer.concat([Buffer.from([0x80 | opcode, Buffer.byteLength(text, 'latin1')]), Buffer.from(text, 'latin1')]);
server.on('upgrade', (req, socket) => {
  const accept = createHash('sha1').update(req.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  socket.write(frame(9, 'beat'));
  socket.on('data', (data) => {
    if ((data[0] & 15) !== 1) return;
    const mask = data.subarray(2, 6);
    const said = Buffer.from(data.subarray(6, 6 + (data[1] & 127)).map((byte, i) => byte ^ mask[i % 4])).toString();
    if (said === 'bye') socket.write(frame(8, '\\x0f\\xa1enough'));
    else socket.write(frame(1, said.toUpperCase()));
  });
});
server.listen(3000);
createServer((req, res) => res.end('the other one')).listen(3001);
`.trimStart();

const frames = (day: DayPage) => day.root.getByRole('list', { name: 'Frames' });
const status = (day: DayPage) =>
  day.root.getByRole('tabpanel', { name: 'Sockets', exact: true }).getByRole('status');

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('frames of a page and of the client, searched, paused and cleared', async ({ page }) => {
      const day = await DayPage.open(page, 0);
      await day.edit('app.ts', echo);
      await expect(day.root.getByRole('tab', { name: 'Sockets', exact: true })).toBeHidden();
      await day.run();
      await expect(day.frame.getByText('Page')).toBeVisible(patience);

      // The page's socket brings the tab.
      await day.openTab('Sockets');
      await expect(frames(day)).toContainText('{"PAGE":"SAYS"}', patience);
      await expect(frames(day)).toContainText('pong');
      await expect(status(day)).toContainText('1 open socket');

      await day.root.getByRole('textbox', { name: 'Socket path' }).fill('/mine');
      await day.button('Connect').click();
      await expect(day.button('Disconnect')).toBeVisible();
      const message = day.root.getByRole('textbox', { name: 'Message' });
      await expect(status(day)).toContainText('2 open sockets');
      // What is sent before the connection stands is not sent at all.
      await expect(frames(day).getByText('beat')).toHaveCount(4, patience);
      await message.fill('<b>hello</b>');
      await message.press('Enter');
      await expect(frames(day)).toContainText('<B>HELLO</B>');
      await expectNoViolations(page, 'sockets', { within: 'example-runner' });

      const json = frames(day).getByRole('listitem').filter({ hasText: '{"page"' }).first();
      await json.locator('summary').click();
      await expect(json.getByLabel('Payload')).toHaveText('{\n  "page": "says"\n}');

      await day.root.getByRole('searchbox', { name: 'Search frames' }).fill('hello');
      await expect(frames(day).getByRole('listitem')).toHaveCount(2);
      await day.root.getByRole('combobox', { name: 'Show frames' }).selectOption('received');
      await expect(frames(day).getByRole('listitem')).toHaveCount(1);
      await day.root.getByRole('searchbox', { name: 'Search frames' }).fill('');
      await day.root.getByRole('combobox', { name: 'Show frames' }).selectOption('control');

      await message.fill('bye');
      await message.press('Enter');
      await expect(frames(day)).toContainText('4001 enough');
      await expect(status(day)).toContainText('closed with code 4001 · 1 open socket');
      await expect(day.button('Connect')).toBeVisible();

      await day.button('Clear frames').click();
      await expect(frames(day).getByRole('listitem')).toHaveCount(0);
      await day.button('Pause').click();
      await day.button('Connect').click();
      await expect(status(day)).toContainText(/\d+ frames? not shown while paused/);
      await expect(frames(day).getByRole('listitem')).toHaveCount(0);

      await day.stop();
      await expect(status(day)).toContainText('0 open sockets');
    });
  });
}

test('open ports are shown, and one that is chosen is previewed', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', echo);
  await day.run();
  const ports = day.root.getByRole('group', { name: 'Open ports' });
  await expect(ports.getByRole('button')).toHaveText([':3000', ':3001']);
  await day.openTab('Logs');
  await ports.getByRole('button', { name: /3001/ }).click();
  await expect(day.frame.locator('body')).toHaveText('the other one');
  await expect(day.root.getByRole('combobox', { name: 'Port' })).toHaveValue('3001');
  await day.stop();
  await expect(ports.getByRole('button')).toHaveCount(0);
});

test('without a program, the client says what to do', async ({ page }) => {
  const day = await DayPage.open(page, 61);
  await day.openTab('Sockets');
  await day.button('Connect').click();
  await expect(status(day)).toContainText('Press Run first');
});
