/** A page that owns containers whose servers are functions: the preview without an engine. */
import type {
  ResponseMessage,
  WebSocketCommand,
  WebSocketEvent,
} from '../../src/engine/net/messages.ts';
import { CookieJar } from '../../src/engine/preview/cookie-jar.ts';
import {
  previewUrl,
  registerPreviewHost,
  type PreviewHost,
} from '../../src/engine/preview/preview-host.ts';
import type { PreviewRequest, PreviewWebSocket } from '../../src/engine/preview/protocol.ts';

interface Answer {
  status?: number;
  headers?: string[];
  body?: string | Uint8Array;
  /** Leaves the response open after the body. */
  open?: boolean;
}

const html = (body: string, headers: string[] = []): Answer => ({
  headers: ['Content-Type', 'text/html; charset=utf-8', ...headers],
  body: `<!doctype html><html lang="en"><head><title>preview</title></head><body>${body}</body></html>`,
});
const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const header = (request: PreviewRequest, name: string): string =>
  request.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

async function program(
  id: string,
  request: PreviewRequest,
): Promise<Answer | 'silence' | 'broken'> {
  const { pathname, searchParams } = new URL(request.path, 'http://localhost:3000');
  const body = request.body ? decoder.decode(request.body) : '';
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return html(`<h1>${id}</h1>
        <link rel="stylesheet" href="/style.css">
        <a id="link" href="/page?x=1">page</a>
        <a id="up" href="../../../page">up</a>
        <a id="absolute" href="http://localhost:3000/page">absolute</a>
        <a id="download" href="/download" download>download</a>
        <a id="attachment" href="/download">attachment</a>
        <form id="form" method="post" action="/form"><input name="name" value="Ada"></form>
        <script>document.title = 'ran'; window.native = String(WebSocket).includes('native');</script>`);
    case 'GET /page':
      return html(
        `<h1>page</h1><p id="referer">${header(request, 'referer')}</p><a href="./">home</a>`,
        ['Referrer-Policy', 'no-referrer'],
      );
    case 'POST /form':
      return html(`<p id="body">${body}</p><p id="origin">${header(request, 'origin')}</p>`);
    case 'POST /login':
      return {
        status: 302,
        headers: ['Location', '/me', 'Set-Cookie', 'sid=42; HttpOnly', 'Set-Cookie', 'csrf=abc'],
      };
    case 'GET /login':
      return html('<form method="post" action="/login"><button>log in</button></form>');
    case 'GET /me':
      return html(`<p id="cookie">${header(request, 'cookie')}</p>`);
    case 'GET /strict':
      return html(
        '<script>document.title = "blocked?"</script><script src="/strict.js"></script>',
        [
          'Content-Security-Policy',
          "default-src 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
          'X-Frame-Options',
          'DENY',
          'Cross-Origin-Resource-Policy',
          'same-origin',
        ],
      );
    case 'GET /strict.js':
      return {
        headers: ['Content-Type', 'text/javascript'],
        body: 'window.strict = document.cookie + "|" + document.title',
      };
    case 'GET /style.css':
      return {
        headers: ['Content-Type', 'text/css'],
        body: 'body { background: url(/image.svg) rgb(1, 2, 3) }',
      };
    case 'GET /worker.js':
      return {
        headers: ['Content-Type', 'text/javascript'],
        body: 'fetch("/api").then((r) => r.text()).then(postMessage, (e) => postMessage(String(e)))',
      };
    case 'GET /_astro/x':
    case 'GET /api':
      return { headers: ['Content-Type', 'text/plain'], body: `${id} ${pathname}` };
    case 'GET /echo':
    case 'POST /echo':
    case 'PUT /echo':
    case 'DELETE /echo':
      return {
        headers: ['Content-Type', 'application/json', 'X-Method', request.method],
        body: JSON.stringify({
          headers: request.headers,
          body,
          length: request.body?.length ?? null,
        }),
      };
    case 'GET /redirect':
      return { status: 302, headers: ['Location', searchParams.get('to') ?? '/api'] };
    case 'GET /token':
      return { headers: ['Set-Cookie', 'token=t1'], body: 'ok' };
    case 'GET /download':
      return {
        headers: [
          'Content-Type',
          'text/csv',
          'Content-Disposition',
          'attachment; filename="report.csv"',
        ],
        body: 'a,b\n1,2\n',
      };
    case 'GET /gzip':
      return { headers: ['Content-Encoding', 'gzip', 'Vary', 'x'], body: await gzip('unpacked') };
    case 'GET /events':
      return {
        headers: ['Content-Type', 'text/event-stream'],
        body: 'data: one\n\ndata: two\n\n',
        open: true,
      };
    case 'GET /big':
      return { body: new Uint8Array(3_000_000).fill(65) };
    case 'GET /status':
      return { status: Number(searchParams.get('code')) };
    case 'GET /silence':
      return 'silence';
    case 'GET /broken':
      return 'broken';
    default:
      return { status: 404, headers: ['Content-Type', 'text/plain'], body: `no ${pathname}` };
  }
}

const events: string[] = [];

async function answer(
  id: string,
  port: number,
  request: PreviewRequest,
  responses: MessagePort,
): Promise<void> {
  const post = (message: ResponseMessage): void => responses.postMessage(message);
  if (port !== 3000) {
    const message = `connect ECONNREFUSED 127.0.0.1:${port}`;
    post({ type: 'response-error', id: 1, code: 'ECONNREFUSED', message });
    return;
  }
  const result = await program(id, request);
  let credit = request.window ?? Infinity;
  let room: () => void = () => {};
  responses.onmessage = ({ data }) => {
    if (data.type === 'abort') events.push(`abort ${request.path}`);
    credit += data.bytes ?? 0;
    room();
  };
  if (result === 'silence') return;
  if (result === 'broken') {
    post({ type: 'response-error', id: 1, code: 'ECONNRESET', message: 'socket hang up' });
    return;
  }
  const { status = 200, headers = [], body = '', open = false } = result;
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  const head = { type: 'response', id: 1, status, statusText: 'OK', rawHeaders: headers } as const;
  if (!open && bytes.length < 100) {
    post({ ...head, body: bytes, done: true });
    return;
  }
  post({ ...head, done: false });
  // Small pieces, so that tags and characters are split.
  const size = bytes.length > 100_000 ? 64_000 : 7;
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = bytes.slice(start, start + size);
    while (credit <= 0) await new Promise<void>((resolve) => (room = resolve));
    credit -= chunk.length;
    post({ type: 'response-body', id: 1, chunk, done: false });
  }
  if (!open) post({ type: 'response-body', id: 1, done: true });
}

function socket(request: PreviewWebSocket, port: MessagePort): void {
  const post = (event: WebSocketEvent): void => port.postMessage(event);
  port.onmessage = ({ data }: MessageEvent<WebSocketCommand>) => {
    if (data.type === 'close') {
      events.push(`close ${data.code}`);
      post({ type: 'close', code: data.code ?? 1005, reason: data.reason ?? '', wasClean: true });
    } else if (data.data === 'hang up') {
      post({ type: 'close', code: 4000, reason: 'as asked', wasClean: true });
    } else post({ type: 'message', data: data.data as string | ArrayBuffer });
  };
  if (request.path === '/refused') {
    post({ type: 'error', message: 'refused' });
    post({ type: 'close', code: 1006, reason: '', wasClean: false });
    return;
  }
  post({ type: 'open', protocol: request.protocols?.[0] ?? '' });
  post({ type: 'message', data: JSON.stringify(request) });
}

const { base, worker } = document.body.dataset as { base: string; worker: string };
const jars = new Map<string, CookieJar>();
let host: PreviewHost;

const harness = {
  events,
  jars,
  async start(id: string): Promise<string> {
    host ??= await registerPreviewHost({ serviceWorkerUrl: worker, scope: base });
    const jar = new CookieJar();
    jars.set(id, jar);
    host.add(id, {
      jar,
      onRequest: (port, request, responses) => void answer(id, port, request, responses),
      onWebSocket: (_port, request, port) => socket(request, port),
    });
    return previewUrl(base, id, 3000);
  },
  async frame(url: string): Promise<void> {
    const frame = document.createElement('iframe');
    frame.src = url;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.replaceChildren(frame);
    await loaded;
  },
  stop: (id: string) => host.stopped(id),
  remove: (id: string) => host.remove(id),
};
export type Harness = typeof harness;
Object.assign(globalThis, { harness });
