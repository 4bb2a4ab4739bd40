/** Divides Node's internal modules into the first script and scripts loaded at first use. */

/** What an example cannot use in a browser, or what has a substitute in `worker/builtins`. */
const EXCLUDED = [
  /^internal\/deps\/(v8|amaro)\//,
  /^internal\/(debugger|inspector|v8_prof_processor|v8_prof_polyfill|policy|webstorage)/,
  /^internal\/(quic|crypto\/quic)/,
  /^internal\/bootstrap\/shadow_realm/,
  /^internal\/main\/(mksnapshot|inspect|prof_process|embedding)/,
  /^(inspector|quic|wasi|trace_events)(\/|$)/,
];

/** Scripts loaded at first use, by the modules that they hold; the first match wins. */
const GROUPS: [name: string, pattern: RegExp][] = [
  [
    'threads',
    /^(worker_threads|internal\/(worker|worker\/messaging|locks|error_serdes|main\/worker_thread|process\/worker_thread_only|bootstrap\/switches\/(is_not_main_thread|does_not_own_process_state)))$/,
  ],
  ['undici', /^internal\/deps\/undici\//],
  ['acorn', /^internal\/deps\/acorn\//],
  [
    'test-runner',
    /^(test|test\/reporters|internal\/(test_runner|deps\/minimatch)\/.*|internal\/main\/test_runner)$/,
  ],
  ['http2', /^(http2|internal\/http2\/.*)$/],
  ['repl', /^(repl|internal\/repl(\/.*)?)$/],
  ['rest', /./],
];

/** Run by the bootstrap itself; no module requires them. */
const ALWAYS_CORE = [
  'internal/per_context/primordials',
  'internal/per_context/domexception',
  'internal/per_context/messageport',
  'internal/bootstrap/realm',
  'internal/bootstrap/node',
  'internal/bootstrap/web/exposed-wildcard',
  'internal/bootstrap/web/exposed-window-or-worker',
  'internal/bootstrap/switches/is_main_thread',
  'internal/bootstrap/switches/does_own_process_state',
  'internal/main/run_main_module',
  'internal/modules/run_main',
  'internal/modules/typescript',
  'internal/modules/esm/get_format',
  'internal/modules/esm/initialize_import_meta',
  // Packages such as safer-buffer copy every export of `buffer`, the lazy `File` included.
  'internal/file',
];

/**
 * @param ids All internal modules.
 * @param loaded Those that plain Node loads for a web server.
 */
export function groupBuiltins(ids: string[], loaded: string[]): Record<string, string[]> {
  const core = new Set([...ALWAYS_CORE, ...loaded]);
  const groups: Record<string, string[]> = { core: [] };
  for (const id of ids.sort()) {
    if (EXCLUDED.some((pattern) => pattern.test(id))) continue;
    const name = core.has(id) ? 'core' : GROUPS.find(([, pattern]) => pattern.test(id))![0];
    (groups[name] ??= []).push(id);
  }
  return groups;
}

/** The parameters that Node's loader compiles a module with: `BuiltinLoader::LookupAndCompile`. */
export function builtinParameters(id: string): string {
  if (id.startsWith('internal/per_context/')) {
    return 'exports, primordials, privateSymbols, perIsolateSymbols';
  }
  if (id === 'internal/bootstrap/realm') {
    return 'process, getLinkedBinding, getInternalBinding, primordials';
  }
  if (/^internal\/(bootstrap|main)\//.test(id)) {
    return 'process, require, internalBinding, primordials';
  }
  return 'exports, require, module, process, internalBinding, primordials';
}

/**
 * The only edits to Node's files.
 *
 * `internal/timers`: after one timer or immediate these functions drain microtasks by
 * `runNextTicks()` and go on; a page cannot drain them, so they return, and the event loop calls
 * again after the browser has (see `core/loop.ts`). Which immediate ran last is kept for that call: one
 * that was cleared meanwhile is skipped by way of it.
 *
 * `internal/bootstrap/realm`: `import 'node:http'` reads every export of the module, also those that
 * load others when they are read: all of undici, for `http.WebSocket`. Here that waits for their use.
 *
 * `internal/modules/esm/hooks`: hooks of `module.register()` run on a thread that the main one blocks
 * for; here they run on the same (see `modules/loader-hooks.ts`).
 *
 * `_http_common`, `internal/modules/esm/initialize_import_meta`: they read options as they are loaded, which
 * here happens before there is a command line.
 *
 * `internal/http2/core`: a program that starts HTTP/2 is told at once that there is none, and not by
 * whatever lacks first, on an event that it may not listen to.
 *
 * `internal/per_context/primordials`: arguments of one call lie on the stack, which in a worker holds
 * fewer of them than plain Node's.
 *
 * `internal/url`, `internal/perf/usertiming`: what they say of a symbol in the place of
 * text is V8's sentence, which programs and their tests look for; Firefox has another one.
 *
 * `internal/process/promises`: an error is told by a `stack` of its own. In Firefox `stack` is on the
 * prototype, and a rejection that nobody handled would be reported without its error.
 *
 * `internal/cluster/round_robin_handle`: a connection that a worker was handed and never answered for is
 * taken back when the worker has gone. Node keeps its copy open for ever, and the client waits; there it
 * is rare, since a process dies within a millisecond, but a worker of a tab has first to write its error
 * and to tell the page.
 *
 * `v8`: without an inspector it has no `takeCoverage` and `stopCoverage`. Test runners call them always:
 * where nobody asked for coverage, they do nothing.
 */
const TEXT_OF = [
  /`\$\{(\w+)\}`/g,
  "(typeof $1 === 'symbol' ? symbolIsNoText() : `${$1}`)",
] as const;
const SYMBOL_IS_NO_TEXT = [
  /'use strict';/,
  "'use strict'; const symbolIsNoText = () => { throw new primordials.TypeError('Cannot convert a Symbol value to a string'); };",
] as const;

const PATCHES: Record<string, (readonly [find: RegExp, replace: string])[]> = {
  'internal/url': [TEXT_OF, SYMBOL_IS_NO_TEXT],
  'internal/perf/usertiming': [TEXT_OF, SYMBOL_IS_NO_TEXT],
  'internal/cluster/round_robin_handle': [
    [
      /(sendHelper\(worker\.process, message, handle, \(reply\) => \{)\s+if \(reply\.accepted\)/,
      `const child = worker.process;
       const settled = () => child.off('disconnect', takeBack).off('close', takeBack);
       const takeBack = () => {
         settled();
         if (this.handle === null) handle.close();
         else this.distribute(0, handle);
       };
       // No 'disconnect' comes while a handle waits for the child to confirm it.
       child.on('disconnect', takeBack).on('close', takeBack);
       $1
         settled();
         if (reply.accepted || this.handle === null)`,
    ],
  ],
  'internal/per_context/primordials': [
    [/let end = 0x10000;/, 'let end = 0x4000;'],
    [/end \+= 0x10000;/, 'end += 0x4000;'],
  ],
  v8: [[/if \(internalBinding\('config'\)\.hasInspector\)/, '']],
  'internal/process/promises': [
    [/ObjectPrototypeHasOwnProperty\(obj, 'stack'\)/, "'stack' in obj"],
  ],
  _http_common: [
    [/const insecureHTTPParser = [^;]*;/, ''],
    [
      /if \(insecureHTTPParser && !warnedLenient\)/,
      "const insecureHTTPParser = getOptionValue('--insecure-http-parser'); if (insecureHTTPParser && !warnedLenient)",
    ],
  ],
  'internal/modules/esm/initialize_import_meta': [
    [/const experimentalImportMetaResolve = [^;]*;/, ''],
    [
      /(createImportMetaResolve\(url, loader, )experimentalImportMetaResolve/,
      "$1getOptionValue('--experimental-import-meta-resolve')",
    ],
  ],
  'internal/modules/esm/hooks': [
    [
      /exports\.AsyncLoaderHooksProxiedToLoaderHookWorker = .*;/,
      "exports.AsyncLoaderHooksProxiedToLoaderHookWorker = internalBinding('module_wrap').loaderHooks(AsyncLoaderHooksOnLoaderHookWorker);",
    ],
  ],
  'internal/http2/core': [
    'connect(authority, options, listener)',
    'createSecureServer(options, handler)',
    'createServer(options, handler)',
    'performServerHandshake(socket, options = {})',
  ].map((head) => [
    new RegExp(`function ${head.replace(/[()]/g, '\\$&')} \\{`),
    `function ${head} { binding.refuse('${head.slice(0, head.indexOf('('))}');`,
  ]),
  'internal/bootstrap/realm': [
    [
      /this\.module\.setExport\(exportName,\s*getOwn\(this\.exports, exportName, this\.exports\)\)/,
      'this.module.setLazyExport(exportName, this.exports)',
    ],
  ],
  'internal/timers': [
    [
      /if \(ranAtLeastOneImmediate\)\s+runNextTicks\(\);\s+else/,
      'if (ranAtLeastOneImmediate) return; else',
    ],
    [/let prevImmediate;/, 'let prevImmediate = outstandingQueue.previous;'],
    [/prevImmediate = immediate;/, 'prevImmediate = outstandingQueue.previous = immediate;'],
    [
      /if \(ranAtLeastOneList\)\s+runNextTicks\(\);\s+else/,
      'if (ranAtLeastOneList) { nextExpiry = list.expiry; return timeoutInfo[0] > 0 ? nextExpiry : -nextExpiry; } else',
    ],
    [
      /if \(ranAtLeastOneTimer\)\s+runNextTicks\(\);\s+else/,
      'if (ranAtLeastOneTimer) return; else',
    ],
  ],
};

/** `"id": function(…) {…},` for an object literal of modules. */
export function wrapBuiltin(id: string, source: string): string {
  let text = source;
  for (const [find, replace] of PATCHES[id] ?? []) {
    if (!find.test(text)) {
      throw new Error(`${id}: the patch for ${find} finds nothing; has this Node changed it?`);
    }
    text = text.replace(find, replace);
  }
  return `function (${builtinParameters(id)}) {${text}\n}`;
}
