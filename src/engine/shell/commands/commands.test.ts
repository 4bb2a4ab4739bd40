import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { SHELL_COMMANDS } from '../../programs.ts';
import { makeFolder, runInShell } from '../run/run-in-shell.test-helper.ts';
import { builtins } from '../run/builtins.ts';
import { commands } from './index.ts';
import { inColumns, sizeText } from './ls.ts';
import { formatDate } from './print.ts';

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder({
    'a.txt': 'banana\napple\ncherry\napple\n',
    'n.txt': '10\n9\n100\n',
    'src/x.js': 'const a = 1;\n// TODO: more\n',
    'src/lib/y.js': 'export {};\n',
    '.hidden': '',
  });
});
afterEach(() => folder.remove());
const run = (text: string, input = '') => runInShell(folder.path, text, { input });

describe('prints', () => {
  test.each<[string, string, string?]>([
    ['ls', 'a.txt\nn.txt\nsrc\n'],
    ['ls -a', '.\n..\na.txt\n.hidden\nn.txt\nsrc\n'],
    ['ls src a.txt', 'a.txt\n\nsrc:\nlib\nx.js\n'],
    ['ls -R src', 'src:\nlib\nx.js\n\nsrc/lib:\ny.js\n'],
    ['ls -l a.txt | cut -c1-10', '-rw-r--r--\n'],
    ['cat -', 'typed\n', 'typed\n'],
    ['cat n.txt -n | tail -1', '     3\t100\n'],
    ['head -n 1 a.txt', 'banana\n'],
    ['head -c 3 a.txt', 'ban'],
    ['head -1 a.txt n.txt', '==> a.txt <==\nbanana\n\n==> n.txt <==\n10\n'],
    ['tail -n 2 a.txt', 'cherry\napple\n'],
    ['tail -n +4 a.txt', 'apple\n'],
    ['{ head -1; cat; } < a.txt', 'banana\napple\ncherry\napple\n'],
    ['wc -l a.txt', '4 a.txt\n'],
    ['wc a.txt n.txt | tail -1', ' 7  7 35 total\n'],
    ['sort a.txt | uniq -c', '      2 apple\n      1 banana\n      1 cherry\n'],
    ['sort -nr n.txt', '100\n10\n9\n'],
    ['sort -u a.txt', 'apple\nbanana\ncherry\n'],
    ['grep -n an a.txt', '1:banana\n'],
    ['grep -ivc APPLE a.txt', '2\n'],
    ['grep -r TODO .', 'src/x.js:// TODO: more\n'],
    ['grep -o "[aeiou]" a.txt | sort | uniq | tr -d "\\n"', 'ae'],
    ['grep -E "^(b|c)" a.txt', 'banana\ncherry\n'],
    ['grep -q none a.txt || echo none', 'none\n'],
    ['find . -name "*.js"', './src/lib/y.js\n./src/x.js\n'],
    ['find src -type d -maxdepth 1', 'src\nsrc/lib\n'],
    ['tr a-z A-Z < n.txt; echo abc | tr abc x', '10\n9\n100\nxxx\n'],
    ['echo a:b:c | cut -d : -f 1,3', 'a:c\n'],
    ['echo hi | tee t.txt; cat t.txt', 'hi\nhi\n'],
    ['seq 3; seq 2 -1 1', '1\n2\n3\n2\n1\n'],
    [
      'mkdir -p d/e; touch d/e/f; cp -r d g; mv g/e h; ls g h; rm -r d g h; ls',
      'g:\n\nh:\nf\na.txt\nn.txt\nsrc\n',
    ],
    ['touch x; chmod +x x; ls -l x | cut -c1-10', '-rwxr-xr-x\n'],
    ['[ 1 -lt 2 -a -d src ] && test ! -e none && echo ok', 'ok\n'],
    ['echo -n a; echo -e "b\\tc"', 'ab\tc\n'],
    ['printf "%5.1f|%-4s|%04d|%x\\n" 3.14159 ab 42 255', '  3.1|ab  |0042|ff\n'],
    ['basename /a/b.js .js; dirname /a/b.js', 'b\n/a\n'],
    ['date -u -d @0 +%FT%T', '1970-01-01T00:00:00\n'],
  ])('%s', async (text, out, input) => {
    expect(await run(text, input)).toMatchObject({ out });
  });

  test('what cannot be done', async () => {
    expect((await run('rm src')).err).toBe(
      'rm: src: Is a directory (rm -r removes it with what is in it)\n',
    );
    expect((await run('rmdir src')).err).toBe('rmdir: src: Directory not empty\n');
    expect((await run('ls none')).err).toBe(
      "ls: cannot access 'none': No such file or directory\n",
    );
    expect((await run('cp none x')).err).toMatch(/^cp: none: No such file/);
    expect((await run('head -z')).err).toBe('head: unknown option -z\n');
  });
});

test('every command is on the path, and help names it', async () => {
  const { out } = await run('help');
  for (const name of SHELL_COMMANDS) {
    expect(Object.hasOwn(commands, name) || Object.hasOwn(builtins, name), name).toBe(true);
  }
  for (const name of ['ls', 'curl', 'npm', 'kill', 'history']) expect(out).toContain(name);
});

test.each([
  [0, '0'],
  [1023, '1023'],
  [1536, '1.5K'],
  [20_000_000, '20M'],
])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

test('columns fill downwards', () => {
  const names = ['a', 'bb', 'ccc', 'd', 'e'];
  const widths = names.map((name) => name.length);
  expect(inColumns(names, widths, 80)).toBe('a  bb  ccc  d  e\n');
  expect(inColumns(names, widths, 9)).toBe('a    d\nbb   e\nccc\n');
});

test('dates', () => {
  const time = new Date('2026-01-05T03:04:05.006Z');
  expect(formatDate(time, '%a %b %e %H:%M:%S %Z %Y', true)).toBe('Mon Jan  5 03:04:05 UTC 2026');
  expect(formatDate(time, '%j %-d %p %3N %s %%', true)).toBe('005 5 AM 006 1767582245 %');
});

describe('curl', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { pathname } = new URL(request.url!, 'http://localhost');
        if (pathname === '/redirect') {
          response.writeHead(302, { Location: '/echo' }).end();
        } else if (pathname === '/cookie') {
          response.setHeader('Set-Cookie', 'id=7; Path=/').end();
        } else if (pathname === '/reset') request.socket.destroy();
        else {
          response.statusCode = pathname === '/missing' ? 404 : 200;
          response.end(
            JSON.stringify({
              method: request.method,
              url: request.url,
              type: request.headers['content-type'],
              x: request.headers['x-test'],
              cookie: request.headers.cookie,
              auth: request.headers.authorization,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test.each<[string, object]>([
    ['curl URL/echo', { method: 'GET', url: '/echo', body: '' }],
    ['curl -X DELETE -H "X-Test: 1" URL', { method: 'DELETE', x: '1' }],
    [
      'curl -d a=1 -d b=2 URL',
      { method: 'POST', type: 'application/x-www-form-urlencoded', body: 'a=1&b=2' },
    ],
    ['curl --json \'{"a":1}\' URL', { method: 'POST', type: 'application/json', body: '{"a":1}' }],
    ['curl -H "Content-Type: text/plain" --data-raw @x URL', { type: 'text/plain', body: '@x' }],
    ['curl -d @n.txt URL', { body: '109100' }],
    ['curl --data-binary @n.txt URL', { body: '10\n9\n100\n' }],
    ['curl -G --data-urlencode "q=a b" URL/s', { method: 'GET', url: '/s?q=a%20b' }],
    ['curl -T n.txt URL/up', { method: 'PUT', url: '/up', body: '10\n9\n100\n' }],
    ['echo hi | curl -d @- URL', { body: 'hi' }],
    ['curl -L URL/redirect', { method: 'GET', url: '/echo' }],
    ['curl -u me:secret URL', { auth: 'Basic bWU6c2VjcmV0' }],
    ['curl -s -c jar URL/cookie && curl -b jar URL', { cookie: 'id=7' }],
    ['curl -b "a=1" URL', { cookie: 'a=1' }],
  ])('%s', async (text, expected) => {
    const { out } = await run(text.replaceAll('URL', url));
    expect(JSON.parse(out)).toMatchObject(expected);
  });

  test('forms, heads, codes, files', async () => {
    const form = JSON.parse((await run(`curl -F a=1 -F f=@n.txt ${url}`)).out);
    expect(form.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(form.body).toMatch(
      /name="f"; filename="n.txt"\r\nContent-Type: text\/plain\r\n\r\n10\n/,
    );
    expect((await run(`curl -I ${url}`)).out).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
    expect((await run(`curl -i ${url}/missing`)).out).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect((await run(`curl -s -o f -w "%{http_code}\\n" ${url}/missing; wc -l < f`)).out).toMatch(
      /^404\n\s*0\n/,
    );
    expect(await run(`curl -f ${url}/missing`)).toMatchObject({ code: 22, out: '' });
    expect((await run(`curl -v ${url}`)).err).toMatch(
      /> GET \/ HTTP\/1\.1\n[^]*< HTTP\/1\.1 200 OK/,
    );
    expect(await run(`curl -sS ${url}/reset`)).toMatchObject({
      code: 52,
      err: 'curl: (52) Empty reply from server\n',
    });
    expect(await run('curl localhost:9')).toMatchObject({
      code: 7,
      err: 'curl: (7) Failed to connect to localhost port 9: Connection refused\n',
    });
    expect(await run('curl')).toMatchObject({ code: 2 });
    expect(await run('curl ftp://x')).toMatchObject({ code: 1 });
  });
});
