/** `npm run`, `npm start`, `npm test` and `npx`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../run/command.ts';
import { NpmError } from './npm-error.ts';
import { readPackageJson, type PackageJson } from './package-json.ts';

/** The version of npm whose behaviour this is, for `npm -v` and the user agent. */
export const NPM_VERSION = '11.6.0';

/** Names that have a command of their own; `npm run` lists them apart. */
const LIFECYCLE = new Set([
  'start',
  'stop',
  'restart',
  'test',
  'install',
  'prepare',
  'version',
  'publish',
]);

export interface RunOptions {
  project: string;
  silent: boolean;
  ifPresent: boolean;
  registry: string;
}

const quote = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

function scriptOf(json: PackageJson, project: string, name: string): string | undefined {
  const script = json.scripts?.[name];
  if (script !== undefined) return script;
  if (name === 'start' && existsSync(join(project, 'server.js'))) return 'node server.js';
  if (name === 'env') return 'env';
  return undefined;
}

export async function runScript(
  context: CommandContext,
  name: string,
  args: readonly string[],
  options: RunOptions,
): Promise<number> {
  const { project } = options;
  const json = readPackageJson(project);
  if (!json) {
    throw new NpmError(`Could not read package.json: no such file in ${project}`, {
      code: 'ENOENT',
      exitCode: 254,
    });
  }
  const script = scriptOf(json, project, name);
  if (script === undefined) {
    if (options.ifPresent) return 0;
    const near = Object.keys(json.scripts ?? {}).filter((other) => isNear(other, name));
    const hint =
      near.length > 0
        ? `\n\nDid you mean this?${near.map((other) => `\n  npm run ${other}`).join('')}`
        : '';
    throw new NpmError(
      `Missing script: "${name}"${hint}\n\nTo see a list of scripts, run:\n  npm run`,
    );
  }
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const text = event === name ? script : json.scripts?.[event];
    if (text === undefined) continue;
    const line = event === name ? [text, ...args.map(quote)].join(' ') : text;
    if (!options.silent) {
      const id = json.name === undefined ? '' : `${json.name}@${json.version ?? ''} `;
      await context.stdout.write(`\n> ${id}${event}\n> ${line}\n\n`);
    }
    const env = scriptEnvironment(context, json, event, text, options);
    const code = await context.run(line, { cwd: project, env });
    if (code !== 0) return code;
  }
  return 0;
}

/** One letter more, less or other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return restA.slice(1) === restB || restB.slice(1) === restA || restA.slice(1) === restB.slice(1);
}

/** `PATH` with the programs of the packages that the project sees, before all others. */
export function pathWithPrograms(project: string, path: string | undefined): string {
  const folders: string[] = [];
  for (let folder = project; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules/.bin'));
    if (folder === dirname(folder)) break;
  }
  return [...folders, ...(path ? [path] : [])].join(':');
}

function scriptEnvironment(
  { env, cwd }: CommandContext,
  json: PackageJson,
  event: string,
  script: string,
  { project, registry }: RunOptions,
): Record<string, string> {
  return {
    ...env,
    ...flatten('npm_package_config', json.config),
    ...flatten('npm_package_engines', json.engines),
    ...(json.name === undefined ? {} : { npm_package_name: json.name }),
    ...(json.version === undefined ? {} : { npm_package_version: json.version }),
    PATH: pathWithPrograms(project, env.PATH),
    INIT_CWD: env.INIT_CWD ?? cwd,
    NODE: process.execPath,
    npm_command: ['start', 'test', 'stop', 'restart'].includes(event) ? event : 'run-script',
    npm_config_local_prefix: project,
    npm_config_registry: registry,
    npm_config_user_agent: `npm/${NPM_VERSION} node/${process.version} ${process.platform} ${process.arch} workspaces/false`,
    npm_execpath: '/usr/local/bin/npm',
    npm_lifecycle_event: event,
    npm_lifecycle_script: script,
    npm_node_execpath: process.execPath,
    npm_package_json: join(project, 'package.json'),
  };
}

function flatten(prefix: string, value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') return { [prefix]: String(value) };
  return Object.entries(value).reduce<Record<string, string>>(
    (all, [key, inner]) => ({ ...all, ...flatten(`${prefix}_${key}`, inner) }),
    {},
  );
}

export async function listScripts({ stdout }: CommandContext, project: string): Promise<number> {
  const json = readPackageJson(project);
  if (!json) {
    throw new NpmError(`Could not read package.json: no such file in ${project}`, {
      code: 'ENOENT',
      exitCode: 254,
    });
  }
  const scripts = Object.entries(json.scripts ?? {});
  if (scripts.length === 0) return 0;
  const id = [json.name, json.version].filter((part) => part !== undefined).join('@');
  const isLifecycle = ([name]: [string, string]): boolean => LIFECYCLE.has(name);
  const print = async (title: string, entries: [string, string][]): Promise<void> => {
    if (entries.length === 0) return;
    await stdout.write(`${title}\n`);
    for (const [name, text] of entries) await stdout.write(`  ${name}\n    ${text}\n`);
  };
  const own = scripts.filter((entry) => !isLifecycle(entry));
  const lifecycle = scripts.filter(isLifecycle);
  await print(`Lifecycle scripts included in ${id || project}:`, lifecycle);
  if (lifecycle.length > 0 && own.length > 0) await stdout.write('\n');
  await print(
    lifecycle.length > 0
      ? 'available via `npm run`:'
      : `Scripts available in ${id || project} via \`npm run\`:`,
    own,
  );
  return 0;
}
