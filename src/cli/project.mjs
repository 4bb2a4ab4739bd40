// @ts-check
/**
 * What `npm start` and `npm test` share: where things are, and how other programs are run. Plain
 * JavaScript without dependencies, because it runs on Node 20 before anything is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An end of the command that is explained by its message alone: what is wrong, and what to do. */
export class Stop extends Error {}

const isWindows = process.platform === 'win32';

/** The pinned Node 24, a dev dependency; npm scripts find it before the machine's own. */
export const pinnedNode = () => {
  const path = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  return existsSync(path) ? path : process.execPath;
};

/** The environment in which the project's own tools and its Node come first. */
export const environment = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  // A fresh clone calls nobody but the package registry.
  ASTRO_TELEMETRY_DISABLED: '1',
});

/**
 * @typedef {object} Outcome
 * @property {number} code Exit code; 127 when there is no such program.
 * @property {string} output Standard output and error as they came.
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean, limit?: number }} [options]
 *   `show` passes the output through as it comes; `limit` is in milliseconds.
 * @returns {Promise<Outcome>}
 */
export const run = (command, args, { cwd = root, env = {}, show = false, limit } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Windows starts `.cmd` files through its shell only.
      shell: isWindows,
    });
    // Not `spawn`'s own time limit: its timer stays behind, and keeps this process alive, when there is
    // no such program. SIGKILL, because what is stuck may not listen.
    const timer = limit === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limit);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      const isMissing = 'code' in error && error.code === 'ENOENT';
      resolve({ code: isMissing ? 127 : 1, output: output + error.message });
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      // Output may still be under way, but a grandchild may also keep the pipe open for ever.
      const done = () => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code: code ?? 1, output });
      };
      child.on('close', done);
      setTimeout(done, 2000).unref();
    });
  });

/**
 * Runs npm: the one that started this script where there is one, so that both are of one version.
 *
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const npm = (args, options) => {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
};

/**
 * Runs one of the project's TypeScript commands on the pinned Node.
 *
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const node = (args, options) => run(pinnedNode(), args, options);
