/** The baseline: the same example on plain Node, over TCP. */
import { spawn, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { freePort } from '../free-port.mjs';
import { root } from '../project.mjs';

const status = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode!));
      })
      .on('error', reject);
  });

const start = (port: number, day = 0): ChildProcess =>
  spawn(process.execPath, ['app.ts'], {
    cwd: join(root, 'examples', `day${day}`),
    env: { ...process.env, PORT: String(port), NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}

/** Milliseconds from spawning `node app.ts` to the first 200. */
export async function nativeStart(path: string, day = 0): Promise<number> {
  const port = await freePort('127.0.0.1');
  const started = performance.now();
  const child = start(port, day);
  // From its first line on it listens; asking earlier would only take the processor away from it.
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  if ((await status(port, path)) !== 200) throw new Error('Node did not answer with 200');
  const took = performance.now() - started;
  await stop(child);
  return took;
}

export interface NativeServer {
  /** Requests per second with this many connections. */
  load(path: string, connections: number): Promise<number>;
  stop(): Promise<void>;
}

export async function nativeServer(): Promise<NativeServer> {
  const port = await freePort('127.0.0.1');
  const child = start(port);
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  return {
    async load(path, connections) {
      // By time: with an amount of requests, autocannon still ends at a full second.
      const url = `http://127.0.0.1:${port}${path}`;
      const result = await autocannon({ url, connections, duration: 2 });
      return result.requests.total / result.duration;
    },
    stop: () => stop(child),
  };
}
