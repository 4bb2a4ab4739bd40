import { describe, expect, it } from 'vitest';
import { RequestError } from '../container/container.ts';
import { BootError } from '../container/engine.ts';
import {
  explainError,
  explainExit,
  explainRequestError,
  explainSilence,
  lastLines,
} from './problem.ts';

const syntaxError = `file:///home/project/day0/app.ts:3
const app = = express();
            ^

SyntaxError: Unexpected token '='
    at compileSourceTextModule (node:internal/modules/esm/utils:305:16)

Node.js v24.21.0
`;

const thrown = `file:///home/project/day4/lib/store.ts:12
  throw new TypeError('no store');
        ^

\x1b[31mTypeError: no store\x1b[39m
    at open (file:///home/project/node_modules/express/lib/express.js:2:1)
    at open (file:///home/project/day4/lib/store.ts:12:9)
`;

describe('explainExit', () => {
  it.each([
    [
      'a syntax error',
      { code: 1, listened: false, output: syntaxError, folder: 'day0' },
      "The program ended before it opened a port, with exit code 1: SyntaxError: Unexpected token '='",
      'Look at app.ts, line 3, then press Run.',
    ],
    [
      'a throw after listening, in colours',
      { code: 1, listened: true, output: thrown, folder: 'day4' },
      'The program ended, with exit code 1: TypeError: no store',
      'Look at lib/store.ts, line 12, then press Run.',
    ],
    [
      'process.exit(3) without a word',
      { code: 3, listened: false, output: '', folder: 'day0' },
      'The program ended before it opened a port, with exit code 3.',
      'The last lines of its output say why. Correct the code, then press Run.',
    ],
    [
      'a program that never listens',
      { code: 0, listened: false, output: 'done\n', folder: 'day0' },
      'The program ended without opening a port (exit code 0).',
      'A server must call listen(). Check that the code reaches it, then press Run.',
    ],
  ])('%s', (_name, facts, message, nextStep) => {
    expect(explainExit(facts)).toMatchObject({ message, nextStep });
  });

  it('has nothing to say about a server that closed and ended well', () => {
    expect(explainExit({ code: 0, listened: true, output: 'bye', folder: 'day0' })).toBeUndefined();
  });

  it('shows the last lines without colours', () => {
    const problem = explainExit({ code: 1, listened: false, output: thrown, folder: 'day4' });
    expect(problem?.output).toContain('\nTypeError: no store\n');
  });
});

describe('lastLines', () => {
  it('drops blank lines at the end', () => expect(lastLines('a\nb\nc\n\n', 2)).toBe('b\nc'));
  it('strips hyperlinks', () =>
    expect(lastLines('\x1b]8;;https://x\x07link\x1b]8;;\x07', 1)).toBe('link'));
});

describe('explainError', () => {
  it('shows both sentences of a boot that failed', () => {
    expect(explainError(new BootError('blocked', 'It is blocked.', 'Allow it.'))).toEqual({
      message: 'It is blocked.',
      nextStep: 'Allow it.',
      isBootFailure: true,
    });
  });
  it('takes anything', () => expect(explainError('boom').message).toBe('boom'));
});

describe('explainRequestError', () => {
  it('adds the next step to a request that failed', () => {
    const { message, nextStep } = explainRequestError(
      new RequestError('ECONNREFUSED', 'port 3001'),
    );
    expect(message).toBe('ECONNREFUSED: port 3001');
    expect(nextStep).toContain('which port');
  });
  it('adds nothing to what already says what to do', () => {
    expect(explainRequestError(new Error('send "created" first'))).toEqual({
      message: 'send "created" first',
    });
  });
});

it('explains silence with the time waited', () => {
  expect(explainSilence(8000).message).toContain('after 8.0 s');
});
