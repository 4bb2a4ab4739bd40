/** `curl`, to servers of the virtual network and, where the browser may, to the outside. */
import { basename } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CommandError, pathIn, type CommandContext, type ShellCommand } from '../../run/command.ts';
import { fileOutput, type Output } from '../../run/streams.ts';
import { dataBody, formBody, uploadBody, type Body } from './body.ts';
import { CurlCookies } from './cookies.ts';
import { exchange, type CurlResponse } from './exchange.ts';
import { parseCurl, type CurlOptions } from './options.ts';

const VERSION = '8.0.0';

/** Exit codes of curl by what went wrong. */
const EXIT = {
  malformed: 3,
  notResolved: 6,
  notConnected: 7,
  partial: 18,
  httpError: 22,
  timeout: 28,
  tooManyRedirects: 47,
  empty: 52,
  receive: 56,
};

function targetOf(text: string): URL {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (!url) throw new CommandError(`(3) ${text}: not a URL`, EXIT.malformed);
  if (!/^https?:$/.test(url.protocol)) {
    throw new CommandError(`(1) ${url.protocol}// is not supported: use http:// or https://`, 1);
  }
  return url;
}

async function bodyOf(context: CommandContext, options: CurlOptions): Promise<Body | undefined> {
  if (options.form.length > 0) return formBody(context, options.form);
  if (options.upload !== undefined) return uploadBody(context, options.upload);
  if (options.data.length > 0 && !options.asQuery) return dataBody(context, options);
  return undefined;
}

function methodOf(options: CurlOptions): string {
  if (options.method) return options.method;
  if (options.headOnly) return 'HEAD';
  if (options.upload !== undefined) return 'PUT';
  return (options.data.length > 0 && !options.asQuery) || options.form.length > 0 ? 'POST' : 'GET';
}

/** What the user gives wins over what curl sends by itself; `Name:` takes a header out. */
function headersOf(
  options: CurlOptions,
  url: URL,
  body: Body | undefined,
  cookie: string | undefined,
): [string, string][] {
  const own: [string, string | undefined][] = [
    ['Host', url.host],
    ['User-Agent', `curl/${VERSION}`],
    ['Accept', options.data.some(({ kind }) => kind === 'json') ? 'application/json' : '*/*'],
    ['Accept-Encoding', options.compressed ? 'gzip, deflate, br' : undefined],
    ['Authorization', authorization(options, url)],
    ['Cookie', cookie],
    ['Content-Type', body?.contentType],
    ['Content-Length', body && String(body.bytes.length)],
  ];
  const given = new Set(options.headers.map(([name]) => name.toLowerCase()));
  return [
    ...own.filter(
      (header): header is [string, string] =>
        header[1] !== undefined && !given.has(header[0].toLowerCase()),
    ),
    ...options.headers.filter(([, value]) => value !== ''),
  ];
}

function authorization({ user }: CurlOptions, url: URL): string | undefined {
  const credentials =
    user ??
    (url.username
      ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
      : undefined);
  return credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
}

const headText = ({ version, status, statusText, headers }: CurlResponse): string[] => [
  `HTTP/${version} ${status}${statusText ? ` ${statusText}` : ''}`,
  ...headers.map(([name, value]) => `${name}: ${value}`),
];

const headerOf = ({ headers }: CurlResponse, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];

function decoded(response: CurlResponse): Readable {
  const decoder = {
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  }[headerOf(response, 'content-encoding') ?? ''];
  // A fault of either stream is the reader's to see.
  return decoder ? pipeline(response.body, decoder(), () => {}) : response.body;
}

interface Finished {
  status: number;
  url: URL;
  size: number;
  milliseconds: number;
  redirects: number;
  contentType: string;
  method: string;
  redirectUrl: string;
}

async function fetchOne(
  context: CommandContext,
  options: CurlOptions,
  address: string,
  cookies: CurlCookies,
): Promise<number> {
  const { stdout, stderr, signal } = context;
  const started = performance.now();
  let url = targetOf(address);
  let method = methodOf(options);
  let body = await bodyOf(context, options);
  if (options.asQuery && options.data.length > 0) {
    const query = (await dataBody(context, options)).bytes.toString();
    url.search += `${url.search ? '&' : '?'}${query}`;
  }
  const limit =
    options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout * 1000);
  const signals = limit ? AbortSignal.any([signal, limit]) : signal;
  const note = async (mark: string, lines: string[]): Promise<void> => {
    if (!options.verbose) return;
    for (const line of [...lines, '']) await stderr.write(`${mark} ${line}\n`);
  };
  let output: Output = stdout;
  const file =
    options.output ?? (options.remoteName ? basename(url.pathname) || 'index.html' : undefined);
  if (file !== undefined && file !== '-') output = fileOutput(pathIn(context, file), 'w');
  let size = 0;
  let redirects = 0;
  try {
    for (;;) {
      const headers = headersOf(options, url, body, cookies.header(url));
      if (options.verbose) await stderr.write(`*   Trying ${url.host}...\n`);
      await note('>', [
        `${method} ${url.pathname}${url.search} HTTP/1.1`,
        ...headers.map(([name, value]) => `${name}: ${value}`),
      ]);
      const response = await exchange({ url, method, headers, body: body?.bytes, signal: signals });
      await note('<', headText(response));
      for (const [name, value] of response.headers) {
        if (name.toLowerCase() === 'set-cookie') cookies.store(value, url);
      }
      if (options.showHead || options.headOnly) {
        await output.write(`${headText(response).join('\r\n')}\r\n\r\n`);
      }
      const location = headerOf(response, 'location');
      const target = location === undefined ? undefined : URL.parse(location, url);
      if (options.follow && target && response.status >= 300 && response.status < 400) {
        response.body.resume();
        if (++redirects > options.maximumRedirects) {
          throw new CommandError(
            `(47) Maximum (${options.maximumRedirects}) redirects followed`,
            EXIT.tooManyRedirects,
          );
        }
        // 303, and by custom 301 and 302 after POST, go on with GET.
        if (response.status === 303 || (response.status < 303 && method === 'POST')) {
          if (method !== 'HEAD') method = 'GET';
          body = undefined;
        }
        url = target;
        continue;
      }
      if (options.failOnError && response.status >= 400) {
        response.body.resume();
        throw new CommandError(
          `(22) The requested URL returned error: ${response.status}`,
          EXIT.httpError,
        );
      }
      for await (const chunk of options.compressed ? decoded(response) : response.body) {
        size += (chunk as Uint8Array).length;
        await output.write(chunk as Uint8Array);
      }
      if (options.writeOut !== undefined) {
        await stdout.write(
          writeOut(options.writeOut, {
            status: response.status,
            url,
            size,
            milliseconds: performance.now() - started,
            redirects,
            contentType: headerOf(response, 'content-type') ?? '',
            method,
            redirectUrl: target?.href ?? '',
          }),
        );
      }
      return 0;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const fault = faultOf(error, url, limit?.aborted ? options.timeout : undefined);
    if (!fault) throw error;
    if (options.writeOut !== undefined) {
      const status =
        fault.exitCode === EXIT.httpError ? Number(/\d+$/.exec(fault.message)?.[0]) : 0;
      const milliseconds = performance.now() - started;
      const rest = { url, size, milliseconds, redirects, contentType: '', method, redirectUrl: '' };
      await stdout.write(writeOut(options.writeOut, { status, ...rest }));
    }
    if (!options.silent || options.showError) await stderr.write(`curl: ${fault.message}\n`);
    return fault.exitCode;
  } finally {
    if (output !== stdout) output.end();
  }
}

/** In curl's words, with curl's exit code. */
function faultOf(error: unknown, url: URL, timeout: number | undefined): CommandError | undefined {
  if (error instanceof CommandError) return error;
  if (timeout !== undefined) {
    return new CommandError(
      `(28) Operation timed out after ${timeout * 1000} milliseconds`,
      EXIT.timeout,
    );
  }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const { code, message, cause } = error as NodeJS.ErrnoException;
  const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? code;
  const at = `${url.hostname} port ${port}`;
  switch (reason) {
    case 'ECONNREFUSED':
      return new CommandError(
        `(7) Failed to connect to ${at}: Connection refused`,
        EXIT.notConnected,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CommandError(`(6) Could not resolve host: ${url.hostname}`, EXIT.notResolved);
    case 'ECONNRESET':
      return /hang up/.test(message)
        ? new CommandError('(52) Empty reply from server', EXIT.empty)
        : new CommandError('(56) Recv failure: Connection reset by peer', EXIT.receive);
    case 'EPIPE':
      return undefined;
  }
  if (/^(HPE_|ERR_INVALID|ERR_UNESCAPED)/.test(reason ?? '')) {
    return new CommandError(`(1) ${message}`, 1);
  }
  const text = cause ? (cause as Error).message : message;
  return (error as Error).name === 'TypeError' || reason !== undefined
    ? new CommandError(`(7) Failed to connect to ${at}: ${text}`, EXIT.notConnected)
    : undefined;
}

function writeOut(format: string, finished: Finished): string {
  const fields: Record<string, string> = {
    http_code: String(finished.status).padStart(3, '0'),
    response_code: String(finished.status).padStart(3, '0'),
    content_type: finished.contentType,
    size_download: String(finished.size),
    time_total: (finished.milliseconds / 1000).toFixed(6),
    url_effective: finished.url.href,
    num_redirects: String(finished.redirects),
    method: finished.method,
    redirect_url: finished.redirectUrl,
  };
  return format
    .replace(/%\{(\w+)\}/g, (all, name: string) => fields[name] ?? all)
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r');
}

export const curl: ShellCommand = async (context) => {
  if (context.args[0] === '--version' || context.args[0] === '-V') {
    return context.stdout.write(`curl ${VERSION} (of this shell): http, https\n`);
  }
  const options = parseCurl(context.args);
  const cookies = new CurlCookies();
  for (const source of options.cookies) cookies.add(source, (path) => pathIn(context, path));
  let status = 0;
  for (const url of options.urls) status = await fetchOne(context, options, url, cookies);
  if (options.cookieJar === '-') await context.stdout.write(String(cookies));
  else if (options.cookieJar !== undefined) cookies.write(pathIn(context, options.cookieJar));
  return status;
};
