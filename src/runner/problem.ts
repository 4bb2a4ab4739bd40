/** What went wrong with a run, in plain words with the next step: nothing is left to the console. */
import { BootError } from '../container/engine.ts';
import { RequestError } from '../container/container.ts';
import { formatDuration } from './quantities.ts';

export interface Problem {
  message: string;
  nextStep?: string;
  /** The last lines of the program's output, without colours. */
  output?: string;
  /** Whether it is the engine that could not boot, and not the program that went wrong. */
  isBootFailure?: true;
  /** Where in the example's files it went wrong. */
  place?: Place;
}

export interface Place {
  /** Inside the day's folder. */
  path: string;
  /** From 1. */
  line: number;
}

/** A place in words, as they stand in a next step: the panel makes a link of them. */
export const describePlace = ({ path, line }: Place): string => `${path}, line ${line}`;

// Covers CSI, OSC and two-character sequences; enough to make the tail of a log readable as text.
const escapeSequences =
  // eslint-disable-next-line no-control-regex
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;

export const stripAnsi = (text: string): string => text.replace(escapeSequences, '');

/** The last `count` lines that are not blank at the end. */
export const lastLines = (text: string, count: number): string =>
  stripAnsi(text).trimEnd().split(/\r?\n/).slice(-count).join('\n');

export interface ExitFacts {
  code: number;
  /** Whether a port had been opened before the program ended. */
  listened: boolean;
  /** What the program wrote, or the end of it. */
  output: string;
  /** The day's folder in the container, for instance `day4`. */
  folder: string;
}

/** The first `SomeError: message` of a stack as Node prints it, with the reader's file and line. */
function findError(output: string, folder: string): { error?: string; place?: Place } {
  const text = stripAnsi(output);
  const error = /^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?: .+)$/m.exec(text);
  const place = new RegExp(`${folder}/((?!node_modules)[^\\s:()]+):(\\d+)`).exec(text);
  return {
    ...(error?.[1] && { error: error[1] }),
    ...(place?.[1] && { place: { path: place[1], line: Number(place[2]) } }),
  };
}

/** Explains a program that ended by itself; `undefined` when that is nothing to worry about. */
export function explainExit({ code, listened, output, folder }: ExitFacts): Problem | undefined {
  if (code === 0 && listened) return undefined;
  const tail = lastLines(output, 12);
  const shown = tail ? { output: tail } : {};
  if (code === 0)
    return {
      message: 'The program ended without opening a port (exit code 0).',
      nextStep: 'A server must call listen(). Check that the code reaches it, then press Run.',
      ...shown,
    };
  const { error, place } = findError(output, folder);
  const reason = error ? `: ${error}` : '.';
  const when = listened ? 'ended' : 'ended before it opened a port';
  return {
    message: `The program ${when}, with exit code ${code}${reason}`,
    nextStep: place
      ? `Look at ${describePlace(place)}, then press Run.`
      : 'The last lines of its output say why. Correct the code, then press Run.',
    ...shown,
    ...(place && { place }),
  };
}

/** @param waited Milliseconds since the program was started. */
export const explainSilence = (waited: number): Problem => ({
  message: `The program runs, but has not opened a port after ${formatDuration(waited)}.`,
  nextStep:
    'It may be busy, or may not call listen(). The runner keeps waiting; press Stop to end the program.',
});

/** @param waited Milliseconds since the last piece came. */
export const explainStall = (waited: number): Problem => ({
  message: `Node.js is still being loaded, and nothing has come for ${formatDuration(waited)}.`,
  nextStep: 'Check your connection. The runner keeps waiting; press Stop to end it.',
});

const requestSteps: Record<string, string> = {
  ECONNREFUSED:
    'Nothing listens on that port. Check which port the program opens, then send again.',
  ECONNRESET: 'The program closed the connection. The logs may say why.',
  HPE_INVALID_CONSTANT: 'The program did not answer in HTTP. Check what it writes to the socket.',
};

/** Any error that a run may end with, for the reader. */
export function explainError(error: unknown): Problem {
  if (error instanceof BootError) {
    return { message: error.message, nextStep: error.nextStep, isBootFailure: true };
  }
  return {
    message: messageOf(error),
    nextStep: 'Press Run to try again. If that fails, reload the page.',
  };
}

/** Any error that a request may end with instead of a response. */
export function explainRequestError(error: unknown): Problem {
  if (error instanceof BootError) return { message: error.message, nextStep: error.nextStep };
  if (!(error instanceof RequestError)) return { message: messageOf(error) };
  const nextStep = requestSteps[error.code];
  return { message: `${error.code}: ${error.message}`, ...(nextStep && { nextStep }) };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);
