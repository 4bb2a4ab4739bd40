import { parseEnv as nodeParseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { parseEnv } from './parse-env.ts';

it.each([
  'A=1',
  'A = spaced ',
  'export A=1',
  'A="x\\ny"',
  "A='x\\ny'",
  'A=`b"c`',
  'A=1 # comment',
  '# A=1\nB=2',
  'A="multi\nline"\nB=1',
  'A=',
  'A.b-c=1',
  'A="unclosed',
  '\tA=1\r\nB=2\r\n',
])('parses %j as Node does', (text) => {
  expect(parseEnv(text)).toEqual({ ...nodeParseEnv(text) });
});
