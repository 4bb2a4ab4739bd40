/** The shell for a person at a terminal. */
import { join } from 'node:path';
import type { Input, Output } from '../run/streams.ts';
import { endedJobs } from '../run/builtins.ts';
import { runText, ShellExit, type Context } from '../run/interpreter.ts';
import { Interrupted, Job, type SignalName } from '../run/job.ts';
import { childProcesses } from '../run/process.ts';
import { Shell } from '../run/shell.ts';
import { BrokenPipe, outputTo } from '../run/streams.ts';
import { parse } from '../syntax/parse.ts';
import { ShellSyntaxError } from '../syntax/shell-syntax-error.ts';
import { complete } from './complete.ts';
import { History } from './history.ts';
import { LineEditor } from './line-editor.ts';
import { CONTINUATION, freshLine, promptOf } from './prompt.ts';

const INTERRUPTED = 130;
const DEFAULT_COLUMNS = 80;

/** Reads and runs command lines until `exit` or Ctrl-D. @returns the exit code */
export async function interact(name: string): Promise<number> {
  const { stdin, stdout } = process;
  const shell = new Shell({
    env: process.env,
    cwd: process.cwd(),
    name,
    launcher: childProcesses,
    interactive: true,
  });
  const home = shell.get('HOME');
  const history = new History(home === undefined ? undefined : join(home, '.jsh_history'));
  shell.history = history.lines;
  const streams = {
    stdin: typedInput(() => editor),
    stdout: outputTo(stdout, 1),
    stderr: outputTo(process.stderr, 2),
  };
  const ended = Promise.withResolvers<number>();
  let current: Job | undefined;
  /** Lines of a command that is not complete yet. */
  let typed: string[] = [];

  const editor = new LineEditor({
    input: stdin,
    output: stdout,
    history: history.newestFirst(),
    lines: history.lines,
    complete: (line) => complete(line, shell),
    onLine: (line) => void accept(line),
    onInterrupt: () => {
      if (current) {
        stdout.write('^C');
        current.signal('SIGINT');
        return;
      }
      stdout.write('^C\n');
      typed = [];
      editor.discard();
      shell.lastStatus = INTERRUPTED;
      prompt();
    },
    onEnd: () => {
      stdout.write('exit\n');
      ended.resolve(shell.lastStatus);
    },
  });

  const prompt = (): void => {
    for (const line of endedJobs(shell)) stdout.write(`${line}\n`);
    editor.edit(typed.length > 0 ? CONTINUATION : promptOf(shell));
  };

  const accept = async (line: string): Promise<void> => {
    history.add(line);
    typed.push(line);
    const text = typed.join('\n');
    if (isIncomplete(text)) return prompt();
    typed = [];
    if (text.trim() !== '') {
      try {
        await run(text);
      } catch (error) {
        if (error instanceof ShellExit) return ended.resolve(error.exitCode);
        stdout.write(`${(error as Error).stack ?? String(error)}\n`);
        shell.lastStatus = 1;
      }
      stdout.write(freshLine(stdout.columns || DEFAULT_COLUMNS));
    }
    prompt();
  };

  const run = async (text: string): Promise<void> => {
    current = new Job(0, text);
    const context: Context = {
      ...streams,
      shell,
      job: current,
      backgroundOutput: () => aboveTheLine(editor),
    };
    try {
      await runText(text, context);
    } catch (error) {
      if (error instanceof Interrupted) {
        shell.lastStatus = error.exitCode;
        if (error.signal === 'SIGINT') stdout.write('\n');
      } else if (error instanceof BrokenPipe) shell.lastStatus = 141;
      else throw error;
    } finally {
      current = undefined;
    }
  };

  // The terminal signals the whole group of processes, so programs have it already.
  process.on('SIGINT', () => current?.signal('SIGINT', () => false));
  const hangUp = (signal: SignalName): void => {
    current?.signal(signal);
    ended.resolve(new Interrupted(signal).exitCode);
  };
  process.on('SIGHUP', hangUp);
  process.on('SIGTERM', hangUp);
  prompt();
  const code = await ended.promise;
  for (const job of shell.jobs.all()) job.signal('SIGHUP');
  editor.close();
  return code;
}

function isIncomplete(text: string): boolean {
  try {
    parse(text);
    return false;
  } catch (error) {
    return error instanceof ShellSyntaxError && error.incomplete;
  }
}

/** What is typed at the terminal, line by line: a program that is started reads it by itself. */
function typedInput(editor: () => LineEditor): Input {
  const unread: Uint8Array[] = [];
  return {
    inherits: 0,
    isTerminal: true,
    async read(signal) {
      const line = unread.shift() ?? (await editor().read(signal));
      return typeof line === 'string' ? Buffer.from(line) : line;
    },
    unread: (bytes) => void (bytes.length > 0 && unread.unshift(bytes)),
    cancel() {},
  };
}

/** Output of a background job: whole lines above the line that is being typed. */
function aboveTheLine(editor: LineEditor): Output {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    inherits: undefined,
    isTerminal: false,
    columns: undefined,
    async write(data) {
      rest += typeof data === 'string' ? data : decoder.decode(data, { stream: true });
      const end = rest.lastIndexOf('\n') + 1;
      if (end === 0) return;
      editor.writeAbove(rest.slice(0, end));
      rest = rest.slice(end);
    },
    end() {
      if (rest !== '') editor.writeAbove(`${rest}\n`);
      rest = '';
    },
  };
}
