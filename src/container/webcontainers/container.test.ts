import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestError, type Container, type HttpRequest } from '../container.ts';
import { adapt } from './container.ts';
import { agentPath } from './agent-client.ts';
import { FakeWebContainer } from './fake.ts';

let container: Container;
let tornDown = 0;

beforeEach(async () => {
  tornDown = 0;
  container = adapt(await FakeWebContainer.boot(), () => void tornDown++);
});
afterEach(() => FakeWebContainer.cleanUp());

const text = async (stream: ReadableStream<string>): Promise<string> => {
  let all = '';
  for await (const part of stream) all += part;
  return all;
};

const file = (contents: string) => ({ file: { contents } });
const modules = { 'package.json': file('{"type":"module"}') };

/** Starts `day0/app.ts` with the given source and resolves with its port. */
const serve = async (source: string): Promise<number> => {
  await container.mount({ ...modules, day0: { directory: { 'app.ts': file(source) } } });
  const ready = new Promise<number>((resolve) => {
    container.on('server-ready', (port) => resolve(port));
  });
  await container.spawn('node', ['app.ts'], { cwd: 'day0', env: { PORT: 0 } });
  return ready;
};

const server = (handler: string) => `
  import { createServer, type IncomingMessage } from 'node:http';
  createServer(${handler}).listen(Number(process.env.PORT));
`;

const send = (
  port: number,
  request: Partial<HttpRequest> = {},
  options?: { signal?: AbortSignal },
) => container.request({ method: 'GET', port, path: '/', headers: [], ...request }, options);

const bodyText = (body: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(body).text();

describe('files and processes', () => {
  it('runs TypeScript whose types Node there cannot strip', async () => {
    await container.mount({
      ...modules,
      day0: {
        directory: {
          'app.ts': file(
            "import { greet } from './greet.ts';\nconsole.log(greet('you' as string));",
          ),
          'greet.ts': file('export const greet = (name: string): string => `Hello, ${name}`;'),
        },
      },
    });
    const process = await container.spawn('node', ['app.ts'], { cwd: 'day0' });
    expect(await text(process.output)).toBe('Hello, you\r\n');
    expect(await process.exit).toBe(0);
  });

  it('shows the .ts files and hides their twins and the agent', async () => {
    await container.mount({ 'app.ts': file('1'), 'own.js': file('2') });
    await container.fs.writeFile('late.ts', 'const a: number = 1;');
    await container.fs.writeFile(agentPath, '');
    expect((await container.fs.readdir('.')).sort()).toEqual(['app.ts', 'late.ts', 'own.js']);
    const entries = await container.fs.readdir('.', { withFileTypes: true });
    expect(entries.map(({ name }) => name).sort()).toEqual(['app.ts', 'late.ts', 'own.js']);
    expect(Object.keys(await container.export('.'))).not.toContain('app.js');
    expect(await container.fs.readFile('late.js', 'utf8')).toBe('const a = 1;');
  });

  it('leaves a script alone that the author wrote beside a .ts file', async () => {
    await container.mount({ 'a.ts': file('1'), 'a.js': file('mounted') });
    expect(await container.fs.readFile('a.js', 'utf8')).toBe('mounted');
    await container.fs.writeFile('b.js', 'written');
    await container.fs.writeFile('b.ts', 'let b: string;');
    expect(await container.fs.readFile('b.js', 'utf8')).toBe('written');
    expect((await container.fs.readdir('.')).sort()).toEqual(['a.js', 'a.ts', 'b.js', 'b.ts']);
  });

  it('leaves installed packages as they are', async () => {
    await container.mount({
      node_modules: { directory: { p: { directory: { 'i.ts': file('let a: 1') } } } },
    });
    expect(await container.fs.readdir('node_modules/p')).toEqual(['i.ts']);
  });

  it('renames and removes a twin with its file', async () => {
    const exists = (path: string) =>
      container.fs.readFile(path).then(
        () => true,
        () => false,
      );
    await container.fs.writeFile('a.ts', 'let a: 1;');
    await container.fs.rename('a.ts', 'b.ts');
    expect([await exists('a.js'), await exists('b.js')]).toEqual([false, true]);
    await container.fs.rm('b.ts');
    expect(await exists('b.js')).toBe(false);
    await container.fs.mkdir('x');
    await container.fs.writeFile('x/c.ts', 'let c: 1;');
    await container.fs.rename('x', 'y');
    expect(await container.fs.readdir('y')).toEqual(['c.ts']);
  });

  it('shows a syntax error when the program is run, with its place', async () => {
    await container.mount({ ...modules, 'app.ts': file('const a = 1;\nconst b: = 2;\n') });
    const process = await container.spawn('node', ['app.ts']);
    expect(await text(process.output)).toContain('app.ts:2\r\nconst b: = 2;');
    expect(await process.exit).toBe(1);
  });

  it('kills an endless loop', async () => {
    await container.mount({ 'app.ts': file('console.log("on"); for (;;) {}') });
    const process = await container.spawn('node', ['app.ts']);
    const reader = process.output.getReader();
    await reader.read();
    process.kill();
    expect(await process.exit).not.toBe(0);
  });

  it('tells when a port closes', async () => {
    const closed = new Promise<number>((resolve) => {
      container.on('port', (port, type) => {
        if (type === 'close') resolve(port);
      });
    });
    const port = await serve(`
      import { createServer } from 'node:http';
      const server = createServer((_, res) => { res.end(); server.close(); }).listen(0);
    `);
    await bodyText((await send(port)).body);
    expect(await closed).toBe(port);
  });

  it('tears down once', () => {
    container.teardown();
    container.teardown();
    expect(tornDown).toBe(1);
  });
});

describe('request', () => {
  it('carries method, target, headers and body both ways', async () => {
    const port = await serve(
      server(`async (req: IncomingMessage, res) => {
        const parts: Buffer[] = [];
        for await (const part of req) parts.push(part);
        res.writeHead(201, 'Made', [['X-Twice', 'a'], ['X-Twice', 'b'], ['Content-Type', 'application/json']].flat());
        res.end(JSON.stringify({ method: req.method, url: req.url, raw: req.rawHeaders, body: Buffer.concat(parts).toString() }));
      }`),
    );
    const response = await send(port, {
      method: 'POST',
      path: '/a?b=%20c',
      headers: [['X-Case', 'kept']],
      body: new TextEncoder().encode('grüße'),
    });
    expect([response.status, response.statusText]).toEqual([201, 'Made']);
    expect(response.headers.filter(([name]) => name === 'X-Twice')).toEqual([
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ]);
    const seen = JSON.parse(await bodyText(response.body)) as { raw: string[] };
    expect(seen).toMatchObject({ method: 'POST', url: '/a?b=%20c', body: 'grüße' });
    expect(seen.raw).toEqual(expect.arrayContaining(['X-Case', 'kept', 'Content-Length', '7']));
    expect(seen.raw).toEqual(expect.arrayContaining(['Host', `localhost:${port}`]));
  });

  it('carries bodies larger than every buffer on the way', async () => {
    const port = await serve(server('(req, res) => void req.pipe(res)'));
    const body = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251);
    const response = await send(port, { method: 'PUT', body });
    const echoed = await new Response(response.body).bytes();
    expect(Buffer.compare(echoed, body)).toBe(0);
  });

  it('streams: the first part arrives before the last is sent', async () => {
    const port = await serve(
      server(`(req, res) => {
        if (req.url === '/go') { globalThis.finish(); return void res.end(); }
        res.write('first');
        globalThis.finish = () => res.end('last');
      }`),
    );
    const { body } = await send(port);
    const reader = body.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    await send(port, { path: '/go' });
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('last');
    expect((await reader.read()).done).toBe(true);
  });

  it('keeps cookies, unless the request brings its own', async () => {
    const port = await serve(
      server(`(req, res) => {
        if (req.url === '/set') res.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/x']);
        res.end(String(req.headers.cookie));
      }`),
    );
    await send(port, { path: '/set' });
    expect(await bodyText((await send(port)).body)).toBe('a=1');
    expect(await bodyText((await send(port, { path: '/x' })).body)).toBe('b=2; a=1');
    const own = await send(port, { headers: [['cookie', 'c=3']] });
    expect(await bodyText(own.body)).toBe('c=3');
  });

  it('shows its cookies, and gives them up', async () => {
    const port = await serve(
      server(`(req, res) => {
        if (req.url === '/set') res.setHeader('Set-Cookie', ['a=1; Path=/; HttpOnly', 'b=2; Path=/']);
        res.end(String(req.headers.cookie));
      }`),
    );
    await send(port, { path: '/set' });
    const jar = container.cookies;
    expect(jar.list()).toMatchObject([{ name: 'a', value: '1', httpOnly: true }, { name: 'b' }]);
    jar.delete({ name: 'a', path: '/' });
    expect(await bodyText((await send(port)).body)).toBe('b=2');
    jar.clear();
    expect(await bodyText((await send(port)).body)).toBe('undefined');
  });

  it('refuses a port that nothing listens on', async () => {
    const error = await send(1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toHaveProperty('code', 'ECONNREFUSED');
  });

  it.each([
    ['a connection that breaks', '(req) => req.socket.destroy()', 'ECONNRESET'],
    [
      'an answer that is not HTTP',
      "(req) => void req.socket.end('nonsense\\r\\n\\r\\n')",
      'HPE_INVALID_CONSTANT',
    ],
  ])('reports %s', async (_, handler, code) => {
    const port = await serve(server(handler));
    await expect(send(port)).rejects.toHaveProperty('code', code);
  });

  it('reports a connection that breaks in the middle of a body', async () => {
    const port = await serve(
      server(`(req, res) => {
        res.writeHead(200, { 'Content-Length': '100' });
        res.write('part', () => req.socket.destroy());
      }`),
    );
    const { body } = await send(port);
    await expect(bodyText(body)).rejects.toHaveProperty('code', 'ECONNRESET');
  });

  it('reports headers that cannot be sent', async () => {
    await expect(send(1, { headers: [['bad name', 'x']] })).rejects.toHaveProperty(
      'code',
      'ERR_INVALID_HTTP_TOKEN',
    );
  });

  it('aborts before the head and during the body, and the server notices', async () => {
    const port = await serve(
      server(`(req, res) => {
        globalThis.closed ??= 0;
        if (req.url === '/count') { const tell = () => globalThis.closed === 2 ? res.end('2') : setImmediate(tell); return tell(); }
        res.on('close', () => globalThis.closed++);
        if (req.url === '/body') res.write('x');
        else globalThis.waiting?.();
      }`),
    );
    const inBody = new AbortController();
    const { body } = await send(port, { path: '/body' }, { signal: inBody.signal });
    const reader = body.getReader();
    await reader.read();
    const reason = new Error('enough');
    inBody.abort(reason);
    await expect(reader.read()).rejects.toBe(reason);

    const { body: second } = await send(port, { path: '/body' });
    await second.cancel();
    expect(await bodyText((await send(port, { path: '/count' })).body)).toBe('2');

    await expect(send(port, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const waiting = new AbortController();
    const pending = send(port, { path: '/never' }, { signal: waiting.signal });
    waiting.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('starts the agent again when it has ended', async () => {
    const port = await serve(server("(req, res) => res.end('yes')"));
    await bodyText((await send(port)).body);
    const spawned: { kill(): void; exit: Promise<number> }[] = [];
    container.teardown();
    await FakeWebContainer.cleanUp();
    const webcontainer = await FakeWebContainer.boot();
    const spawn = webcontainer.spawn.bind(webcontainer);
    webcontainer.spawn = (async (command: string, args: string[], options: object) => {
      const process = await spawn(command, args, options);
      spawned.push(process);
      return process;
    }) as typeof webcontainer.spawn;
    container = adapt(webcontainer, () => undefined);
    const again = await serve(server("(req, res) => res.end('yes')"));
    await bodyText((await send(again)).body);
    const agent = spawned.at(-1)!;
    agent.kill();
    await agent.exit;
    expect(await bodyText((await send(again)).body)).toBe('yes');
    expect(spawned).toHaveLength(3);
  });
});
