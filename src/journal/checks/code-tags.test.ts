import { expect, it } from 'vitest';
import { codeTags } from './code-tags.ts';

it.each([
  ['nothing', 'Text about `<Code file="a.ts" />`.\n', []],
  ['a file', 'Text\n\n<Code file="a.ts" />\n', [{ file: 'a.ts', region: undefined }]],
  ['a region', '<Code file="lib/a.ts" region="b-c" />', [{ file: 'lib/a.ts', region: 'b-c' }]],
  ['several lines', '<Code\n  region="b"\n  file="a.ts"\n/>', [{ file: 'a.ts', region: 'b' }]],
  ['no file', '<Code region="b" />', [{ file: undefined, region: 'b' }]],
  ['one inside fenced code', '```mdx\n<Code file="a.ts" />\n```\n', []],
])('codeTags: %s', (_, text, expected) => {
  expect(codeTags(text).map(({ file, region }) => ({ file, region }))).toEqual(expected);
});
