import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requestOf } from './draft.ts';
import { parseHttpFile } from './parse.ts';
import { writeHttpFile } from './write.ts';

const files = [
  'src/http-file/fixtures/every-feature.http',
  ...globSync('examples/day*/requests.http'),
];

describe('writeHttpFile', () => {
  it.each(files)('writes every request of %s so that it reads the same', (path) => {
    const file = parseHttpFile(readFileSync(path, 'utf8'));
    for (const request of file.requests) {
      const text = writeHttpFile(request, file.variables);
      const again = parseHttpFile(text.replaceAll(/^# @(?:force-)?ref .*\n/gm, '')).requests;
      expect(again).toHaveLength(1);
      expect(again[0]).toMatchObject({
        method: request.method,
        url: request.url,
        title: request.title,
        description: request.description,
      });
    }
  });

  it.each([
    ['a body with a comment', '# no comment'],
    ['a body with a separator', 'a\n### b'],
    ['a body with an assertion', '?? status == 200'],
    ['a body with a request line', 'GET /'],
    ['a body that ends in an empty line', 'a\n\n'],
  ])('refuses %s', (_, body) => {
    const request = requestOf('Own', { method: 'POST', url: '/', headers: '', body });
    expect(() => writeHttpFile(request)).toThrow('cannot be written as a .http file');
  });

  it('writes one of the reader', () => {
    const draft = { method: 'PUT', url: '{{host}}/a', headers: 'Cookie: a=1\nX-A:', body: '{\n}' };
    const variables = [{ name: 'host', value: 'http://localhost:3000', line: 1 }];
    expect(writeHttpFile(requestOf('My own', draft), variables)).toBe(
      `@host = http://localhost:3000

### My own
# @no-redirect
# @no-cookie-jar
PUT {{host}}/a
Cookie: a=1
X-A: 

{
}
`,
    );
  });
});
