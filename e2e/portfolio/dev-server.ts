/** The site as another author would have it: Astro's dev server with a person of the tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { freePort } from '../../src/cli/free-port.mjs';
import { environment, pinnedNode, root } from '../../src/cli/project.mjs';

export class DevServer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** @param env Further variables, such as `PERSON_FILE`. */
  static async start(env: Record<string, string>): Promise<DevServer> {
    const port = await freePort('127.0.0.1');
    // Another may run, its author's or another test's.
    const address = ['--host', '127.0.0.1', '--port', String(port), '--ignore-lock'];
    const process = spawn(pinnedNode(), ['node_modules/astro/bin/astro.mjs', 'dev', ...address], {
      cwd: root,
      env: {
        ...environment(),
        ASTRO_CACHE_DIR: join(root, `.cache/dev-server-${test.info().parallelIndex}`),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk;
        if (/ready in/.test(output)) resolve();
      };
      process.stdout.on('data', read);
      process.stderr.on('data', read);
      process.on('error', reject);
      process.on('exit', () => reject(new Error(`The dev server ended.\n${output}`)));
    });
    return new DevServer(process, `http://127.0.0.1:${port}/`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}
