import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';
import pg from 'pg';

export interface RealServer {
  /** "PostgreSQL 15.14" */
  name: string;
  url: string;
  close(): Promise<void>;
}

const run = promisify(execFile);

/**
 * The server in REAL_DATABASE_URL, else the newest that is installed, in a temporary folder and on a
 * port of its own; undefined where there is none.
 */
export async function realServer(): Promise<RealServer | undefined> {
  const given = process.env.REAL_DATABASE_URL;
  if (given) return { name: await nameOf(given), url: given, close: async () => {} };
  const programs = await installed();
  if (!programs) return undefined;
  // The server refuses to run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0;
  const asUser = (command: string, ...args: string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  await chmod(folder, 0o777);
  const data = join(folder, 'data');
  const initialize = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'];
  await run(...asUser(join(programs, 'initdb'), ...initialize, '--locale=C.UTF-8', '--no-sync'));
  const port = await freePort();
  const options = ['-p', port, '-h', '127.0.0.1', '-k', folder, '-F'].map(String);
  const [command, args] = asUser(join(programs, 'postgres'), '-D', data, ...options);
  const server = spawn(command, args, { stdio: 'ignore' });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    name: await untilItAnswers(url),
    url,
    async close() {
      const ended = once(server, 'exit');
      // runuser passes no signal on: the server's own program ends it.
      await run(...asUser(join(programs, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop'));
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** The folder of the programs of the newest installed version. */
async function installed(): Promise<string | undefined> {
  // Debian and its relatives keep versions side by side, and none of them in the PATH.
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  if (newest) return `/usr/lib/postgresql/${newest}/bin`;
  const found = await run('pg_config', ['--bindir']).catch(() => undefined);
  return found?.stdout.trim();
}

async function nameOf(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return `PostgreSQL ${rows[0]!.server_version.split(' ')[0]}`;
}

async function untilItAnswers(url: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await nameOf(url);
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`PostgreSQL does not answer at ${url}`);
}
