/**
 * Why a test that passes natively does not pass in the engine. The first reason that fits a failure is
 * the one that the report gives; what fits none is listed as unexplained.
 */
import type { RecordedOutcome, Runtime } from './outcomes.ts';

export interface Reason {
  reason: string;
  /** A suite's name; without it, any. */
  suite?: RegExp;
  /** The test's file or title. */
  test?: RegExp;
  /** What it printed, or its first line. */
  output?: RegExp;
  /** Only in these browsers. */
  runtime?: Runtime;
}

export const reasons: readonly Reason[] = [
  {
    reason: 'Needs a TLS server, which no page can be',
    output: /Not possible in a browser tab: (?:a TLS server|TLS between programs)/,
  },
  {
    reason: 'Needs HTTP/2, of which a page sees only what `fetch` brings',
    output: /Not possible in a browser tab: HTTP\/2/,
  },
  {
    reason: 'Compares the text of an error of `JSON.parse`, which is the browser’s own',
    output: /JSON\.parse: /,
    runtime: 'firefox',
  },
  {
    reason:
      'Answers within 100 ms while 6.5 MB pass over a WebSocket: alone it passes; after the tests before it, on a busy machine, it does not always',
    suite: /^engine\.io@/,
    test: /interleave with pongs if many messages/,
  },
  {
    reason: 'Post-quantum keys (ML-DSA) are not there',
    suite: /^jose/,
    test: /ML-DSA|AKP/,
  },
  {
    reason: 'A page cannot tell a name that does not exist from a server that does not answer',
    suite: /^jose/,
    test: /ENOTFOUND/,
  },
  {
    reason:
      'Relies on the order of a look-up of localhost and of what the test does next; the cause has not been followed further',
    suite: /^follow-redirects@/,
    test: /should provide removeHeader/,
  },
  {
    reason: 'A thread that never returns to its event loop does not see what others write to files',
    suite: /^pino@/,
    test: /sync true should log synchronously/,
  },
  {
    reason: 'Chromium’s parser refuses the scheme `filesystem:` with any path of its own',
    suite: /^node-fetch@/,
    test: /blob: and filesystem: URLs/,
    runtime: 'chromium',
  },
  {
    reason: 'Needs SharedArrayBuffer (`execSync`, `Atomics.wait`), which only an isolated page has',
    output: /SharedArrayBuffer/,
  },
  {
    reason:
      'Hooks do not hear of the promises that async functions return, nor of callbacks registered before the hook',
    suite: /^node$/,
    test: /async-hooks-.*(promise|await)|promise-hook|async-wrap-promise|domain-.*promise/,
  },
  {
    reason: 'The state of a promise cannot be read: `util.inspect` shows it as pending',
    output: /Promise { <pending> }/,
  },
  {
    reason: 'One realm: objects of a `vm` context are instances of the process’s own classes',
    suite: /^node$/,
    test: /vm-(harmony-symbols|proxies|strict-assign|function-declaration|global-(non-writable|setter|property-prototype)|context-dont|codegen|module-referrer-realm)|util-promisify|internal-util-helpers|subtle-cross-realm|message-port-move/,
  },
  {
    reason: 'A script cannot be interrupted from inside its own thread (`timeout`, `SIGINT`)',
    suite: /^node$/,
    test: /vm-(timeout|sigint|break-on)/,
  },
  {
    reason: 'A worker of a browser has a smaller stack than Node',
    output: /RangeError: Maximum call stack size exceeded|InternalError: too much recursion/,
  },
  { reason: 'Whether V8 keeps bytes on its heap', test: /buffer-backing-arraybuffer/ },
  { reason: 'Names of files are text, not bytes', test: /fs-readdir-ucs2/ },
  {
    reason:
      'Outside the main script the engine tells of a rejection that nobody handles a task later than Node',
    suite: /^node$/,
    test: /promises?-(un|warning-on-un)handled/,
  },
  {
    reason: 'Post-quantum keys and key encapsulation (ML-DSA, ML-KEM, SLH-DSA) are not there',
    suite: /^node$/,
    test: /crypto-.*(ml-dsa|ml-kem|slh-dsa|pqc|encap)|webcrypto-.*(ml-|slh-|encap|pqc)/,
  },
  {
    reason: 'Sockets have no descriptors (`listen({ fd })`)',
    suite: /^node$/,
    test: /listen-fd|fd-passing|dgram-(bind-fd|create-socket-handle-fd)|net-(server-listen-handle|bind-.*fd)/,
  },
  {
    reason: 'A thread blocked in `Atomics.wait` finds no message by `receiveMessageOnPort`',
    suite: /^node$/,
    output: /receiveMessageOnPort/,
  },
  {
    reason: '`import source` (WebAssembly) does not parse',
    suite: /^node$/,
    test: /wasm.*source-phase/,
  },
  {
    reason: 'A page cannot put another program in the place of a process (`execve`)',
    suite: /^node$/,
    test: /process-execve/,
  },
  {
    reason: 'Profiles are the browser’s',
    suite: /^node$/,
    test: /worker-(cpu-profile|heap-profile|prof)/,
  },
  {
    reason: 'V8’s code cache cannot be had',
    suite: /^node$/,
    test: /vm-(module-)?cached-data/,
  },
  {
    reason: 'Brotli with a dictionary, and what it has written at a flush, are not Node’s',
    suite: /^node$/,
    test: /zlib-brotli-(dictionary|flush)\.js/,
  },
  {
    reason: 'There is no `/proc/sys`',
    suite: /^node$/,
    output: /proc\/sys\/kernel/,
  },
  {
    reason: 'Runs a program that the engine’s shell does not have',
    suite: /^node$/,
    output: /spawn (sed|python3) ENOENT|Command failed: (id|ps) /,
  },
  {
    reason: 'Skips itself, for want of a device, a tool or a file system that the engine has not',
    suite: /^node$/,
    output: /mkfifo not available|IPv6 interfaces with a link local|Y2K38 support|ICU too old/,
  },
  {
    reason: 'Starts another file of the suite, which is not mounted beside it',
    suite: /^node$/,
    output: /Cannot find module '.home.project.test.parallel/,
  },
  {
    reason:
      'Starts dozens of processes or threads, one worker each, and does not end within the limit',
    suite: /^node$/,
    test: /cli-syntax-bad|worker-eval-typescript|cli-node-options-disallowed|worker-memory\.js|esm-import-meta-main-eval/,
  },
  {
    reason: 'Arithmetic in JavaScript takes longer than the limit',
    suite: /^node$/,
    test: /crypto-(argon2|dh-generate-keys)/,
  },
  {
    reason: 'The test replaces built-ins of the language that the engine’s own code relies on',
    suite: /^node$/,
    test: /primordials-(promise|regexp)|module-prototype-mutation|require-delete-array-iterator|prototype-tampering|worker-terminate-source-map/,
  },
  {
    reason: 'Standard input cannot be read synchronously (`/dev/stdin`, `fs.readFileSync(0)`)',
    suite: /^node$/,
    test: /fs-readfile(sync)?-(pipe|eof)|stdin-child-proc/,
  },
  {
    reason: 'A page cannot change the browser’s time zone',
    suite: /^node$/,
    test: /process-env-tz/,
  },
  {
    reason: 'Shared WebAssembly memory cannot be cloned in a page that is not isolated',
    suite: /^node$/,
    output: /DataCloneError: #<Memory> could not be cloned/,
  },
  {
    reason: 'OpenSSL’s own modes (FIPS, secure heap) are not there',
    suite: /^node$/,
    test: /crypto-(no-algorithm|secure-heap)/,
  },
  {
    reason: 'The limits of a string or a buffer can be changed before Node loads `zlib` only',
    test: /zlib-(\w+-)?kmaxlength/,
  },
];

export function reasonFor(
  suite: string,
  runtime: Runtime,
  test: string,
  { reason = '', output = '' }: RecordedOutcome,
): string | undefined {
  return reasons.find(
    (candidate) =>
      (candidate.suite?.test(suite) ?? true) &&
      (candidate.test?.test(test) ?? true) &&
      (candidate.output?.test(`${reason}\n${output}`) ?? true) &&
      (candidate.runtime ?? runtime) === runtime,
  )?.reason;
}
