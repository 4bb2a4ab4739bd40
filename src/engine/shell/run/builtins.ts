/** Commands that change the shell itself, which no process of its own could do. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { commands } from '../commands/index.ts';
import { CommandError, reasonOf, type CommandContext } from './command.ts';
import { filesOnPath } from './find-command.ts';
import { LoopControl, runText, ShellExit, type Context } from './interpreter.ts';
import { type Interrupted, signalNamed, type Job } from './job.ts';
import type { Shell } from './shell.ts';
import { runArgv } from './simple.ts';

type Builtin = (
  command: CommandContext,
  context: Context,
) => Promise<number | void> | number | void;

const NAME = /^[A-Za-z_]\w*$/;

/** Splits `NAME=value`. @throws CommandError for what is no name */
function assignment(text: string): [name: string, value: string | undefined] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (!NAME.test(name)) throw new CommandError(`${name}: not a valid name`);
  return [name, at < 0 ? undefined : text.slice(at + 1)];
}

const quote = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

function changeFolder({ args, stdout }: CommandContext, { shell }: Context): Promise<void> | void {
  const target = args[0] ?? shell.get('HOME') ?? '/';
  const previous = shell.get('OLDPWD');
  if (target === '-' && previous === undefined) throw new CommandError('OLDPWD not set');
  const path = resolve(shell.cwd, target === '-' ? previous! : target);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new CommandError(`${target}: ${reasonOf(error)}`);
  }
  if (!isFolder) throw new CommandError(`${target}: Not a directory`);
  shell.changeFolder(path);
  if (target === '-') return stdout.write(`${path}\n`);
}

async function exportVariables({ args, stdout }: CommandContext, { shell }: Context) {
  const names = args.filter((argument) => argument !== '-p');
  if (names.length === 0) {
    const lines = Object.entries(shell.environment()).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of lines) await stdout.write(`export ${name}=${quote(value)}\n`);
  }
  for (const argument of names) {
    const [name, value] = assignment(argument);
    if (value !== undefined) shell.set(name, value);
    shell.export(name);
  }
}

async function set({ args, stdout }: CommandContext, { shell }: Context): Promise<void> {
  if (args.length === 0) {
    for (const name of shell.names()) await stdout.write(`${name}=${quote(shell.get(name)!)}\n`);
  }
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--' || !/^[-+]/.test(argument)) {
      shell.positional = args.slice(argument === '--' ? index + 1 : index);
      return;
    }
    const on = argument.startsWith('-');
    for (const letter of argument.slice(1)) {
      if (letter === 'e') shell.exitOnError = on;
      else if (letter === 'x') shell.traces = on;
      else if (letter === 'o') index++;
      else if (letter !== 'u') throw new CommandError(`unknown option ${argument}`, 2);
    }
  }
}

const describe = (job: Job): string => {
  const state =
    job.exitCode === undefined ? 'Running' : job.exitCode === 0 ? 'Done' : `Exit ${job.exitCode}`;
  return `[${job.id}]  ${state.padEnd(10)} ${job.source}`;
};

async function listJobs({ stdout }: CommandContext, { shell }: Context): Promise<void> {
  for (const job of shell.jobs.all()) await stdout.write(`${describe(job)}\n`);
  shell.jobs.takeFinished();
}

/** Tells about jobs that have ended since it was last asked. */
export const endedJobs = (shell: Shell): string[] => shell.jobs.takeFinished().map(describe);

function jobNamed(text: string | undefined, shell: Shell): Job {
  const job = text === undefined ? shell.jobs.current : shell.jobs.find(text);
  if (!job) throw new CommandError(`${text ?? 'current'}: no such job`);
  return job;
}

async function foreground({ args, stdout, signal }: CommandContext, { shell, job }: Context) {
  const chosen = jobNamed(args[0]?.replace(/^(?=\d)/, '%'), shell);
  await stdout.write(`${chosen.source}\n`);
  const remove = job.add({
    // Its processes have no terminal: they hear of Ctrl-C through the shell only.
    pid: undefined,
    name: chosen.source,
    signal: (name) => chosen.signal(name),
  });
  try {
    const code = await chosen.finished;
    if (signal.aborted && code > 128) throw signal.reason as Interrupted;
    return code;
  } finally {
    remove();
    shell.jobs.remove(chosen);
  }
}

async function wait({ args, signal }: CommandContext, { shell }: Context): Promise<number> {
  const jobs = args.length > 0 ? args.map((text) => jobNamed(text, shell)) : shell.jobs.all();
  let code = 0;
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Interrupted), { once: true });
  });
  for (const job of jobs) {
    code = await Promise.race([job.finished, stopped]);
    shell.jobs.remove(job);
  }
  return args.length > 0 ? code : 0;
}

const SIGNALS = 'HUP INT QUIT KILL USR1 USR2 TERM CONT';

async function kill({ args, stdout, stderr }: CommandContext, { shell }: Context) {
  let name = 'TERM';
  const targets = [...args];
  if (targets[0] === '-l') return stdout.write(`${SIGNALS}\n`);
  if (targets[0] === '-s') [, name = ''] = targets.splice(0, 2);
  else if (/^-\w/.test(targets[0] ?? '')) name = targets.shift()!.slice(1);
  const signal = name === '0' ? 0 : signalNamed(name);
  if (signal === undefined) throw new CommandError(`${name}: no such signal`);
  if (targets.length === 0) throw new CommandError('usage: kill [-signal] pid|%job …', 2);
  let failed = 0;
  for (const target of targets) {
    const job = shell.jobs.find(target);
    try {
      if (job && signal) job.signal(signal);
      else if (/^-?\d+$/.test(target)) process.kill(Number(target), signal);
      else throw new CommandError(target.startsWith('%') ? 'no such job' : 'not a process id');
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ESRCH';
      await stderr.write(`kill: ${target}: ${missing ? 'No such process' : reasonOf(error)}\n`);
      failed = 1;
    }
  }
  return failed;
}

async function locate({ name, args, stdout, stderr }: CommandContext, { shell }: Context) {
  let missing = 0;
  for (const wanted of args.filter((argument) => !/^-[aVvp]$/.test(argument))) {
    const alias = shell.aliases.get(wanted);
    const [file] = filesOnPath(wanted, shell.get('PATH') ?? '', shell.cwd);
    const isOwn = Object.hasOwn(builtins, wanted) || Object.hasOwn(commands, wanted);
    if (name === 'type') {
      if (alias !== undefined) await stdout.write(`${wanted} is an alias for ${alias}\n`);
      else if (isOwn) await stdout.write(`${wanted} is a command of this shell\n`);
      else if (file) await stdout.write(`${wanted} is ${file}\n`);
      else if (wanted === 'node') await stdout.write(`node is ${process.execPath}\n`);
      else {
        await stderr.write(`type: ${wanted}: not found\n`);
        missing = 1;
      }
    } else if (file) await stdout.write(`${file}\n`);
    else if (wanted === 'node') await stdout.write(`${process.execPath}\n`);
    else if (isOwn) await stdout.write(`${wanted}\n`);
    else missing = 1;
  }
  return missing;
}

async function readLine({ args, stdin, signal }: CommandContext, { shell }: Context) {
  const names = args.filter((argument) => argument !== '-r');
  let bytes = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const chunk = await stdin.read(signal);
    if (!chunk) break;
    bytes = Buffer.concat([bytes, chunk]);
    end = bytes.indexOf(10);
  }
  if (end >= 0) stdin.unread(bytes.subarray(end + 1));
  const line = bytes.toString('utf8', 0, end < 0 ? bytes.length : end).trim();
  const words = line === '' ? [] : line.split(/\s+/);
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    shell.set(name, isLast ? words.slice(index).join(' ') : (words[index] ?? ''));
  }
  return end < 0 ? 1 : 0;
}

async function source({ args }: CommandContext, context: Context): Promise<number> {
  if (!args[0]) throw new CommandError('usage: source file', 2);
  const file = resolve(context.shell.cwd, args[0]);
  return runText(readFileSync(file, 'utf8'), context);
}

async function alias({ args, stdout }: CommandContext, { shell }: Context): Promise<void> {
  if (args.length === 0) {
    for (const [name, text] of shell.aliases) await stdout.write(`alias ${name}=${quote(text)}\n`);
  }
  for (const argument of args) {
    const [name, text] = assignment(argument);
    if (text !== undefined) shell.aliases.set(name, text);
    else if (shell.aliases.has(name)) {
      await stdout.write(`alias ${name}=${quote(shell.aliases.get(name)!)}\n`);
    } else throw new CommandError(`${name}: not found`);
  }
}

async function listHistory({ args, stdout }: CommandContext, { shell }: Context): Promise<void> {
  const count = args[0] === undefined ? shell.history.length : Number(args[0]);
  const first = Math.max(0, shell.history.length - count);
  for (const [index, line] of shell.history.slice(first).entries()) {
    await stdout.write(`${String(first + index + 1).padStart(5)}  ${line}\n`);
  }
}

const loopControl =
  (kind: 'break' | 'continue'): Builtin =>
  ({ args }) => {
    throw new LoopControl(kind, Math.max(1, Number(args[0] ?? 1)));
  };

export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': source,
  alias,
  break: loopControl('break'),
  cd: changeFolder,
  command: (command, context) => {
    if (/^-[vV]$/.test(command.args[0] ?? ''))
      return locate({ ...command, name: 'which' }, context);
    return command.args.length > 0 ? runArgv(command.args, context) : 0;
  },
  continue: loopControl('continue'),
  eval: ({ args }, context) => runText(args.join(' '), context),
  exec: async ({ args }, context) => {
    if (args.length === 0) return 0;
    throw new ShellExit(await runArgv(args, context));
  },
  exit: ({ args }, { shell }) => {
    const code = args[0] === undefined ? shell.lastStatus : Number(args[0]);
    if (!Number.isInteger(code)) throw new CommandError(`${args[0]}: not a number`, 2);
    throw new ShellExit(code & 255);
  },
  export: exportVariables,
  false: () => 1,
  fg: foreground,
  history: listHistory,
  jobs: listJobs,
  kill,
  read: readLine,
  set,
  shift: ({ args }, { shell }) => {
    shell.positional = shell.positional.slice(Number(args[0] ?? 1));
  },
  source,
  true: () => 0,
  type: locate,
  umask: ({ stdout }) => stdout.write('0022\n'),
  unalias: ({ args }, { shell }) => {
    for (const name of args) shell.aliases.delete(name);
  },
  unset: ({ args }, { shell }) => {
    for (const name of args.filter((argument) => !/^-[vf]$/.test(argument))) shell.unset(name);
  },
  wait,
  which: locate,
};
