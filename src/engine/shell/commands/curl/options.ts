/** The command line of `curl`. */
import { CommandError } from '../../run/command.ts';
import { parseOptions } from '../../run/options.ts';

export interface CurlOptions {
  urls: string[];
  method: string | undefined;
  headers: [name: string, value: string][];
  /** `-d` and its kin, in order; joined with `&`. */
  data: { kind: 'data' | 'raw' | 'binary' | 'urlencode' | 'json'; text: string }[];
  /** `-F name=value`. */
  form: string[];
  upload: string | undefined;
  output: string | undefined;
  remoteName: boolean;
  showHead: boolean;
  headOnly: boolean;
  asQuery: boolean;
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  follow: boolean;
  maximumRedirects: number;
  failOnError: boolean;
  writeOut: string | undefined;
  unbuffered: boolean;
  /** A file, or `name=value; …`. */
  cookies: string[];
  cookieJar: string | undefined;
  user: string | undefined;
  /** Seconds. */
  timeout: number | undefined;
  compressed: boolean;
}

const FLAGS = {
  i: 'include',
  include: 'include',
  I: 'head',
  head: 'head',
  s: 'silent',
  silent: 'silent',
  S: 'show-error',
  'show-error': 'show-error',
  v: 'verbose',
  verbose: 'verbose',
  L: 'location',
  location: 'location',
  N: 'no-buffer',
  'no-buffer': 'no-buffer',
  G: 'get',
  get: 'get',
  f: 'fail',
  fail: 'fail',
  O: 'remote-name',
  'remote-name': 'remote-name',
  k: 'insecure',
  insecure: 'insecure',
  compressed: 'compressed',
  '4': 'ignored',
  '6': 'ignored',
  g: 'ignored',
  globoff: 'ignored',
  '#': 'ignored',
  'http1.1': 'ignored',
  'no-progress-meter': 'ignored',
  'no-keepalive': 'ignored',
  'path-as-is': 'ignored',
} as const;

const VALUES = {
  X: 'request',
  request: 'request',
  H: 'header',
  header: 'header',
  F: 'form',
  form: 'form',
  T: 'upload-file',
  'upload-file': 'upload-file',
  o: 'output',
  output: 'output',
  w: 'write-out',
  'write-out': 'write-out',
  b: 'cookie',
  cookie: 'cookie',
  c: 'cookie-jar',
  'cookie-jar': 'cookie-jar',
  u: 'user',
  user: 'user',
  A: 'user-agent',
  'user-agent': 'user-agent',
  e: 'referer',
  referer: 'referer',
  m: 'max-time',
  'max-time': 'max-time',
  'connect-timeout': 'connect-timeout',
  'max-redirs': 'max-redirs',
  url: 'url',
} as const;

const DATA = {
  d: 'data',
  data: 'data',
  'data-ascii': 'data',
  'data-raw': 'raw',
  'data-binary': 'binary',
  'data-urlencode': 'urlencode',
  json: 'json',
} as const;

const DEFAULT_REDIRECTS = 50;

/** @throws CommandError with curl's exit code 2 */
export function parseCurl(args: readonly string[]): CurlOptions {
  const parsed = parseOptions(args, {
    flags: FLAGS,
    values: {
      ...VALUES,
      ...Object.fromEntries(Object.entries(DATA).map(([name]) => [name, 'data'])),
    },
  });
  const { flags, values, value } = parsed;
  const urls = [...parsed.operands, ...(values.get('url') ?? [])];
  if (urls.length === 0) throw new CommandError('no URL given: curl [options] url', 2);
  const headers = (values.get('header') ?? []).map((line): [string, string] => {
    // `Name;` sends a header without a value.
    const match = /^([^:;]+)(?::\s*([^]*)|;)$/.exec(line);
    if (!match) throw new CommandError(`${line}: a header is written "Name: value"`, 2);
    return [match[1]!.trim(), match[2] ?? ''];
  });
  const agent = value('user-agent');
  if (agent !== undefined) headers.push(['User-Agent', agent]);
  const referrer = value('referer');
  if (referrer !== undefined) headers.push(['Referer', referrer]);
  return {
    urls,
    method: value('request'),
    headers,
    data: dataOf(args),
    form: values.get('form') ?? [],
    upload: value('upload-file'),
    output: value('output'),
    remoteName: flags.has('remote-name'),
    showHead: flags.has('include'),
    headOnly: flags.has('head'),
    asQuery: flags.has('get'),
    silent: flags.has('silent'),
    showError: flags.has('show-error'),
    verbose: flags.has('verbose'),
    follow: flags.has('location'),
    maximumRedirects: Number(value('max-redirs') ?? DEFAULT_REDIRECTS),
    failOnError: flags.has('fail'),
    writeOut: value('write-out'),
    unbuffered: flags.has('no-buffer'),
    cookies: values.get('cookie') ?? [],
    cookieJar: value('cookie-jar'),
    user: value('user'),
    timeout: value('max-time') === undefined ? undefined : Number(value('max-time')),
    compressed: flags.has('compressed'),
  };
}

/** The data options in the order in which they stand, which one table of values per name would lose. */
function dataOf(args: readonly string[]): CurlOptions['data'] {
  const values: Record<string, string> = { ...VALUES };
  for (const name of Object.keys(DATA)) values[name] = name;
  const order: CurlOptions['data'] = [];
  // Read one by one, so that each option is seen in its place.
  for (let index = 0; index < args.length; index++) {
    const rest = args.slice(index, index + 1);
    const takesNext = (): boolean => {
      try {
        parseOptions(rest, { flags: FLAGS, values });
        return false;
      } catch {
        return true;
      }
    };
    const words = takesNext() ? args.slice(index, ++index + 1) : rest;
    if (words[0] === '--') break;
    const found = parseOptions(words, { flags: FLAGS, values }).values;
    for (const [name, kind] of Object.entries(DATA)) {
      for (const text of found.get(name) ?? []) order.push({ kind, text });
    }
  }
  return order;
}
