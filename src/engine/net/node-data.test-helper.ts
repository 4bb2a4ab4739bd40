/**
 * What the build extracts from Node, taken from the Node that runs the test. Import it before any
 * module that needs `core/node-data.ts`.
 */
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { getSystemErrorMap } from 'node:util';

interface InternalProcess {
  binding(name: string): Record<string, unknown>;
}
const { binding } = process as unknown as InternalProcess;

const sources = binding('natives') as Record<string, string>;
const llhttp = /"(AGFzbQ[A-Za-z0-9+/=]+)"/.exec(sources['internal/deps/undici/undici']!)![1]!;

const numbers = (value: object): Record<string, number> =>
  Object.fromEntries(
    Object.getOwnPropertyNames(value)
      .map((name) => [name, (value as Record<string, unknown>)[name]] as const)
      .filter((entry): entry is [string, number] => {
        return typeof entry[1] === 'number' && entry[0] !== 'length';
      }),
  );

const asyncWrap = [
  ...['kInit', 'kBefore', 'kAfter', 'kDestroy', 'kPromiseResolve', 'kTotals', 'kCheck'],
  ...['kStackLength', 'kUsesExecutionAsyncResource'],
];
const asyncIds = [
  'kExecutionAsyncId',
  'kTriggerAsyncId',
  'kAsyncIdCounter',
  'kDefaultTriggerAsyncId',
];
const numbered = (names: string[]): Record<string, number> =>
  Object.fromEntries(names.map((name, index) => [name, index]));

const { HTTPParser } = createRequire(import.meta.url)('_http_common') as { HTTPParser: object };

(globalThis as unknown as { __nodeData: unknown }).__nodeData = {
  builtins: {},
  lazyBuiltins: {},
  builtinLines: {},
  shapes: {
    uv: numbers(binding('uv')),
    async_wrap: { constants: { ...numbered(asyncWrap), ...numbered(asyncIds) } },
    stream_wrap: numbers(binding('stream_wrap')),
    tcp_wrap: { constants: (binding('tcp_wrap') as { constants: object }).constants },
    udp_wrap: { constants: (binding('udp_wrap') as { constants: object }).constants },
    pipe_wrap: { constants: (binding('pipe_wrap') as { constants: object }).constants },
    tty_wrap: numbers(binding('tty_wrap')),
    block_list: { AF_INET: 2, AF_INET6: 10 },
  },
  extras: {
    errorMap: [...getSystemErrorMap()],
    httpParser: numbers(HTTPParser),
    version: process.version,
  },
  llhttp,
};

const { runtime } = await import('../core/runtime.ts');
const { symbols } = await import('../core/async-wrap.ts');
runtime.Buffer = Buffer;
runtime.require = (id: string) => {
  if (id === 'internal/options') return { getOptionValue: () => 16 * 1024 };
  throw new Error(`no internal module ${id} in tests`);
};
runtime.process = {
  _fatalException(error: unknown) {
    throw error;
  },
};
for (const name of [
  ...['async_id_symbol', 'trigger_async_id_symbol', 'owner_symbol', 'resource_symbol'],
  'handle_onclose',
]) {
  symbols[name] = Symbol(name);
}

/** Node's own `HTTPParser`, to compare with. */
export const NativeHTTPParser = HTTPParser;
