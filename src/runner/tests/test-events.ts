/** What the reporter in the container says, read from the output of `node --test`. */

interface Place {
  name: string;
  /** 0 for what stands in a file itself. */
  nesting: number;
  /** Absolute path, or a path relative to the day's folder. */
  file: string;
  line?: number;
}

export interface TestError {
  message: string;
  name?: string;
  stack: string;
  /** Node's reason, such as `testCodeFailure`, `subtestsFailed` or `cancelledByParent`. */
  failureType?: string;
}

export type TestEvent =
  | ({ kind: 'start' } & Place)
  | ({
      kind: 'pass' | 'fail';
      /** `true`, or the reason given. */
      skip?: boolean | string;
      todo?: boolean | string;
      ms: number;
      isSuite: boolean;
      error?: TestError;
    } & Place)
  | { kind: 'output'; file?: string; text: string };

const separator = '\x1e';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Programs under test can print anything, also what looks like an event. */
function toEvent(json: string): TestEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  if (value.kind === 'output') return typeof value.text === 'string' ? (value as never) : undefined;
  if (value.kind !== 'start' && value.kind !== 'pass' && value.kind !== 'fail') return undefined;
  const { name, nesting, file, error } = value;
  if (typeof name !== 'string' || typeof file !== 'string') return undefined;
  if (!Number.isInteger(nesting) || (nesting as number) < 0) return undefined;
  if (value.kind !== 'start' && typeof value.ms !== 'number') return undefined;
  if (error !== undefined && !(isObject(error) && typeof error.message === 'string'))
    return undefined;
  return value as never;
}

/** Splits the output into events, and what is none into output of no file. */
export class TestEventReader {
  #rest = '';

  /** @returns Events of all lines that have ended. */
  read(chunk: string): TestEvent[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  /** @returns What is left of the last line, which had no end. */
  end(): TestEvent[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : this.#line(rest);
  }

  #line(line: string): TestEvent[] {
    const at = line.indexOf(separator);
    const event = at < 0 ? undefined : toEvent(line.slice(at + 1));
    const text = event ? line.slice(0, at) : `${line.replaceAll(separator, '')}\n`;
    return [...(text === '' ? [] : [{ kind: 'output', text } as const]), ...(event ? [event] : [])];
  }
}
