import { describe, expect, it } from 'vitest';
import { nodeArguments } from './node-arguments.ts';

describe('nodeArguments', () => {
  it.each([
    [['app.ts'], ['app.js']],
    [['server.mts'], ['server.mjs']],
    [['app.js'], ['app.js']],
    [
      ['--watch', 'app.ts', 'data.ts'],
      ['--watch', 'app.js', 'data.ts'],
    ],
    [
      ['--import', './hooks.ts', 'app.ts'],
      ['--import', './hooks.js', 'app.js'],
    ],
    [
      ['--import=./hooks.ts', 'app.ts'],
      ['--import=./hooks.js', 'app.js'],
    ],
    [
      ['--env-file', '.env', 'app.ts'],
      ['--env-file', '.env', 'app.js'],
    ],
    [['--experimental-strip-types', '--no-strip-types', 'app.ts'], ['app.js']],
    [
      ['--test', 'a.test.ts', 'b.test.ts'],
      ['--test', 'a.test.js', 'b.test.js'],
    ],
    [
      ['-e', 'console.log("a.ts")', 'b.ts'],
      ['-e', 'console.log("a.ts")', 'b.ts'],
    ],
    [['--import'], ['--import']],
    [[], []],
  ])('%j → %j', (args, expected) => expect(nodeArguments(args)).toEqual(expected));
});
