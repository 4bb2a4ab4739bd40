/**
 * Tests that are left out of the count, by rule. A rule says what the test needs that no tab has and
 * that the engine does not promise; whatever else fails counts as a failure.
 */
export interface SuiteTest {
  /** Below the suite's folder. */
  path: string;
  category: string;
  /** Node options of its `// Flags:` line. */
  flags: string[];
  /** Variables of its `// Env:` line. */
  env: Record<string, string>;
  source: string;
}

export interface Rule {
  id: string;
  reason: string;
  path?: RegExp;
  flag?: RegExp;
  source?: RegExp;
}

export const rules: readonly Rule[] = [
  {
    id: 'tls',
    reason: 'TLS or HTTP/2: a tab has neither sockets nor Node’s OpenSSL',
    path: /test-(tls|https|http2|quic)/,
    flag: /^--(tls|.*-ca$|experimental-quic)/,
    source:
      /(require\(|from |import\()['"](node:)?(tls|https|http2|quic)['"]|common\/(tls|http2|quic)/,
  },
  {
    id: 'add-on',
    reason: 'Native add-ons: machine code',
    source: /process\.dlopen\(|bindingPath|\/build\/\$\{common\.buildType\}|\.node['"]\)/,
  },
  {
    id: 'v8',
    reason: 'V8’s own flags, its garbage collector or its heap',
    flag: /^--(expose[-_](gc|externalize[-_]string)|allow-natives-syntax|harmony|max-|v8-|trace-gc|stack-|abort-on-uncaught|js-|jitless|no-opt|gc-|predictable|interpreted|disallow-code|heap|no-harmony|experimental-shadow|enable-sharedarraybuffer|force-context|node-memory|huge|no-concurrent|random|hash-seed|secure-heap)/,
    source:
      /globalThis\.gc\(|global\.gc\(|common\/gc['"]|setFlagsFromString|getHeapSnapshot|writeHeapSnapshot|startupSnapshot|common\/(heap|v8)|--(max-old-space-size|stack-size|abort-on-uncaught-exception|expose[-_]gc|max-semi)|internal\/(v8_prof|heap_utils)/,
  },
  {
    id: 'interrupt',
    reason: 'Stopping code that runs: the `timeout` and `breakOnSigint` of `vm`, which V8 does',
    source:
      /ERR_SCRIPT_EXECUTION_(TIMEOUT|INTERRUPTED)|breakOnSigint: true|Script execution timed out/,
  },
  {
    id: 'code-cache',
    reason: 'The compile cache on disk: V8’s compiled code, which a program in a tab cannot get at',
    source: /NODE_DEBUG_NATIVE: 'COMPILE_CACHE'/,
  },
  {
    id: 'inspector',
    reason: 'The inspector, profiles and traces of V8',
    flag: /^--(inspect|cpu-prof|heap-prof|trace-event|prof|experimental-network-inspection|experimental-storage-inspection|experimental-worker-inspection)/,
    source:
      /['"](node:)?inspector(\/promises)?['"]|--inspect|common\/(inspector-helper|debugger|prof)|skipIfInspectorDisabled|['"](node:)?trace_events['"]|--trace-event|--cpu-prof|--heap-prof/,
  },
  {
    id: 'snapshot',
    reason: 'Start-up snapshots and single executables',
    flag: /^--(build-|snapshot|node-snapshot|no-node-snapshot)/,
    source: /--build-snapshot|common\/(snapshot|sea)|--build-sea|--experimental-sea/,
  },
  {
    id: 'permission',
    reason: 'The permission model: a tab has its own',
    flag: /^--(permission|allow-(fs|child|worker|net|addons|wasi|inspector)|experimental-permission)/,
    source: /--permission/,
  },
  {
    id: 'report',
    reason: 'Diagnostic reports, core dumps and crashes on purpose',
    source:
      /process\.report\b|common\/report|process\.abort\(\)|--report-|internal\/test\/binding.*abort|ulimit|childShouldThrowAndAbort/,
  },
  {
    id: 'wasi',
    reason: 'WASI, whose implementation is native',
    source: /['"](node:)?wasi['"]/,
  },
];

/** The first rule that leaves the test out. */
export function ruleFor({ path, flags, source }: SuiteTest): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.path?.test(path) ||
      flags.some((flag) => rule.flag?.test(flag)) ||
      rule.source?.test(source),
  );
}
