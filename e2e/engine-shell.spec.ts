/** The engine's shell at a terminal, without the site around it. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { serveHarness, type Harness } from '../src/cli/harness/server.ts';

let harness: Harness;
test.beforeAll(async () => {
  harness = await serveHarness();
});
test.afterAll(() => harness.close());

/** Generous: every program is a worker that loads Node, and the machine may be busy. */
const PATIENCE = 40_000;
test.setTimeout(180_000);

const FILES = {
  'package.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    scripts: { start: 'node app.js', hello: 'echo hello from $npm_package_name' },
  }),
  'app.js': `require('node:http')
    .createServer((request, response) => response.end('You asked for ' + request.url))
    .listen(3000, () => console.log('listens'));`,
  'loop.js': "console.log('looping'); for (;;);",
  'size.js': `const show = () => console.log('size', process.stdout.columns);
    process.stdout.on('resize', show); show(); setInterval(() => {}, 1000);`,
  'name.js': `const { createInterface } = require('node:readline');
    const reader = createInterface({ input: process.stdin, output: process.stdout });
    reader.question('Name? ', (name) => { console.log('Hello ' + name); reader.close(); });`,
};

const ESCAPE = '\x1b';
/** The end of an empty command line: a coloured `$`, and the cursor's column. */
const PROMPT = new RegExp(`\\$${ESCAPE}\\[0m ${ESCAPE}\\[\\d+G`);

interface Catalog {
  [name: string]: { version: string; layers: string[] };
}

class Terminal {
  readonly #page: Page;
  #seen = 0;
  constructor(page: Page) {
    this.#page = page;
  }

  static async open(page: Page, options: { layers?: string[]; catalog?: Catalog } = {}) {
    await page.goto(harness.url);
    await page.waitForFunction(() => 'engine' in globalThis);
    await page.evaluate(
      async ({ files, layers, catalog }) => {
        const scope = globalThis as unknown as Record<string, unknown>;
        const engine = scope.engine as import('../src/engine/index.ts').EmbeddedEngine;
        const container = await engine.boot({ layers, catalog: async () => catalog });
        await container.mount(
          Object.fromEntries(
            Object.entries(files).map(([name, contents]) => [name, { file: { contents } }]),
          ),
        );
        const shell = await container.spawn('jsh', { terminal: { cols: 80, rows: 24 } });
        const writer = shell.input.getWriter();
        scope.shown = '';
        scope.type = (keys: string) => writer.write(keys);
        scope.resize = (cols: number, rows: number) => shell.resize({ cols, rows });
        scope.exit = shell.exit;
        const show = (text: string): void => {
          scope.shown = (scope.shown as string) + text;
        };
        void shell.output.pipeTo(new WritableStream({ write: show }));
      },
      { files: FILES, layers: options.layers ?? [], catalog: options.catalog ?? {} },
    );
    const terminal = new Terminal(page);
    await terminal.prompt();
    return terminal;
  }

  /** Waits until what is shown since the last call matches, and returns it. */
  async see(pattern: RegExp): Promise<string> {
    const since = this.#seen;
    await this.#page.waitForFunction(
      ([source, from]) =>
        new RegExp(source).test((globalThis as unknown as { shown: string }).shown.slice(from)),
      [pattern.source, since] as const,
      { timeout: PATIENCE },
    );
    const shown = await this.#page.evaluate(
      () => (globalThis as unknown as { shown: string }).shown,
    );
    // Up to the match: what follows is for the next call.
    const { index, 0: text } = new RegExp(pattern.source).exec(shown.slice(since))!;
    this.#seen = since + index + text.length;
    return shown.slice(since, this.#seen);
  }

  prompt(): Promise<string> {
    return this.see(PROMPT);
  }

  async type(keys: string): Promise<void> {
    await this.#page.evaluate(
      (text) => (globalThis as unknown as { type(text: string): void }).type(text),
      keys,
    );
  }

  /** Types a line and waits for the next prompt. */
  async run(line: string): Promise<string> {
    await this.type(`${line}\r`);
    return this.prompt();
  }

  evaluate<T>(action: () => T): Promise<Awaited<T>> {
    return this.#page.evaluate(action) as Promise<Awaited<T>>;
  }
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_R = '\x12';
const UP = '\x1b[A';

test('commands, pipes, lists, redirections, exit codes', async ({ page }) => {
  const terminal = await Terminal.open(page);
  expect(await terminal.run('echo one two | wc -w')).toMatch(/\n2\n/);
  expect(await terminal.run('false && echo no || echo "code $?"')).toMatch(/\ncode 1\n/);
  expect(await terminal.run('ls > list.txt; grep -n app list.txt | cat')).toMatch(/\n1:app\.js\n/);
  expect(await terminal.run('node -p "6 * 7" | cat -n')).toMatch(/1\t42\n/);
  expect(await terminal.run('yes | head -2')).toMatch(/\ny\ny\n/);
  expect(await terminal.run('nosuch; echo $?')).toMatch(/command not found\n127\n/);
  expect(await terminal.run('mkdir -p a/b && cd a/b && pwd')).toMatch(/\n\/home\/project\/a\/b\n/);
  expect(await terminal.run('echo )')).toMatch(/syntax error at 1:6: unexpected `\)`/);
});

test('editing, history, search, completion', async ({ page }) => {
  const terminal = await Terminal.open(page);
  await terminal.run('echo first');
  await terminal.type('echo secnd\x1b[D\x1b[Do\r');
  expect(await terminal.see(/\nsecond\n/)).toBeTruthy();
  await terminal.prompt();
  await terminal.type(`${UP}${UP}\r`);
  await terminal.see(/\nfirst\n/);
  await terminal.prompt();
  await terminal.type(`${CTRL_R}sec\r`);
  await terminal.see(/\nsecond\n/);
  await terminal.prompt();
  await terminal.type('cat pack');
  await terminal.type('\t');
  await terminal.see(/age\.json /);
  await terminal.type('\r');
  await terminal.see(/"name":"app"/);
  await terminal.prompt();
  expect(await terminal.run('tail -1 ~/.jsh_history')).toMatch(/\ntail -1/);
  await terminal.type(`half${CTRL_C}`);
  await terminal.see(/\^C\n/);
  await terminal.prompt();
  expect(await terminal.run('echo whole')).toMatch(/\nwhole\n/);
  // Typed before the program has the terminal.
  await terminal.type(`sleep 1000\r${CTRL_C}`);
  await terminal.prompt();
  expect(await terminal.run('echo $?')).toMatch(/\n130\n/);
  await terminal.type(CTRL_D);
  await terminal.see(/exit/);
  expect(
    await terminal.evaluate(() => (globalThis as unknown as { exit: Promise<number> }).exit),
  ).toBe(0);
});

test('npm start, curl, kill; Ctrl-C ends a server and an endless loop', async ({ page }) => {
  const terminal = await Terminal.open(page);
  expect(await terminal.run('npm run hello')).toMatch(/> app@1\.0\.0 hello[^]*\nhello from app\n/);
  await terminal.type('npm start &\r');
  await terminal.see(/listens\n/);
  // Printed above the line that is being edited, which is then drawn again.
  await terminal.prompt();
  expect(await terminal.run('curl -s -w " %{http_code}" localhost:3000/x')).toMatch(
    /You asked for \/x 200/,
  );
  expect(await terminal.run('ps')).toMatch(/node app\.js/);
  expect(await terminal.run('kill %1; wait; curl -s localhost:3000; echo $?')).toMatch(/\n7\n/);
  await terminal.type('npm start\r');
  await terminal.see(/listens\n/);
  await terminal.type(CTRL_C);
  await terminal.prompt();
  await terminal.type('node loop.js\r');
  await terminal.see(/looping\n/);
  await terminal.type(CTRL_C);
  await terminal.prompt();
  expect(await terminal.run('echo $?')).toMatch(/\n130\n/);
});

test('a program has the terminal while it runs', async ({ page }) => {
  const terminal = await Terminal.open(page);
  await terminal.type('node name.js\r');
  await terminal.see(/Name\? /);
  await terminal.type('Ada\r');
  await terminal.see(/Hello Ada\n/);
  await terminal.prompt();
  await terminal.type('node size.js\r');
  await terminal.see(/size 80\n/);
  await terminal.evaluate(() =>
    (globalThis as unknown as { resize(c: number, r: number): void }).resize(100, 30),
  );
  await terminal.see(/size 100\n/);
  await terminal.type(CTRL_C);
  await terminal.prompt();
});

test('npm install takes a package of the site, and refuses others offline', async ({ page }) => {
  const catalog = JSON.parse(
    readFileSync(new URL('../.cache/layers/catalog.json', import.meta.url), 'utf8'),
  ) as Catalog;
  for (const entry of Object.values(catalog)) {
    entry.layers = entry.layers.map((id) => new URL(`layers/${id}.js`, harness.url).href);
  }
  const terminal = await Terminal.open(page, { catalog });
  const { version } = catalog.nanoid!;
  expect(await terminal.run('npm install nanoid')).toContain(`From this site: nanoid@${version}`);
  expect(await terminal.run('npm ls')).toContain(`nanoid@${version}`);
  expect(
    await terminal.run(
      `node --input-type=module -e "import { nanoid } from 'nanoid'; console.log(nanoid(7).length)"`,
    ),
  ).toMatch(/\n7\n/);
  expect(await terminal.run('npm pkg get dependencies')).toContain(`"nanoid": "^${version}"`);
  expect(await terminal.run('npm install nanoid')).toMatch(/up to date in/);
  const refused = await terminal.run('npm install left-pad --offline');
  expect(refused).toContain('npm error code ENOTCACHED');
  expect(refused).toContain(`nanoid ${version}`);
});
