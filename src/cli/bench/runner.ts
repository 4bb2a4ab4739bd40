/** How the panel feels: until a file can be edited, and how long the page is busy at a time. */
import type { Page } from 'playwright';
import { encodeEdits } from '../../runner/share/edits-link.ts';
import { Profile } from './page.ts';

/** Milliseconds. */
export interface RunnerTimes {
  /** From the first sign of interest to a file that takes typing; the scripts come over loopback. */
  editable: number;
  /** From the caret in a file to CodeMirror. */
  codeMirror: number;
  /** 95th percentile of the time that scripts take for a keystroke. */
  keystroke: number;
  /** The same of the longest time that the page is busy after one, the browser's drawing included. */
  keystrokeDrawn: number;
  /** The same in a text area with the same text, which is the least that a browser needs. */
  textAreaDrawn: number;
  /** Longest frame while 10,000 lines of output are shown. */
  logs: number;
  /** Longest frame while a response of 1 MB of JSON is shown. */
  json: number;
}

/** @param day URL of a page with a runner: day 0's. */
export async function measureRunner(day: string): Promise<RunnerTimes> {
  return {
    ...(await inOwnProfile(async (profile) => {
      const page = await profile.open(day);
      return { ...(await untilEditable(page)), ...(await keystrokes(page)) };
    })),
    logs: await inOwnProfile((profile) => logFrames(profile, day)),
    json: await inOwnProfile((profile) => jsonFrames(profile, day)),
  };
}

/** Edits are kept in a profile, and a link with others would ask about them first. */
async function inOwnProfile<T>(measure: (profile: Profile) => Promise<T>): Promise<T> {
  const profile = new Profile();
  try {
    return await measure(profile);
  } finally {
    await profile.close();
  }
}

async function untilEditable(page: Page): Promise<{ editable: number; codeMirror: number }> {
  return page.evaluate(async () => {
    const runner = document.querySelector('example-runner')!;
    const appears = <T extends Element>(selector: string): Promise<T> =>
      new Promise((resolve) => {
        const look = (): boolean => {
          const found = runner.querySelector<T>(selector);
          if (found) resolve(found);
          return found !== null;
        };
        if (look()) return;
        const observer = new MutationObserver(() => look() && observer.disconnect());
        observer.observe(runner, { subtree: true, childList: true, attributes: true });
      });
    const interest = performance.now();
    runner.dispatchEvent(new PointerEvent('pointerenter'));
    const plain = await appears<HTMLTextAreaElement>('.code textarea');
    const editable = performance.now() - interest;
    const focus = performance.now();
    plain.focus();
    await appears('.code .cm-content[contenteditable="true"]');
    return { editable, codeMirror: performance.now() - focus };
  });
}

const typed = 'const answer = await fetch(url); // as it is typed '.repeat(4);

async function keystrokes(
  page: Page,
): Promise<Pick<RunnerTimes, 'keystroke' | 'keystrokeDrawn' | 'textAreaDrawn'>> {
  const text = await page.evaluate(() => {
    const content = document.querySelector<HTMLElement>('.code .cm-content')!;
    content.focus();
    return [...content.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n');
  });
  const editor = await typing(page);
  await page.evaluate((value) => {
    const area = document.body.appendChild(document.createElement('textarea'));
    area.value = value;
    area.focus();
  }, text);
  const area = await typing(page);
  return { keystroke: editor.scripts, keystrokeDrawn: editor.drawn, textAreaDrawn: area.drawn };
}

/** Types into what has the focus. @returns 95th percentiles over the keys, in milliseconds. */
async function typing(page: Page): Promise<{ scripts: number; drawn: number }> {
  await page.evaluate(() => {
    const keys: { scripts: number; drawn: number }[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    const events = ['keydown', 'keypress', 'beforeinput', 'input'];
    let started = 0;
    const begin = ({ type }: Event): void => {
      started = performance.now();
      if (type === 'keydown') keys.push({ scripts: 0, drawn: 0 });
    };
    const end = (): void =>
      // After the editor's own microtask, in which it reads what the browser has written.
      queueMicrotask(() => {
        keys.at(-1)!.scripts += performance.now() - started;
      });
    for (const type of events) {
      window.addEventListener(type, begin, { capture: true, signal });
      window.addEventListener(type, end, { signal });
    }
    // A task that is posted at each turn: what keeps it waiting keeps a click waiting.
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    port1.onmessage = () => {
      const now = performance.now();
      const key = keys.at(-1);
      if (key) key.drawn = Math.max(key.drawn, now - last);
      last = now;
      port2.postMessage(0);
    };
    port2.postMessage(0);
    const endTyping = (): typeof keys => {
      port1.close();
      controller.abort();
      return keys;
    };
    Object.assign(globalThis, { endTyping });
  });
  // A fast typist's pace, so that each key has a time of its own.
  await page.keyboard.type(typed, { delay: 40 });
  const keys = await page.evaluate(() =>
    (globalThis as unknown as { endTyping(): { scripts: number; drawn: number }[] }).endTyping(),
  );
  const percentile = (name: 'scripts' | 'drawn'): number =>
    keys.map((key) => key[name]).toSorted((a, b) => a - b)[Math.ceil(keys.length * 0.95) - 1]!;
  return { scripts: percentile('scripts'), drawn: percentile('drawn') };
}

/** A day with this program in its editor, and a tab of its result open. */
async function openProgram(profile: Profile, day: string, program: string, tab: string) {
  const link = await encodeEdits({ day: 0, files: { 'app.ts': program } });
  const page = await profile.open(day + link);
  await page.locator('.link-notice').getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('tab', { name: tab, exact: true }).click();
  return page;
}

/** Starts to watch frames. The longest, in milliseconds, is read by `longestFrame`. */
const watchFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const frames = { longest: 0 };
    let last = performance.now();
    const frame = (): void => {
      const now = performance.now();
      frames.longest = Math.max(frames.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, { frames });
  });

const longestFrame = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { frames: { longest: number } }).frames.longest);

const ready = (page: Page): Promise<void> =>
  page.locator('example-runner[data-state="ready"]').waitFor();

async function logFrames(profile: Profile, day: string): Promise<number> {
  // The request that makes it print comes when the program has started, which is another figure.
  const program = `import { createServer } from 'node:http';
createServer((req, res) => {
  if (req.url === '/print') for (let line = 1; line <= 10_000; line++) console.log('line ' + line);
  res.end();
}).listen(3000);`;
  const page = await openProgram(profile, day, program, 'Logs');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await ready(page);
  await watchFrames(page);
  await page.evaluate(async () => {
    const runner = document.querySelector('example-runner') as HTMLElement & {
      request(request: object): Promise<{ body: ReadableStream }>;
    };
    const { body } = await runner.request({
      method: 'GET',
      port: 3000,
      path: '/print',
      headers: [],
    });
    await new Response(body).arrayBuffer();
  });
  await page.getByRole('log').getByText('line 10000').waitFor();
  return longestFrame(page);
}

async function jsonFrames(profile: Profile, day: string): Promise<number> {
  const program = `import { createServer } from 'node:http';
const rows = Array.from({ length: 12_000 }, (_, id) => ({ id, name: 'name ' + id, tags: ['a', 'b'], price: id / 8 }));
createServer((req, res) => {
  res.setHeader('Content-Type', 'application/json').end(JSON.stringify(rows));
}).listen(3000);`;
  const page = await openProgram(profile, day, program, 'Requests');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await ready(page);
  const first = page.locator('li.request').first();
  await watchFrames(page);
  await first.getByRole('button', { name: /^Send\b/ }).click();
  await first.getByRole('group', { name: 'Response body' }).locator('summary').first().waitFor();
  return longestFrame(page);
}
