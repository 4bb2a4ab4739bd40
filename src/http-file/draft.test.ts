import { describe, expect, it } from 'vitest';
import { applyDraft, checkDraft, draftOf, requestOf, splitUrl } from './draft.ts';
import { parseHttpFile } from './parse.ts';

const draft = { method: 'GET', url: '/', headers: '', body: '' };

describe('splitUrl', () => {
  it.each([
    ['{{host}}/notes?a=1', '{{host}}', '/notes?a=1'],
    ['{{ host }}', '{{ host }}', '/'],
    ['http://localhost:3000/x', 'http://localhost:3000', '/x'],
    ['/x', '', '/x'],
    ['{{created.url}}', '{{created.url}}', '/'],
  ])('%s', (url, origin, path) => expect(splitUrl(url)).toEqual({ origin, path }));
});

describe('checkDraft', () => {
  it.each([
    [{}, []],
    [{ url: '{{host}}/a/{{created.id}}?b={{ a + 1 }}' }, []],
    [{ url: 'http://localhost:4000/x' }, []],
    [{ url: '{{$uuid}}' }, []],
    [{ headers: 'A: 1\n\nB:2\r\nC:', body: 'anything {{host}}' }, []],
    [{ method: 'FETCH' }, ['method: Choose a method.']],
    [{ url: '' }, ['url: Write a path, for instance /notes?limit=1.']],
    [{ url: '/a b' }, ['url: A path has no spaces: write %20.']],
    [{ url: 'notes' }, ['url: A path begins with /, for instance /notes.']],
    [{ url: 'https://localhost/' }, ['url: A path begins with /, for instance /notes.']],
    [
      { url: 'http://example.com/' },
      ['url: example.com is not the example; write a path, or http://localhost and a port.'],
    ],
    [
      { url: 'http://localhost:99999/' },
      ['url: This is no URL of the example; write a path, for instance /notes.'],
    ],
    [{ headers: 'A: 1\nB 2' }, ['headers: Line 2 is no header; write "Name: value".']],
    [
      { headers: 'A: €' },
      ['headers: Line 1: the value of A has a character that a header cannot carry.'],
    ],
    [
      { headers: 'A: a\0b' },
      ['headers: Line 1: the value of A has a character that a header cannot carry.'],
    ],
    [{ headers: ': x' }, ['headers: Line 1 is no header; write "Name: value".']],
  ])('%j', (part, expected) => {
    const problems = checkDraft({ ...draft, ...part });
    expect(problems.map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
  });

  it.each(['url', 'headers', 'body'] as const)('names a broken placeholder in %s', (field) => {
    const text = { url: '/{{a +}}', headers: 'A: {{a +}}', body: '{{a +}}' }[field];
    expect(checkDraft({ ...draft, [field]: text })).toMatchObject([
      { field, message: expect.stringContaining('{{a +}} is not an expression') as string },
    ]);
  });
});

describe('applyDraft', () => {
  const text = `### Create
# @name created
POST {{host}}/notes
Content-Type: application/json

{ "text": "a" }
< ./more.txt
<@ ./rest.txt

?? status == 201
`;
  const [request] = parseHttpFile(text).requests;

  it('gives the request back when nothing was changed', () => {
    const same = applyDraft(request!, draftOf(request!));
    expect(same).toMatchObject({
      name: 'created',
      url: '{{host}}/notes',
      body: ['{ "text": "a" }', { file: './more.txt' }, { file: './rest.txt', template: true }],
    });
    expect(draftOf(same)).toEqual(draftOf(request!));
  });

  it('takes lines literally that a file would take for something else', () => {
    const body = '# heading\n### title\n?? status == 1\n\n';
    expect(applyDraft(request!, { ...draftOf(request!), body }).body).toEqual([
      '# heading',
      '### title',
      '?? status == 1',
      '',
      '',
    ]);
  });

  it('ends lines of a multipart form as RFC 2046 wants', () => {
    const headers = 'Content-Type: multipart/form-data; boundary=x';
    expect(requestOf('', { ...draft, headers }).lineEnding).toBe('\r\n');
  });
});
