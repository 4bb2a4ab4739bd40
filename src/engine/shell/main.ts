/**
 * Entry of the shell's program. The name under which it is called decides: `jsh`, `sh` and `bash` are
 * the shell, anything else is one of its commands, as in BusyBox.
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { runArgv } from './run/simple.ts';
import { runShell, type Context } from './run/interpreter.ts';
import { Job } from './run/job.ts';
import { childProcesses } from './run/process.ts';
import { Shell } from './run/shell.ts';
import { inputFrom, outputTo, readAll } from './run/streams.ts';
import { interact } from './terminal/interact.ts';

const SHELLS = new Set(['jsh', 'sh', 'bash']);
const USAGE = 2;

function contextOf(name: string, positional: readonly string[]): Context {
  const shell = new Shell({
    env: process.env,
    cwd: process.cwd(),
    name,
    positional,
    launcher: childProcesses,
  });
  const job = new Job(0, '');
  // Ctrl-C at a terminal reaches the whole group of processes; other signals are sent to one.
  process.on('SIGINT', () => job.signal('SIGINT', () => false));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => job.signal(signal));
  return {
    shell,
    job,
    stdin: inputFrom(() => process.stdin, 0, process.stdin.isTTY ?? false),
    stdout: outputTo(process.stdout, 1),
    stderr: outputTo(process.stderr, 2),
  };
}

async function runAsShell(name: string, args: readonly string[]): Promise<number> {
  const first = args.findIndex((argument) => !/^[-+]./.test(argument));
  const options = args.slice(0, first < 0 ? args.length : first);
  const [head, ...rest] = first < 0 ? [] : args.slice(first);
  const letters = options.filter((option) => !option.startsWith('--')).join('');
  const context = contextOf(name, rest);
  context.shell.exitOnError = letters.includes('e');
  context.shell.traces = letters.includes('x');
  if (letters.includes('c')) {
    if (head === undefined) {
      console.error(`${name}: -c needs a command`);
      return USAGE;
    }
    const [zero, ...positional] = rest;
    if (zero !== undefined) context.shell.name = zero;
    context.shell.positional = positional;
    return runShell(head, context);
  }
  if (head !== undefined) {
    context.shell.name = head;
    return runShell(readFileSync(resolve(head), 'utf8'), context);
  }
  if (context.stdin!.isTerminal || letters.includes('i')) return interact(name);
  return runShell((await readAll(context.stdin!)).toString(), context);
}

/** @param name How the program was called. @returns the exit code */
export async function main(name: string, args: readonly string[]): Promise<number> {
  if (SHELLS.has(name)) return runAsShell(name, args);
  const context = contextOf(name, []);
  const run = (): Promise<number> => runArgv([name, ...args], context);
  try {
    return await run();
  } catch (error) {
    const { exitCode } = error as { exitCode?: number };
    if (exitCode === undefined) throw error;
    return exitCode;
  }
}

const [, , called = 'jsh', ...args] = process.argv;
void main(basename(called), args).then((code) => {
  process.exitCode = code;
});
