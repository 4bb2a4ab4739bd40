import { describe, expect, it } from 'vitest';
import { OptionError, parseOptions, splitNodeOptions } from './parse-options.ts';

const types = {
  kNoOp: 0,
  kV8Option: 1,
  kBoolean: 2,
  kInteger: 3,
  kUInteger: 4,
  kString: 5,
  kHostPort: 6,
  kStringList: 7,
};
const table: Parameters<typeof parseOptions>[1] = {
  types,
  options: {
    '--eval': [types.kString, false],
    '--print': [types.kBoolean, false],
    '--require': [types.kStringList, true],
    '--warnings': [types.kBoolean, true],
    '--watch': [types.kBoolean, true],
    '--watch-path': [types.kStringList, true],
    '--test-concurrency': [types.kUInteger, false],
    '--expose-gc': [types.kV8Option, true],
  },
  aliases: {
    '-e': ['--eval'],
    '-p': ['--print'],
    '-pe': ['--print', '--eval'],
    '--print <arg>': ['-pe'],
    '-r': ['--require'],
  },
};
const parse = (...args: string[]) => parseOptions(args, table, {});

describe('parseOptions', () => {
  it.each([
    [['a.js', '--x'], {}, [], ['a.js', '--x']],
    [['-e', '1', 'x'], { '--eval': '1' }, ['-e', '1'], ['x']],
    [['-p', '1+1'], { '--print': true, '--eval': '1+1' }, ['-p', '1+1'], []],
    [['-pe', '2'], { '--print': true, '--eval': '2' }, ['-pe', '2'], []],
    [
      ['-r', 'a', '--require=b', 'c'],
      { '--require': ['a', 'b'] },
      ['-r', 'a', '--require=b'],
      ['c'],
    ],
    [['--no-warnings', 'a'], { '--warnings': false }, ['--no-warnings'], ['a']],
    [
      ['--watch-path', 'src', 'a'],
      { '--watch-path': ['src'], '--watch': true },
      ['--watch-path', 'src'],
      ['a'],
    ],
    [['--test_concurrency=3'], { '--test-concurrency': 3 }, ['--test_concurrency=3'], []],
    [['--', '--a'], {}, [], ['--a']],
    [['-'], {}, [], ['-']],
    [['--expose-gc', '--stack-size=900', 'a'], {}, ['--expose-gc', '--stack-size=900'], ['a']],
  ])('%j', (args, values, execArgv, rest) => {
    expect(parse(...args)).toEqual({ values, execArgv, rest });
  });

  it.each([
    [['--nope'], 'bad option: --nope'],
    [['-e'], '-e requires an argument'],
    [['--no-eval'], '--no-eval is an invalid negation because it is not a boolean option'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(new OptionError(message));
  });

  it('refuses some in NODE_OPTIONS', () => {
    const run = (): unknown => parseOptions(['--eval', '1'], table, {}, true);
    expect(run).toThrow('--eval is not allowed in NODE_OPTIONS');
  });
});

describe('splitNodeOptions', () => {
  it.each([
    ['', []],
    ['--a  --b=c', ['--a', '--b=c']],
    ['--r "a b" c', ['--r', 'a b', 'c']],
    ['"a\\"b"', ['a"b']],
  ])('%s', (text, words) => {
    expect(splitNodeOptions(text)).toEqual(words);
  });
  it('refuses an open quote', () => {
    expect(() => splitNodeOptions('"a')).toThrow('unterminated string');
  });
});
