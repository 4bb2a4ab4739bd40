/** `npm` and `npx`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Interrupted } from '../run/job.ts';
import type { CommandContext, ShellCommand } from '../run/command.ts';
import { parseArguments, type NpmArguments } from './arguments.ts';
import { catalogText, findInCatalog, readCatalog } from './catalog.ts';
import { HELP } from './help.ts';
import { install, uninstall, type InstallOptions } from './install.ts';
import { allInstalled, installedIn } from './installed.ts';
import { list } from './list.ts';
import { NpmError } from './npm-error.ts';
import { programsOf, projectFolder, readPackageJson } from './package-json.ts';
import { packageField } from './package-field.ts';
import { DEFAULT_REGISTRY, Registry, RegistryUnreachable } from './registry.ts';
import { listScripts, NPM_VERSION, pathWithPrograms, runScript } from './run-script.ts';
import { parseSpec } from './spec.ts';

type NpmCommand = (context: CommandContext, args: NpmArguments) => Promise<number>;

const flag = ({ options }: NpmArguments, ...names: string[]): boolean =>
  names.some((name) => options.get(name) === 'true');

/** Option, environment, `.npmrc` of the project and the user, default; as npm looks. */
function registryOf({ env }: CommandContext, args: NpmArguments, project: string): string {
  const files = [join(project, '.npmrc'), join(env.HOME ?? '/', '.npmrc')];
  const configured = files
    .filter((path) => existsSync(path))
    .map((path) => /^\s*registry\s*=\s*(\S+)/m.exec(readFileSync(path, 'utf8'))?.[1])
    .find((url) => url !== undefined);
  const given = args.options.get('registry') ?? env.npm_config_registry ?? env.NPM_CONFIG_REGISTRY;
  return given ?? configured ?? DEFAULT_REGISTRY;
}

function installOptions(context: CommandContext, args: NpmArguments): InstallOptions {
  if (flag(args, 'global', 'g', 'location')) {
    throw new NpmError(
      'There is no global folder here: install into the project, and run programs by npx.',
      {
        code: 'EUNSUPPORTED',
      },
    );
  }
  const project = projectOf(context, args);
  return {
    project,
    registry: registryOf(context, args, project),
    catalog: readCatalog(),
    dev: flag(args, 'save-dev', 'D'),
    exact: flag(args, 'save-exact', 'E'),
    save: args.options.get('save') !== 'false',
    omitDev: args.options.get('omit') === 'dev' || flag(args, 'production', 'prod'),
    offline: flag(args, 'offline'),
  };
}

const projectOf = ({ cwd }: CommandContext, { options }: NpmArguments): string => {
  const prefix = options.get('prefix') ?? options.get('C');
  return prefix === undefined ? projectFolder(cwd) : join(cwd, prefix);
};

function script(context: CommandContext, args: NpmArguments, name: string, rest: string[]) {
  const project = projectOf(context, args);
  return runScript(context, name, [...rest, ...args.rest], {
    project,
    silent: flag(args, 'silent', 's') || args.options.get('loglevel') === 'silent',
    ifPresent: flag(args, 'if-present'),
    registry: registryOf(context, args, project),
  });
}

const run: NpmCommand = (context, args) => {
  const [name, ...rest] = args.words;
  if (name === undefined) return listScripts(context, projectOf(context, args));
  return script(context, args, name, rest);
};

const named =
  (name: string): NpmCommand =>
  (context, args) =>
    script(context, args, name, args.words);

const init: NpmCommand = async (context, args) => {
  const { cwd, stdout } = context;
  const path = join(cwd, 'package.json');
  if (existsSync(path)) {
    const known = readPackageJson(cwd)!;
    await stdout.write(`package.json is there already: ${known.name ?? basename(cwd)}\n`);
    return 0;
  }
  if (!flag(args, 'yes', 'y')) {
    await stdout.write('Taking the usual answers; change package.json as you like.\n');
  }
  const name =
    basename(cwd)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-') || 'app';
  const main = ['index.js', 'app.js', 'server.js', 'app.ts', 'server.ts'].find((file) =>
    existsSync(join(cwd, file)),
  );
  const json = {
    name,
    version: '1.0.0',
    description: '',
    main: main ?? 'index.js',
    scripts: {
      test: 'echo "Error: no test specified" && exit 1',
      ...(main ? { start: `node ${main}` } : {}),
    },
    keywords: [],
    author: '',
    license: 'ISC',
    type: 'commonjs',
  };
  const text = JSON.stringify(json, null, 2);
  writeFileSync(path, `${text}\n`);
  await stdout.write(`Wrote to ${path}:\n\n${text}\n\n`);
  return 0;
};

const view: NpmCommand = async (context, args) => {
  const [text, ...fields] = args.words;
  if (text === undefined)
    throw new NpmError('npm view needs the name of a package', { code: 'EUSAGE' });
  const spec = parseSpec(text);
  const registry = new Registry(
    registryOf(context, args, projectOf(context, args)),
    context.signal,
  );
  try {
    const manifest = await registry.manifest(spec);
    if (fields.length > 0) {
      for (const field of fields) {
        const value = manifest[field];
        await context.stdout.write(
          `${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`,
        );
      }
      return 0;
    }
    const { name, version, dependencies = {}, dist } = manifest;
    await context.stdout.write(
      `\n${name}@${version}\n\ndependencies: ${
        Object.entries(dependencies)
          .map(([key, range]) => `${key}: ${range}`)
          .join(', ') || 'none'
      }\ntarball: ${dist.tarball}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof RegistryUnreachable)) throw error;
    throw new NpmError(`The registry is out of reach: ${error.message}.`, { code: 'ENOTCACHED' });
  }
};

async function execute(context: CommandContext, words: readonly string[], args: NpmArguments) {
  const [program, ...rest] = words;
  if (program === undefined)
    throw new NpmError('npx needs the name of a program: npx <name> [args]', { code: 'EUSAGE' });
  const project = projectOf(context, args);
  const env = { ...context.env, PATH: pathWithPrograms(project, context.env.PATH) };
  const spec = parseSpec(program.includes('/') && !program.startsWith('@') ? 'x' : program);
  const name =
    program.includes('/') && !program.startsWith('@') ? program : programName(project, spec.name);
  if (name !== undefined) return context.exec([name, ...rest], { env });
  const catalog = readCatalog();
  const isOnSite = findInCatalog(catalog, spec) !== undefined;
  const there = allInstalled(project).flatMap(({ json, name: owner }) =>
    Object.keys(programsOf({ ...json, name: owner })),
  );
  throw new NpmError(
    [
      `${program}: no installed package has this program.`,
      isOnSite
        ? `${spec.name} is one of this site's packages, as a library: require it in a program.`
        : `Install it first: npm install ${program}`,
      ...(there.length > 0 ? [`Installed programs: ${there.join(', ')}.`] : []),
    ].join('\n'),
    { code: 'ENOENT', exitCode: 127 },
  );
}

/** A program by its own name, or the only one of the package with that name. */
function programName(project: string, name: string): string | undefined {
  if (existsSync(join(project, 'node_modules/.bin', name))) return name;
  const found = installedIn(project, name);
  const programs = found ? Object.keys(programsOf({ ...found.json, name })) : [];
  const [only] = programs;
  return programs.length === 1 && existsSync(join(project, 'node_modules/.bin', only!))
    ? only
    : undefined;
}

const commands: Readonly<Record<string, NpmCommand>> = {
  ci: (context, args) => {
    const options = installOptions(context, args);
    if (!readPackageJson(options.project)) {
      throw new NpmError(`There is no package.json in ${options.project}`, { code: 'EUSAGE' });
    }
    return install(context, [], { ...options, save: false });
  },
  config: async (context, args) => {
    const [action, key] = args.words;
    const registry = registryOf(context, args, projectOf(context, args));
    if (action === 'get')
      await context.stdout.write(`${key === 'registry' ? registry : 'undefined'}\n`);
    else await context.stdout.write(`registry = "${registry}"\n`);
    return 0;
  },
  exec: (context, args) => execute(context, [...args.words, ...args.rest], args),
  help: async ({ stdout }) => {
    const catalog = readCatalog();
    await stdout.write(HELP);
    if (catalog.entries.length > 0) await stdout.write(`This site has: ${catalogText(catalog)}.\n`);
    return 0;
  },
  init,
  install: (context, args) => install(context, args.words, installOptions(context, args)),
  ls: (context, args) =>
    list(context, {
      project: projectOf(context, args),
      depth: flag(args, 'all', 'a') ? Infinity : Number(args.options.get('depth') ?? 0),
      json: flag(args, 'json'),
      catalog: readCatalog(),
      names: args.words,
    }),
  pkg: (context, args) => packageField(context, args.words, projectOf(context, args)),
  prefix: async (context, args) => {
    await context.stdout.write(`${projectOf(context, args)}\n`);
    return 0;
  },
  restart: named('restart'),
  run,
  start: named('start'),
  stop: named('stop'),
  test: named('test'),
  uninstall: (context, args) => uninstall(context, args.words, installOptions(context, args)),
  view,
};

const ALIASES: Readonly<Record<string, string>> = {
  a: 'install',
  add: 'install',
  i: 'install',
  in: 'install',
  'clean-install': 'ci',
  c: 'config',
  get: 'config',
  create: 'init',
  innit: 'init',
  info: 'view',
  show: 'view',
  v: 'view',
  la: 'ls',
  list: 'ls',
  ll: 'ls',
  r: 'uninstall',
  remove: 'uninstall',
  rm: 'uninstall',
  un: 'uninstall',
  unlink: 'uninstall',
  rum: 'run',
  'run-script': 'run',
  urn: 'run',
  t: 'test',
  tst: 'test',
  x: 'exec',
};

export const npm: ShellCommand = (context) =>
  reported(context, async () => {
    const args = parseArguments(context.args);
    if (flag(args, 'version', 'v')) {
      await context.stdout.write(`${NPM_VERSION}\n`);
      return 0;
    }
    const [name = 'help', ...words] = args.words;
    const key = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
    const command = flag(args, 'help', 'h')
      ? commands.help!
      : Object.hasOwn(commands, key)
        ? commands[key]
        : undefined;
    if (!command)
      throw new NpmError(
        `Unknown command: "${name}"\n\nTo see what npm can do here, run:\n  npm help`,
      );
    return (
      (await command(context, { ...args, words })) ||
      (name === 'help' && context.args.length === 0 ? 1 : 0)
    );
  });

export const npx: ShellCommand = (context) =>
  reported(context, () => {
    // Everything from the program's name on is its own.
    const first = context.args.findIndex(
      (argument) => !/^-(y|-yes|-no|-no-install|-quiet|q|-)$/.test(argument),
    );
    const words = first < 0 ? [] : context.args.slice(first);
    return execute(context, words, { words: [], rest: [], options: new Map() });
  });

async function reported(context: CommandContext, action: () => Promise<number>): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof NpmError) || error instanceof Interrupted) throw error;
    for (const line of error.lines)
      await context.stderr.write(`npm error ${line}`.trimEnd() + '\n');
    return error.exitCode;
  }
}
