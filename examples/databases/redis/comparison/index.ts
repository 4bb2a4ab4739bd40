import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';
import type { Comparison, Target } from '../../comparison.ts';
import { listenOnLoopback } from '../../embedded-server.ts';
import { compatibility, createRedisServer } from '../server.ts';
import { commandCases } from './cases.ts';
import { dayCases } from './days.ts';
import { driverCases, type DriverCase } from './drivers.ts';
import { runScript, type Case } from './script.ts';
import { WireClient } from './wire-client.ts';

type AnyCase = Case | DriverCase;

const target = (name: string, port: number, close: () => Promise<void>): Target<AnyCase> => ({
  name,
  run: (testCase) => ('lines' in testCase ? runScript(testCase, port) : testCase.run(port)),
  close,
});

export const comparison: Comparison<AnyCase> = {
  database: 'Redis',
  cases: [...commandCases, ...driverCases, ...dayCases],

  async standIn() {
    const server = createRedisServer();
    const port = await listenOnLoopback(server);
    return target(`stand-in (${compatibility})`, port, async () => void server.close());
  },

  async real() {
    const version = await promisify(execFile)('redis-server', ['--version']).catch(() => undefined);
    if (!version) return undefined;
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'redis-'));
    const server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      { stdio: 'ignore' },
    );
    await untilItAnswers(port);
    const name = `Redis ${/v=([\d.]+)/.exec(version.stdout)?.[1]}`;
    const close = async (): Promise<void> => {
      server.kill();
      await once(server, 'exit');
      await rm(folder, { recursive: true });
    };
    return { ...target(name, port, close), url: `redis://127.0.0.1:${port}` };
  },
};

async function untilItAnswers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const client = new WireClient(port);
    const reply = await client.command('PING');
    await client.close();
    if (reply === '+PONG') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`redis-server does not answer on port ${port}`);
}
