/** The host page, driven by the client of `@webcontainer/api` as any app would drive StackBlitz's. */
import { expect, test } from '../test.ts';
import { SiteServer } from '../site-server.ts';
import { bootClientPage } from './client-page.ts';

test('files are mounted, read, changed, watched and exported', async ({ page }) => {
  await bootClientPage(page);
  const seen = await page.evaluate(async () => {
    const { fs } = container;
    await container.mount({
      'a.txt': { file: { contents: 'ä' } },
      'a.bin': { file: { contents: new Uint8Array([0, 255]) } },
      folder: { directory: { link: { file: { symlink: '../a.txt' } } } },
    });
    await container.mount({ 'b.txt': { file: { contents: 'b' } } }, { mountPoint: 'folder' });
    const mounted = {
      text: await fs.readFile('a.txt', 'utf-8'),
      bytes: [...(await fs.readFile('a.bin'))],
      link: await fs.readFile('folder/link', 'utf-8'),
      names: await fs.readdir('folder'),
      entries: (await fs.readdir('.', { withFileTypes: true })).map((entry) => [
        entry.name,
        entry.isFile(),
        entry.isDirectory(),
      ]),
    };

    const { promise: heard, resolve: hear } = Promise.withResolvers<unknown[]>();
    const watcher = fs.watch('folder', (...event) => hear(event));
    // The client sends its commands in order, and this one is answered after the watcher is there.
    await fs.readdir('.');
    await fs.writeFile('folder/c.txt', 'c');
    const event = await heard;
    watcher.close();

    await fs.writeFile('a.bin', new Uint8Array([1, 2, 3]));
    await fs.mkdir('x/y', { recursive: true });
    await fs.rename('folder/c.txt', 'x/y/d.txt');
    await fs.rm('folder', { recursive: true });
    const missing = await fs.readFile('folder/b.txt').then(
      () => 'found',
      (error: Error) => error.message,
    );
    return { mounted, event, missing, exported: await container.export('.') };
  });
  expect(seen.mounted).toEqual({
    text: 'ä',
    bytes: [0, 255],
    link: 'ä',
    names: ['b.txt', 'link'],
    entries: [
      ['a.bin', true, false],
      ['a.txt', true, false],
      ['folder', false, true],
    ],
  });
  expect(seen.event).toEqual(['rename', 'c.txt']);
  expect(seen.missing).toContain('ENOENT');
  expect(seen.exported).toEqual({
    'a.bin': { file: { contents: '\x01\x02\x03' } },
    'a.txt': { file: { contents: 'ä' } },
    x: { directory: { y: { directory: { 'd.txt': { file: { contents: 'c' } } } } } },
  });
});

test('a snapshot of the host mounts again, and other snapshots are refused', async ({ page }) => {
  await bootClientPage(page);
  const seen = await page.evaluate(async () => {
    await container.mount({ 'a.txt': { file: { contents: 'a' } } });
    const snapshot = await container.export('.', { format: 'binary' });
    await container.fs.mkdir('copy');
    await container.mount(snapshot, { mountPoint: 'copy' });
    const refused = await container.mount(new Uint8Array([1, 2, 3])).then(
      () => 'mounted',
      (error: Error) => error.message,
    );
    return { copy: await container.fs.readFile('copy/a.txt', 'utf-8'), refused };
  });
  expect(seen.copy).toBe('a');
  expect(seen.refused).toContain('not a file system snapshot');
});

test('a process has arguments, variables, input, output, a size and an end', async ({ page }) => {
  await bootClientPage(page);
  const seen = await page.evaluate(async () => {
    const contents = `
      const { argv, env, stdout } = process;
      console.log(JSON.stringify([argv.slice(2), env.COLOUR, process.cwd(), stdout.columns]));
      stdout.on('resize', () => console.log('columns', stdout.columns));
      process.stdin.on('data', (data) => {
        console.log('got', String(data).trim());
        process.exitCode = 3;
        process.stdin.pause();
      });`;
    await container.mount({ bin: { directory: { 'a.cjs': { file: { contents } } } } });
    const process = await container.spawn('node', ['a.cjs', 'one'], {
      cwd: 'bin',
      env: { COLOUR: 'red' },
      terminal: { cols: 60, rows: 10 },
    });
    let output = '';
    const reader = process.output.getReader();
    const until = async (text: string) => {
      while (!output.includes(text)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`ended before "${text}": ${output}`);
        output += value;
      }
    };
    await until(']');
    process.resize({ cols: 100, rows: 10 });
    await until('columns 100');
    await process.input.getWriter().write('hello\r');
    await until('got hello');
    return { code: await process.exit, output, workdir: container.workdir, path: container.path };
  });
  expect(seen.output).toContain('[["one"],"red","/home/app/bin",60]');
  expect(seen.code).toBe(3);
  expect(seen.workdir).toBe('/home/app');
  expect(seen.path).toContain('/usr/bin');
});

test('kill ends an endless loop, and output can be left out', async ({ page }) => {
  await bootClientPage(page);
  const codes = await page.evaluate(async () => {
    const loop = await container.spawn('node', ['-e', 'console.log("looping"); for (;;);']);
    await loop.output.getReader().read();
    loop.kill();
    const quiet = await container.spawn('node', ['-e', 'console.log("unheard")'], {
      output: false,
    });
    return [await loop.exit, await quiet.exit];
  });
  expect(codes).toEqual([137, 0]);
});

test('a server is announced, its page shown, and its end told', async ({ page }) => {
  await bootClientPage(page);
  const url = await page.evaluate(async () => {
    const events: unknown[][] = ((globalThis as { events?: unknown[][] }).events = []);
    container.on('port', (port, type) => events.push(['port', port, type]));
    const ready = new Promise<string>((resolve) =>
      container.on('server-ready', (_port, url) => resolve(url)),
    );
    const dropped = container.on('port', () => events.push(['never']));
    dropped();
    const server = `
      require('node:http').createServer((request, response) => {
        if (request.url === '/end') process.exit();
        response.setHeader('Content-Type', 'text/html').end('<h1>Served</h1>');
      }).listen(4000);`;
    await container.spawn('node', ['-e', server]);
    const url = await ready;
    const frame = Object.assign(document.createElement('iframe'), { src: url, title: 'Preview' });
    document.body.append(frame);
    return url;
  });
  const preview = page.frameLocator('iframe[title="Preview"]');
  await expect(preview.getByRole('heading', { name: 'Served' })).toBeVisible();
  await page.evaluate((address) => void fetch(address).catch(() => {}), `${url}end`);
  const frame = page.locator('iframe[title="Preview"]');
  await frame.evaluate((element: HTMLIFrameElement, src) => (element.src = src), `${url}end`);
  const events = () => page.evaluate(() => (globalThis as { events?: unknown[][] }).events);
  await expect.poll(events).toEqual([
    ['port', 4000, 'open'],
    ['port', 4000, 'close'],
  ]);
});

test('after teardown the next boot is a fresh one', async ({ page }) => {
  await bootClientPage(page);
  const seen = await page.evaluate(async () => {
    await container.fs.writeFile('a.txt', 'a');
    const second = api.WebContainer.boot().then(
      () => 'booted',
      (error: Error) => error.message,
    );
    const refused = await second;
    container.teardown();
    const next = await api.WebContainer.boot({ workdirName: 'next' });
    const names = await next.fs.readdir('.');
    const old = await container.fs.readdir('.').then(
      () => 'read',
      (error: Error) => error.message,
    );
    return { refused, names, workdir: next.workdir, old };
  });
  expect(seen).toMatchObject({ names: [], workdir: '/home/next' });
  expect(seen.refused).toContain('Only a single WebContainer instance');
  expect(seen.old).toContain('released');
});

test('what the host does not do, it says', async ({ page }) => {
  await bootClientPage(page);
  const messages = await page.evaluate(async () => {
    const message = (promise: Promise<unknown>) =>
      promise.then(
        () => 'done',
        (error: Error) => error.message,
      );
    return [
      await message(container.setPreviewScript('x.js')),
      await message(container.export('.', { format: 'zip' })),
      await message(container.export('.', { excludes: ['a'] })),
      await message(container.spawn('no-such-program')),
    ];
  });
  const [script, zip, excludes, program] = messages;
  for (const words of [script, zip, excludes]) expect(words).toContain('is not available');
  expect(program).toContain('ENOENT');
});

test('a page of another origin is handed no container', async ({ browser }) => {
  // Without the headers that keep strangers from framing it: they are the server's, this is the page's.
  await using host = await SiteServer.start({ folder: 'dist', isolated: false });
  // A context of its own: the guards allow one origin.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/headless/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ contentType: 'text/html', body: await response.text() });
  });
  await page.route('**/app', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title><body>' }),
  );
  /** What the page at the first address hears of the host's frame until it has loaded. */
  const heardAt = async (address: string): Promise<string[]> => {
    await page.goto(address);
    return page.evaluate(async (src) => {
      const heard: string[] = [];
      addEventListener('message', ({ data }: MessageEvent<{ type: string }>) =>
        heard.push(data.type),
      );
      const frame = Object.assign(document.createElement('iframe'), { src });
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      document.body.append(frame);
      await loaded;
      // A message of the frame is on its way by the time that its scripts have run and it has loaded.
      await new Promise((resolve) => setTimeout(resolve));
      return heard;
    }, `${host.url}headless/`);
  };
  expect(await heardAt(`${host.url}app`)).toEqual(['init']);
  expect(await heardAt(`${host.url.replace('localhost', '127.0.0.1')}app`)).toEqual([]);
  await context.close();
});
