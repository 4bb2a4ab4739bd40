/** Runs simple commands: built-ins, the shell's own commands, programs. */
import { readFileSync } from 'node:fs';
import { commands } from '../commands/index.ts';
import { expandToString, expandWords } from '../expand/expand.ts';
import type { Command } from '../syntax/ast.ts';
import { parse } from '../syntax/parse.ts';
import { builtins } from './builtins.ts';
import { CommandError, reasonOf, type CommandContext, type ShellCommand } from './command.ts';
import { filesOnPath, findProgram, type Program } from './find-command.ts';
import { LoopControl, runShell, scopeOf, ShellExit, type Context } from './interpreter.ts';
import { Interrupted } from './job.ts';
import { LaunchError } from './process.ts';
import { Shell } from './shell.ts';
import { BrokenPipe, type Input } from './streams.ts';

type Simple = Command & { type: 'simple' };

const NOT_FOUND = 127;
const CANNOT_EXECUTE = 126;

export async function runSimple(command: Simple, context: Context): Promise<number> {
  const { shell, stderr } = context;
  const scope = scopeOf(context);
  const statusBefore = shell.lastStatus;
  shell.lastStatus = 0;
  const expand = async (): Promise<string[]> => {
    shell.lastStatus = statusBefore;
    return expandWords(command.words, scope);
  };
  let argv = await expand();
  const [alias] = command.words;
  if (argv.length > 0 && alias?.length === 1 && alias[0]!.type === 'text' && !alias[0].quoted) {
    argv = await withAlias(argv, context);
  }
  const assigned: [string, string][] = [];
  for (const { name, value } of command.assignments) {
    assigned.push([name, await expandToString(value, scope)]);
    if (argv.length === 0) shell.set(...assigned.at(-1)!);
  }
  if (argv.length === 0) {
    const substitutes = command.assignments.some(({ value }) =>
      value.some((part) => part.type === 'command'),
    );
    return substitutes ? shell.lastStatus : 0;
  }
  if (shell.traces) await stderr.write(`+ ${argv.join(' ')}\n`);
  if (assigned.length === 0) return runArgv(argv, context);
  if (Object.hasOwn(builtins, argv[0]!)) {
    for (const [name, value] of assigned) shell.set(name, value);
    return runArgv(argv, context);
  }
  const inside = shell.fork();
  for (const [name, value] of assigned) {
    inside.set(name, value);
    inside.export(name);
  }
  return runArgv(argv, { ...context, shell: inside });
}

async function withAlias(argv: string[], { shell }: Context): Promise<string[]> {
  const text = shell.aliases.get(argv[0]!);
  const [statement] = text === undefined ? [] : parse(text);
  const [first] = statement?.list.first.commands ?? [];
  if (first?.type !== 'simple') return argv;
  const words = first.words.map((word) =>
    word.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  );
  return [...words, ...argv.slice(1)];
}

/** Runs one command, given as its name and arguments. */
export async function runArgv(argv: readonly string[], context: Context): Promise<number> {
  const { shell, job } = context;
  const [name = '', ...args] = argv;
  job.throwIfStopping();
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin) {
    return report(name, context, async (signal) =>
      builtin(argumentsOf(name, args, context, signal), context),
    );
  }
  const own = Object.hasOwn(commands, name) ? commands[name] : undefined;
  // A package's own program of the same name wins, as it does on the path.
  if (own && !hasPackageProgram(name, shell)) {
    return report(name, context, async (signal) => own(argumentsOf(name, args, context, signal)));
  }
  return runProgram(name, args, context);
}

const hasPackageProgram = (name: string, shell: Shell): boolean =>
  filesOnPath(name, packageFolders(shell), shell.cwd).length > 0;
const packageFolders = (shell: Shell): string =>
  (shell.get('PATH') ?? '')
    .split(':')
    .filter((folder) => folder.endsWith('node_modules/.bin'))
    .join(':');

async function runProgram(name: string, args: string[], context: Context): Promise<number> {
  const { shell, stderr } = context;
  if (name === 'node') return start(process.execPath, args, context);
  const found = findProgram(name, shell.get('PATH') ?? '', shell.cwd);
  if ('program' in found) {
    const { program } = found;
    if (program.kind === 'script') return runFile(program, args, context);
    if (program.kind === 'binary') return start(program.file, args, context);
    return start(process.execPath, [...program.options, program.file, ...args], context);
  }
  const { problem, file } = found;
  if (problem === 'missing') {
    const what = file.includes('/') ? 'No such file or directory' : 'command not found';
    await stderr.write(`${shell.name}: ${file}: ${what}\n`);
    return NOT_FOUND;
  }
  const what = problem === 'folder' ? 'Is a directory' : 'Permission denied';
  await stderr.write(`${shell.name}: ${file}: ${what}\n`);
  return CANNOT_EXECUTE;
}

/** Runs a shell script as a shell of its own would. */
async function runFile(
  { file }: Program,
  args: readonly string[],
  context: Context,
): Promise<number> {
  const { shell } = context;
  const inside = new Shell({
    env: shell.environment(),
    cwd: shell.cwd,
    name: file,
    positional: args,
    launcher: shell.launcher,
  });
  return runShell(readFileSync(file, 'utf8'), { ...context, shell: inside });
}

async function start(file: string, args: string[], context: Context): Promise<number> {
  const { shell, job, stdin, stdout, stderr } = context;
  const env = shell.environment();
  let remove: (() => void) | undefined;
  try {
    const process = shell.launcher.start({
      file,
      args,
      env,
      cwd: shell.cwd,
      stdin,
      stdout,
      stderr,
      detached: job.background,
    });
    remove = job.add(process);
    const { exitCode, signal } = await process.ended;
    if (signal === 'SIGINT') throw new Interrupted(signal);
    return exitCode;
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    await stderr.write(`${shell.name}: ${error.message}\n`);
    return error.exitCode;
  } finally {
    remove?.();
  }
}

/** Runs a command within the shell: its faults become messages, signals reach it. */
async function report(
  name: string,
  context: Context,
  run: (signal: AbortSignal) => ReturnType<ShellCommand>,
): Promise<number> {
  const { job, shell, stderr } = context;
  const controller = new AbortController();
  const remove = job.add({
    pid: undefined,
    name,
    signal: (signal) => controller.abort(new Interrupted(signal)),
  });
  try {
    const code = (await run(controller.signal)) ?? 0;
    const reason = controller.signal.reason as Interrupted | undefined;
    // A command that ran others ends as they did: by the signal, or on their own terms.
    if (reason && code === reason.exitCode) throw reason;
    return code;
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason as Interrupted;
    if (error instanceof CommandError) {
      await stderr.write(`${name}: ${error.message}\n`);
      return error.exitCode;
    }
    const isControl =
      error instanceof ShellExit || error instanceof Interrupted || error instanceof BrokenPipe;
    if (isControl || error instanceof LoopControl) throw error;
    if ((error as NodeJS.ErrnoException).code !== undefined) {
      const { path } = error as NodeJS.ErrnoException;
      await stderr.write(`${name}: ${path ? `${path}: ` : ''}${reasonOf(error)}\n`);
      return 1;
    }
    throw new Error(`${shell.name}: ${name} failed`, { cause: error });
  } finally {
    remove();
  }
}

function argumentsOf(
  name: string,
  args: readonly string[],
  context: Context,
  signal: AbortSignal,
): CommandContext {
  const { shell, stdout, stderr } = context;
  const inside = (changes: Parameters<CommandContext['run']>[1] = {}): Context => {
    const subshell = new Shell({
      env: changes.env ?? shell.environment(),
      cwd: changes.cwd ?? shell.cwd,
      name: changes.name ?? 'sh',
      positional: changes.positional ?? [],
      launcher: shell.launcher,
    });
    return {
      ...context,
      shell: subshell,
      stdin: changes.stdin ?? context.stdin,
      stdout: changes.stdout ?? stdout,
    };
  };
  return {
    name,
    args,
    stdin: context.stdin ?? emptyInput,
    stdout,
    stderr,
    env: shell.environment(),
    cwd: shell.cwd,
    signal,
    run: (script, changes) => runShell(script, inside(changes)),
    exec: (argv, changes) => runArgv(argv, inside(changes)),
  };
}

const emptyInput: Input = {
  inherits: undefined,
  isTerminal: false,
  read: async () => undefined,
  unread() {},
  cancel() {},
};
