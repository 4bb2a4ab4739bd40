/** Which part of Node a file of its suite tests. The first pattern that its name matches decides. */

/** Against the name without `test-` and extension. */
const byName: readonly (readonly [category: string, pattern: RegExp])[] = [
  ['assert', /^assert/],
  ['async-hooks', /^(async|als-|emit-?hooks|embedder-async)/],
  ['buffer', /^(buffer|blob|btoa-atob|file$|file-)/],
  ['child-process', /^(child-process|cwd-enoent|fork|spawn|kill-segfault|stdin-child|stdio-pipe)/],
  ['cluster', /^(cluster|listen-fd)/],
  ['console', /^console/],
  ['crypto', /^(crypto|webcrypto)/],
  ['dgram', /^dgram/],
  ['diagnostics-channel', /^diagnostics-channel/],
  ['dns', /^(dns|c-ares|cares)/],
  ['domain', /^domain/],
  [
    'events',
    /^(event|abortcontroller|abortsignal|abort-controller|aborted-util|add-abort|nodeevent)/,
  ],
  ['fs', /^(fs|filehandle|file-read|file-write|opendir)/],
  ['http', /^(http-|outgoing-message|fetch|httpparser|set-http|set-incoming)/],
  [
    'module',
    /^(module|require|esm|import|cjs|loaders|find-package|preload|symlink|dynamic-import|compile-cache|input-type|experimental-require|typescript)/,
  ],
  ['net', /^(net|tcp|pipe|socket|handle-wrap|server-listen|block-list|blocklist|listen-)/],
  ['os', /^os($|-)/],
  ['path', /^path/],
  ['perf', /^(perf|performance)/],
  [
    'process',
    /^(process|next-tick|exception|exit|uncaught|unhandled|signal|beforeexit|setproctitle|stdout|stderr|stdin|stdio|warn|cli-)/,
  ],
  ['promise', /^(promise|microtask|queue-microtask)/],
  ['querystring', /^querystring/],
  ['readline', /^readline/],
  [
    'stream',
    /^(stream|readable|writable|webstream|compression-decompression|pipeline|whatwg-(readable|writable|transform|webstream))/,
  ],
  ['string-decoder', /^string-decoder/],
  ['timers', /^(timer|set-immediate|immediate|settimeout|setinterval)/],
  ['tls', /^tls/],
  ['url', /^(url|whatwg|urlpattern|mime-whatwg)/],
  [
    'util',
    /^(util|mime|structuredclone|structured-clone|icu|parse-args|styletext|text-?decoder|errors|internal-util|primordials|priority-queue|fixed-queue|linked-list|global|btoa|intl)/i,
  ],
  ['vm', /^vm/],
  ['worker', /^(worker|message-?(port|channel|event)|broadcastchannel|broadcast-channel|atomics)/],
  ['zlib', /^zlib/],
];

export const categories = byName.map(([category]) => category);

/** @param path Below the suite's folder, such as `test/parallel/test-fs-stat.js`. */
export function categoryOf(path: string): string | undefined {
  if (path.startsWith('test/es-module/')) return 'module';
  const name = /([^/]+)\.[cm]?[jt]s$/.exec(path)?.[1]?.replace(/^test-/, '') ?? '';
  return byName.find(([, pattern]) => pattern.test(name))?.[0];
}
