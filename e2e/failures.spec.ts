/** Edited code that goes wrong: the reader is told what, and the page stays theirs. */
import { DayPage, runDay } from './day-page.ts';
import { expect, test } from './test.ts';

const listening = `
import { createServer } from 'node:http';
createServer((req, res) => {
  if (req.url === '/loop') for (;;);
  res.setHeader('Content-Type', 'text/html').end('<h1>Here</h1>');
}).listen(3000);
`;

/** The page answers to the reader, and does what only an idle main thread can do. */
async function expectResponsive(day: DayPage): Promise<void> {
  await day.openTab('Logs');
  await day.openTab('Preview');
  await day.edit('app.ts', 'edited();');
  await day.expectText('app.ts', 'edited();');
  const frames = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await day.page.evaluate(frames);
}

async function expectRunsAfterReset(day: DayPage): Promise<void> {
  await day.reset();
  await expect(day.problem).toBeEmpty();
  await day.openTab('Preview');
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Hello, backend' })).toBeVisible();
}

const loops = [
  ['an endless loop at start', 'for (;;);'],
  [
    'an endless loop of microtasks',
    'const again = () => { Promise.resolve().then(again) }; again();',
  ],
  ['a flood of output', 'for (let i = 0; ; i++) console.log("line", i);'],
] as const;

for (const [name, code] of loops) {
  test(`${name} leaves the page responsive and can be stopped`, async ({ page }) => {
    const day = await DayPage.open(page, 0);
    await day.edit('app.ts', code);
    await day.button('Run').click();
    await day.expectState('starting');
    await expectResponsive(day);
    await day.expectState('starting');
    await day.stop();
    await expectRunsAfterReset(day);
  });
}

test('an endless loop in a handler can be stopped while its request waits', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', listening);
  await day.run();
  await day.path.fill('/loop');
  await day.path.press('Enter');
  await expectResponsive(day);
  await day.stop();
  await expectRunsAfterReset(day);
});

const failures = [
  {
    name: 'a syntax error',
    code: 'const first = 1;\nconst = 2;',
    says: [/SyntaxError/, /app\.ts, line 2/],
  },
  {
    name: 'TypeScript that types cannot be stripped from',
    code: 'enum Colour { Red }\nconsole.log(Colour.Red);',
    says: [/enum is not supported in strip-only mode/, /app\.ts, line 1/],
  },
  {
    name: 'a throw at start',
    code: 'const key = undefined;\nthrow new TypeError(`no key: ${key}`);',
    says: [/exit code 1/, /TypeError: no key: undefined/, /app\.ts, line 2/],
  },
  {
    name: 'a rejected promise that nobody handles',
    code: "Promise.reject(new RangeError('out of range'));",
    says: [/exit code 1/, /RangeError: out of range/, /app\.ts, line 1/],
  },
  {
    name: 'a program that ends by itself',
    code: "console.log('done');",
    says: [/ended without opening a port \(exit code 0\)/, /listen\(\)/, /done/],
  },
  {
    name: 'a program that exits with a code',
    code: "console.error('no database');\nprocess.exit(3);",
    says: [/exit code 3/, /no database/],
  },
  {
    name: 'a package that is not there',
    code: "import missing from 'no-such-package';\nmissing();",
    says: [/Cannot find package 'no-such-package'/],
  },
  {
    name: 'a file that is not there',
    code: "import { missing } from './no-such-file.ts';\nmissing();",
    says: [/Cannot find module .*no-such-file\.ts/],
  },
  {
    name: 'a port out of range',
    code: "import { createServer } from 'node:http';\ncreateServer().listen(70000);",
    says: [/ERR_SOCKET_BAD_PORT/, /70000/],
  },
  {
    name: 'a port that is taken',
    code: "import { createServer } from 'node:http';\nawait new Promise((done) => createServer().listen(3000, done));\ncreateServer().listen(3000);",
    says: [/EADDRINUSE/, /3000/],
  },
];

test.describe('code that does not run', () => {
  test.use({ programError: /out of range/ });

  // One page for all: each failure also proves that Reset and Run have mended the one before.
  test('is explained, and Run works again after Reset', async ({ page }) => {
    test.setTimeout(300_000);
    const day = await DayPage.open(page, 0);
    for (const { name, code, says } of failures) {
      await test.step(name, async () => {
        await day.edit('app.ts', code);
        await day.button('Run').click();
        await day.expectState('failed');
        for (const words of says) await expect(day.problem).toContainText(words);
        await expectRunsAfterReset(day);
      });
    }
  });
});

test('a port that is never opened is noticed, and Stop ends the wait', async ({ page }) => {
  await page.clock.install();
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', "console.log('waiting');\nsetInterval(() => {}, 1_000);");
  await day.button('Run').click();
  await day.expectState('starting');
  await day.openTab('Logs');
  await expect(day.log).toContainText('waiting');
  await page.clock.fastForward(10_000);
  await expect(day.problem).toContainText('has not opened a port');
  await expect(day.problem).toContainText('listen()');
  await day.expectState('starting');
  await day.stop();
  await expect(day.problem).toBeEmpty();
  await expectRunsAfterReset(day);
});

test('a crash after the start is explained, and Run works again', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const crashing = listening.replace('for (;;);', "setTimeout(() => { throw new Error('late') });");
  await day.edit('app.ts', crashing);
  await day.run();
  await day.path.fill('/loop');
  await day.path.press('Enter');
  await day.expectState('failed');
  await expect(day.problem).toContainText('Error: late');
  await expect(day.problem).toContainText('app.ts, line 3');
  await expectRunsAfterReset(day);
});

test('a request that breaks off says so in its place', async ({ page }) => {
  const day = await runDay(page, 0);
  await day.edit(
    'app.ts',
    "import { createServer } from 'node:http';\ncreateServer((req) => void req.socket.destroy()).listen(3000);",
  );
  await day.run();
  await day.openTab('Requests');
  await day.root
    .getByRole('button', { name: /^Send GET/ })
    .first()
    .click();
  const request = day.requests.first();
  await expect(request).toHaveAttribute('data-state', 'failed');
  await expect(request).toContainText('ECONNRESET');
});
