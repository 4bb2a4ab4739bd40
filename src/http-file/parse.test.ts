import { describe, expect, test } from 'vitest';
import { HttpFileError } from './errors.ts';
import { parseHttpFile } from './parse.ts';

const one = (text: string) => parseHttpFile(text).requests[0]!;

test('reads variables, requests and their lines', () => {
  const file = parseHttpFile(`@host = http://localhost:3000
@word=a b

###
@more = {{word}}

### Create a note
# Makes a note
// from a title.
# @name created
# @tag a, b
# @timeout 500
# @ref listed
@own = 1
POST {{host}}/notes
    ?draft=1
    &x={{own}} HTTP/1.1
Content-Type: application/json
// a comment
# @no-redirect
X-A: one
X-A: two,

{
  "a": 1
}

?? status == 201
?? header location exists

### List
# @name listed

GET {{host}}/notes
###
`);
  expect(file.variables).toEqual([
    { name: 'host', value: 'http://localhost:3000', line: 1 },
    { name: 'word', value: 'a b', line: 2 },
    { name: 'more', value: '{{word}}', line: 5 },
  ]);
  expect(file.requests).toHaveLength(2);
  expect(file.requests[0]).toEqual({
    name: 'created',
    title: 'Create a note',
    description: 'Makes a note\nfrom a title.',
    tags: ['a', 'b'],
    timeout: 500,
    refs: [{ name: 'listed', force: false, line: 13 }],
    method: 'POST',
    url: '{{host}}/notes?draft=1&x={{own}}',
    headers: [
      { name: 'Content-Type', value: 'application/json', line: 18 },
      { name: 'X-A', value: 'one', line: 21 },
      { name: 'X-A', value: 'two', line: 22 },
    ],
    body: ['{', '  "a": 1', '}'],
    lineEnding: '\n',
    assertions: [
      { source: 'status == 201', line: 28, type: 'status', predicate: '==', expected: '201' },
      {
        source: 'header location exists',
        line: 29,
        type: 'header',
        subject: 'location',
        predicate: 'exists',
        expected: '',
      },
    ],
    variables: [{ name: 'own', value: '1', line: 14 }],
    noRedirect: true,
    noCookieJar: false,
    line: 15,
  });
  expect(file.requests[1]).toMatchObject({ name: 'listed', title: 'List', line: 34, body: [] });
});

describe('bodies', () => {
  test.each<[string, unknown]>([
    ['\n\nx\n\ny\n\n', ['x', '', 'y']],
    ['\n{"a": 1}\n# left out\n// too\n', ['{"a": 1}']],
    ['Content-Type: text/markdown\n\n# Title\n### Part\n', ['# Title', '### Part']],
    ['\n< ./a.json', [{ file: './a.json', line: 3, template: false }]],
    ['\n<@ ./a.json', [{ file: './a.json', line: 3, template: true }]],
    ['\n<p>html</p>', ['<p>html</p>']],
    ['?? status == 200\nafter', ['after']],
    ['\r\nx\r\n', ['x']],
  ])('%j', (text, body) => {
    expect(one(`POST http://localhost\n${text}`).body).toEqual(body);
  });

  test('multipart/form-data has CRLF between lines', () => {
    expect(one('POST /\nContent-Type: multipart/form-data; boundary=x\n\n--x').lineEnding).toBe(
      '\r\n',
    );
  });
});

test('only the comment that touches the request line describes it', () => {
  expect(one('# far\n\n# near\nGET /').description).toBe('near');
  expect(one('# far\n\nGET /').description).toBeUndefined();
  expect(one('# text\n# @description said\nGET /').description).toBe('said');
});

describe('assertions', () => {
  test.each<[string, object]>([
    ['?? status == 200', { type: 'status', predicate: '==', expected: '200' }],
    ['  ??status != 200 ', { type: 'status', predicate: '!=', expected: '200 ' }],
    ['?? header content-type includes json', { subject: 'content-type', predicate: 'contains' }],
    ['?? body exists', { type: 'body', predicate: 'exists', subject: undefined }],
    ['?? body items.length == 2', { type: 'body', subject: 'items.length', expected: '2' }],
    ['?? body ==', { type: 'body', predicate: '==', expected: '' }],
    ['?? js response.parsedBody.a isTrue', { type: 'js', predicate: 'exists' }],
    ['?? js a > 1 && b < 2', { subject: 'a > 1 && b', predicate: '<', expected: '2' }],
    ['?? js f.map(x => x).length >= 1', { subject: 'f.map(x => x).length', predicate: '>=' }],
    ['?? duration firstByte < 100', { type: 'duration', subject: 'firstByte' }],
  ])('%s', (line, expected) => {
    expect(one(`GET /\n${line}`).assertions[0]).toMatchObject(expected);
  });
});

describe('what is malformed or not supported is refused with its line', () => {
  test.each<[string, number, RegExp]>([
    ['hello', 1, /no request line/],
    ['QUERY /x', 1, /no request line/],
    ['GET http://localhost HTTP/2', 1, /HTTP\/1\.1/],
    ['GET /\nX-A one', 2, /no header/],
    ['GET /\n#X-A: one', 2, /with a space/],
    ['#@name x\nGET /', 1, /with a space/],
    ['# @name create-note\nGET /', 1, /cannot be a name/],
    ['# @name response\nGET /', 1, /cannot be a name/],
    ['# @name a\nGET /\n###\n# @name a\nGET /', 5, /two requests named "a"/],
    ['# @ref b\nGET /', 1, /no request is named "b"/],
    ['# @stream some\nGET /', 1, /whole number/],
    ['# @loop for 3\nGET /', 1, /not supported/],
    ['# @name a\n###', 1, /no request line below/],
    ['GET /\nPOST /\n', 2, /no header/],
    ['GET /\n\nPOST /\n', 3, /separate requests/],
    ['@a = 1\nGET /\n###\nGET /', 2, /put a line "###"/],
    ['@a "1"\n', 1, /@name = value/],
    ['@a = "1"\n', 1, /without quotes/],
    ['@a = 1 \n', 1, /without quotes and without spaces/],
    ['@a-b = 1\n', 1, /letters and digits/],
    ['@request = 1\n', 1, /reserved/],
    ['### Values\n@a = 1\n', 2, /variables of the whole file/],
    ['POST /\n\n@a = 1', 3, /above the request line/],
    ['POST /\n\na\n===\nb', 4, /several bodies/],
    ['GET /\n\n> {%', 3, /response scripts/],
    ['{{\n}}\nGET /', 1, /scripts/],
    ['GET /\n\n>> out.json', 3, /to a file/],
    ['POST /\n\n<@latin1 ./x', 3, /UTF-8/],
    ['GET /\nCookie: a=1', 2, /no-cookie-jar/],
    ['?? status == 200\nGET /', 1, /below the request/],
    ['GET /\n?? status', 2, /no predicate/],
    ['GET /\n?? body== x', 2, /no predicate/],
    ['GET /\n?? state == 200', 2, /"state" cannot be asserted/],
    ['GET /\n?? status === 200', 2, /write ==/],
    ['GET /\n?? js a !== 2', 2, /write !=/],
    ['GET /\n?? status not equals 3', 2, /write !=/],
    ['GET /\n?? body sha256 abc', 2, /sha256 is not supported/],
    ['GET /\n?? js a isTrue yes', 2, /compares with nothing/],
    ['GET /\n?? header exists', 2, /needs a name/],
    ['GET /\n?? js == 2', 2, /needs an expression/],
    ['GET /\n?? js a. == 2', 2, /not an expression/],
    ['GET /\n?? duration wait < 2', 2, /firstByte and download/],
    ['GET /\n?? status code == 2', 2, /means nothing/],
  ])('%j', (text, line, message) => {
    const error = (() => {
      try {
        parseHttpFile(text);
        return undefined;
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(HttpFileError);
    expect(error).toMatchObject({ line, message: expect.stringMatching(message) as string });
  });
});
