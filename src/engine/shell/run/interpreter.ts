/** Runs parsed scripts. */
import { expandWords, ExpansionError, type ExpansionScope } from '../expand/expand.ts';
import type { AndOr, Command, Pipeline, Script, Statement } from '../syntax/ast.ts';
import { parse } from '../syntax/parse.ts';
import { ShellSyntaxError } from '../syntax/shell-syntax-error.ts';
import { CommandError } from './command.ts';
import { Interrupted, type Job } from './job.ts';
import { redirect, type Streams } from './redirect.ts';
import type { Shell } from './shell.ts';
import { runSimple } from './simple.ts';
import { BrokenPipe, collector, createPipe, type Output } from './streams.ts';

export interface Context extends Streams {
  shell: Shell;
  job: Job;
  /** Where what a background job prints goes; the interactive shell keeps it off the edited line. */
  backgroundOutput?: (() => Output) | undefined;
}

/** `exit`. */
export class ShellExit extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('exit');
    this.exitCode = exitCode;
  }
}

/** `break` and `continue`. */
export class LoopControl extends Error {
  readonly kind: 'break' | 'continue';
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

const SYNTAX_ERROR = 2;
/** 128 and the number of SIGPIPE. */
const BROKEN_PIPE = 141;

/** Parses and runs a script; faults of syntax are printed. @returns the exit code */
export async function runText(text: string, context: Context): Promise<number> {
  const { shell, stderr } = context;
  let script: Script;
  try {
    script = parse(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    const { line, column, message } = error;
    await stderr.write(`${shell.name}: syntax error at ${line}:${column}: ${message}\n`);
    return (shell.lastStatus = SYNTAX_ERROR);
  }
  return runScript(script, context);
}

/** As `runText`, and `exit` ends here too, as it does for a shell of its own. */
export async function runShell(text: string, context: Context): Promise<number> {
  try {
    return await runText(text, context);
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ShellExit || error instanceof Interrupted) return error.exitCode;
  if (error instanceof LoopControl) return 0;
  if (error instanceof BrokenPipe) return BROKEN_PIPE;
  throw error;
}

export async function runScript(script: Script, context: Context): Promise<number> {
  const { shell, job } = context;
  for (const statement of script) {
    job.throwIfStopping();
    if (statement.background) await startInBackground(statement, context);
    else shell.lastStatus = await runList(statement.list, context);
  }
  return script.length === 0 ? 0 : shell.lastStatus;
}

async function startInBackground(statement: Statement, context: Context): Promise<void> {
  const { shell } = context;
  const job = shell.jobs.create(statement.source);
  const subshell = shell.fork();
  const output = context.backgroundOutput;
  const streams = output
    ? {
        stdout: context.stdout.inherits === undefined ? context.stdout : output(),
        stderr: context.stderr.inherits === undefined ? context.stderr : output(),
      }
    : {};
  const inside: Context = { ...context, ...streams, shell: subshell, job, stdin: undefined };
  void runList(statement.list, inside)
    .catch(exitCodeOf)
    .then((code) => job.finish(code));
  // A process is started within a few turns: then its id is the job's.
  for (let turn = 0; turn < 3 && job.members.size === 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  shell.lastBackgroundPid = job.pid;
  shell.lastStatus = 0;
  if (shell.interactive) await context.stderr.write(`[${job.id}] ${job.pid}\n`);
}

async function runList({ first, rest }: AndOr, context: Context): Promise<number> {
  const { shell } = context;
  const decides = (index: number): boolean => index < rest.length;
  let status = await runPipeline(first, context, decides(0));
  shell.lastStatus = status;
  for (const [index, { operator, pipeline }] of rest.entries()) {
    if ((operator === '&&') !== (status === 0)) continue;
    status = await runPipeline(pipeline, context, decides(index + 1));
    shell.lastStatus = status;
  }
  return status;
}

/** @param isCondition Whether `set -e` leaves its failure alone. */
async function runPipeline(
  { negated, commands }: Pipeline,
  context: Context,
  isCondition: boolean,
): Promise<number> {
  const { shell } = context;
  const status =
    commands.length === 1
      ? await runCommand(commands[0]!, context)
      : await runStages(commands, context);
  if (negated) return status === 0 ? 1 : 0;
  if (status !== 0 && shell.exitOnError && !isCondition) throw new ShellExit(status);
  return status;
}

async function runStages(commands: Command[], context: Context): Promise<number> {
  const pipes = commands.slice(1).map(createPipe);
  let interrupted: Interrupted | undefined;
  const stages = commands.map(async (command, index) => {
    const input = pipes[index - 1]?.input;
    const output = pipes[index]?.output;
    try {
      return await runCommand(command, {
        ...context,
        shell: context.shell.fork(),
        stdin: input ?? context.stdin,
        stdout: output ?? context.stdout,
      });
    } catch (error) {
      if (error instanceof Interrupted) interrupted = error;
      return exitCodeOf(error);
    } finally {
      output?.end();
      input?.cancel();
    }
  });
  const statuses = await Promise.all(stages);
  if (interrupted) throw interrupted;
  return statuses.at(-1)!;
}

async function runCommand(command: Command, context: Context): Promise<number> {
  try {
    const { streams, close } = await redirect(command.redirections, context, scopeOf(context));
    try {
      return await runBody(command, { ...context, ...streams });
    } finally {
      close();
    }
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof ExpansionError)) throw error;
    await context.stderr.write(`${context.shell.name}: ${error.message}\n`);
    return 1;
  }
}

async function runBody(command: Command, context: Context): Promise<number> {
  const { shell, job } = context;
  switch (command.type) {
    case 'simple':
      return runSimple(command, context);
    case 'group':
      return runScript(command.body, context);
    case 'subshell':
      try {
        return await runScript(command.body, { ...context, shell: shell.fork() });
      } catch (error) {
        if (error instanceof ShellExit) return error.exitCode;
        throw error;
      }
    case 'if':
      for (const { condition, body } of command.branches) {
        if ((await runCondition(condition, context)) === 0) return runScript(body, context);
      }
      return command.otherwise ? runScript(command.otherwise, context) : 0;
    case 'for': {
      const values = command.words
        ? await expandWords(command.words, scopeOf(context))
        : shell.positional;
      let status = 0;
      for (const value of values) {
        shell.set(command.variable, value);
        const next = await iterate(command.body, context);
        if (next === 'break') break;
        status = next;
      }
      return status;
    }
    case 'while': {
      let status = 0;
      for (;;) {
        // Signals and timers get their turn, however short the loop.
        await new Promise((resolve) => setImmediate(resolve));
        job.throwIfStopping();
        const holds = (await runCondition(command.condition, context)) === 0;
        if (holds === command.until) return status;
        const next = await iterate(command.body, context);
        if (next === 'break') return status;
        status = next;
      }
    }
  }
}

async function runCondition(script: Script, context: Context): Promise<number> {
  const { shell } = context;
  const { exitOnError } = shell;
  shell.exitOnError = false;
  try {
    return await runScript(script, context);
  } finally {
    shell.exitOnError = exitOnError;
  }
}

async function iterate(body: Script, context: Context): Promise<number | 'break'> {
  try {
    return await runScript(body, context);
  } catch (error) {
    if (!(error instanceof LoopControl)) throw error;
    if (error.levels > 1) {
      error.levels -= 1;
      throw error;
    }
    return error.kind === 'break' ? 'break' : 0;
  }
}

/** What expansions see of the shell. */
export function scopeOf(context: Context): ExpansionScope {
  const { shell } = context;
  return {
    get cwd() {
      return shell.cwd;
    },
    get positional() {
      return shell.positional;
    },
    get: (name) => shell.get(name),
    set: (name, value) => shell.set(name, value),
    async capture(script) {
      const { output, text } = collector();
      const subshell = shell.fork();
      const inside = { ...context, shell: subshell, stdout: output };
      try {
        shell.lastStatus = await runScript(script, inside);
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        shell.lastStatus = exitCodeOf(error);
      }
      return text();
    },
  };
}
