/** How long the site takes to build, and a change to be seen, with all days written and with ten times as many. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.mjs';
import { environment, npm, pinnedNode } from '../project.mjs';
import { SyntheticProject } from './synthetic-days.ts';

/** Milliseconds. */
export interface BuildTimes {
  /** `npm run build` of 100 days, with nothing kept from an earlier one. */
  days100: number;
  /** The same after a change in one example. */
  again: number;
  /** From a change of an example to the page that has it, with `astro dev`. */
  change: number;
  /** `npm run build` of 1,000 days. */
  days1000: number;
}

export async function measureBuild(): Promise<BuildTimes> {
  const { days100, again, change } = await measureAllWritten();
  await using large = await SyntheticProject.create(1000);
  return { days100, again, change, days1000: await build(large.folder) };
}

async function measureAllWritten(): Promise<Omit<BuildTimes, 'days1000'>> {
  await using project = await SyntheticProject.create(100);
  const days100 = await build(project.folder);
  await appendFile(join(project.folder, 'examples/day0/app.ts'), '\n// one line more\n');
  const again = await build(project.folder);
  return { days100, again, change: await untilShown(project.folder) };
}

/** Only a site that knows its address has images for link previews, and tells search engines about itself. */
const env = { SITE_URL: 'https://backend.example.org', START_DATE: '2026-01-01' };

/** @returns Milliseconds. @throws Error with the build's output. */
async function build(folder: string): Promise<number> {
  const started = performance.now();
  const { code, output } = await npm(['run', 'build'], { cwd: folder, env });
  if (code !== 0) throw new Error(`The build of ${folder} failed:\n${output.slice(-3000)}`);
  return performance.now() - started;
}

async function untilShown(folder: string): Promise<number> {
  const port = await freePort('127.0.0.1');
  const page = `http://127.0.0.1:${port}/day/0/`;
  const server = spawn(
    pinnedNode(),
    ['node_modules/astro/bin/astro.mjs', 'dev', '--host', '127.0.0.1', '--port', String(port)],
    { cwd: folder, env: environment(), stdio: 'ignore' },
  );
  try {
    const shows = async (text: string): Promise<boolean> => {
      const response = await fetch(page).catch(() => undefined);
      return response?.ok === true && (await response.text()).includes(text);
    };
    const until = async (text: string): Promise<void> => {
      while (!(await shows(text))) {
        if (server.exitCode !== null) throw new Error(`astro dev ended with ${server.exitCode}.`);
        await pause(50);
      }
    };
    await until('one line more');
    const changed = performance.now();
    await appendFile(join(folder, 'examples/day0/app.ts'), '// and another\n');
    await until('and another');
    return performance.now() - changed;
  } finally {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
}
