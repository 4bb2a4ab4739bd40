/** A day's example, running natively in a copy of its folder. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrontMatter } from '../journal/checks/front-matter.ts';
import { writeUpPath } from '../journal/page-id.ts';
import { dayFolder } from '../runner/example.ts';
import { freePort } from './free-port.mjs';
import { root } from './project.mjs';

export interface RunningExample {
  /** The copy of the day's folder, which the example may write to. */
  folder: string;
  port: number;
  /** What the example has printed so far. */
  output: () => string;
  stop: () => Promise<void>;
}

/** Milliseconds for an example to listen: a database inside it takes its time on a busy machine. */
const startLimit = 60_000;

export const exampleFolder = (day: number): string => join(root, 'examples', dayFolder(day));

/** The file that `node` is started with, from the write-up where it is sound. */
export const entryOf = async (day: number): Promise<string> => {
  const path = writeUpPath(day);
  const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
  const entry = text === undefined ? undefined : readFrontMatter(path, text).data?.entry;
  if (entry !== undefined) return entry;
  const usual = ['app.ts', 'server.ts'].find((name) => existsSync(join(exampleFolder(day), name)));
  return usual ?? 'app.ts';
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/**
 * Starts a day's example on a free port and resolves when it listens.
 *
 * @throws Error with the example's output when it ends before, or does not listen within 60 s.
 */
export const startExample = async (day: number): Promise<RunningExample> => {
  // A copy, because examples keep data in files, and two runs must not meet.
  const parent = await mkdtemp(join(tmpdir(), 'example-'));
  const folder = join(parent, dayFolder(day));
  await cp(exampleFolder(day), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules'),
  });
  await cp(join(root, 'examples', 'package.json'), join(parent, 'package.json'));
  for (const shared of ['node_modules', 'databases']) {
    await symlink(join(root, 'examples', shared), join(parent, shared), 'junction');
  }

  const [entry, port] = await Promise.all([entryOf(day), freePort()]);
  const child = spawn(process.execPath, [entry], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => (output += error.message));
    child.on('close', () => {
      hasEnded = true;
      resolve();
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(force);
    await rm(parent, { recursive: true, force: true, maxRetries: 3 });
  };

  const deadline = Date.now() + startLimit;
  while (!(await accepts(port))) {
    if (hasEnded || Date.now() > deadline) {
      const reason = hasEnded ? 'ended before it listened' : 'did not listen within 60 s';
      await stop();
      throw new Error(
        `node ${entry} in examples/${dayFolder(day)} ${reason} on PORT ${port}.\n${output.trim()}`,
      );
    }
    await pause(25);
  }
  return { folder, port, output: () => output, stop };
};
