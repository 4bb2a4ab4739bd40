/** Starts programs as processes and joins their streams with the shell's. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { reasonOf } from './command.ts';
import { signalExitCode, type JobMember, type SignalName } from './job.ts';
import { BrokenPipe, type Input, type Output } from './streams.ts';

export interface ProcessStart {
  file: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Undefined: nothing to read. */
  stdin: Input | undefined;
  stdout: Output;
  stderr: Output;
  /** In a process group of its own, which Ctrl-C at the terminal does not reach. */
  detached: boolean;
}

export interface ProcessEnd {
  exitCode: number;
  /** The signal that ended the process. */
  signal: SignalName | undefined;
}

export interface RunningProcess extends JobMember {
  readonly ended: Promise<ProcessEnd>;
}

export interface ProcessLauncher {
  start(start: ProcessStart): RunningProcess;
}

/** A program that could not be started. */
export class LaunchError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const COMMAND_NOT_FOUND = 127;
const CANNOT_EXECUTE = 126;

/** Processes by `node:child_process`. */
export const childProcesses: ProcessLauncher = {
  start({ file, args, env, cwd, stdin, stdout, stderr, detached }) {
    const input = stdin?.inherits;
    const child = spawn(file, args, {
      cwd,
      env,
      detached,
      stdio: [
        stdin === undefined ? 'ignore' : (input ?? 'pipe'),
        stdout.inherits ?? 'pipe',
        stderr.inherits ?? 'pipe',
      ],
    });
    const pumps: Promise<void>[] = [];
    if (child.stdout) pumps.push(pumpOut(child.stdout, stdout));
    if (child.stderr) pumps.push(pumpOut(child.stderr, stderr));
    const ended = endOf(child, file).finally(() => stopFeeding.abort());
    const stopFeeding = new AbortController();
    if (child.stdin && stdin) void feed(child, stdin, stopFeeding.signal);
    return {
      pid: child.pid,
      name: file,
      signal: (signal) => void child.kill(signal),
      ended: ended.then(async (end) => {
        await Promise.all(pumps);
        return end;
      }),
    };
  },
};

function endOf(child: ChildProcess, file: string): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      const exitCode = error.code === 'ENOENT' ? COMMAND_NOT_FOUND : CANNOT_EXECUTE;
      reject(new LaunchError(`${file}: ${reasonOf(error)}`, exitCode));
    });
    child.once('close', (code, signal) => {
      resolve({
        exitCode: signal ? signalExitCode(signal) : (code ?? 0),
        signal: signal ?? undefined,
      });
    });
  });
}

/** What a process prints. When nobody reads it any more, the process finds its pipe closed. */
async function pumpOut(from: Readable, to: Output): Promise<void> {
  try {
    for await (const chunk of from) await to.write(chunk as Uint8Array);
  } catch (error) {
    if (!(error instanceof BrokenPipe) && !isClosed(error)) throw error;
    from.destroy();
  }
}

async function feed(child: ChildProcess, from: Input, signal: AbortSignal): Promise<void> {
  const stdin = child.stdin!;
  stdin.on('error', () => from.cancel());
  try {
    for (let chunk = await from.read(signal); chunk; chunk = await from.read(signal)) {
      if (stdin.destroyed) break;
      if (stdin.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        for (const event of ['drain', 'close']) stdin.once(event, () => resolve());
      });
    }
    stdin.end();
  } catch {
    // The process has ended: what it has not read stays where it is.
    stdin.destroy();
  }
}

const isClosed = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
