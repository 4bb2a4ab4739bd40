/** Node's own bootstrap, script by script, as `src/node_realm.cc` and `src/node.cc` run it. */
import { popAsyncContext, pushAsyncContext } from '../core/async-ids.ts';
import { installAsyncContext } from '../core/async-context.ts';
import { browser } from '../core/browser.ts';
import { makeCallback, reportUncaught, showSourceWith, EXITED } from '../core/callbacks.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { privateSymbols, symbols } from '../core/async-wrap.ts';
import { trackPromises } from '../core/promise-states.ts';
import { RegisteringProxy } from '../core/proxies.ts';
import { addMissingFeatures } from '../core/missing-features.ts';
import { runtime } from '../core/runtime.ts';
import { sourceContext } from '../core/source-context.ts';
import { holdForWebAssembly } from '../core/wasm-work.ts';
import { installStackApi, readableStacks } from '../core/stack.ts';
import { promiseRejections } from '../bindings/async.ts';
import { compileFunction } from '../bindings/builtins.ts';
import { internalBinding } from '../bindings/index.ts';
import { perContext } from '../bindings/messaging/per-context.ts';

import { amaro, AMARO_ID } from '../modules/amaro.ts';
import { shareWithinThread } from '../threads/shared-memory.ts';
import { thisThread } from '../threads/this-thread.ts';
import { takeCompiled } from './ahead.ts';
import { createEnvironment } from './environment.ts';
import { hideWorkerGlobals } from './hide-globals.ts';

const builtin = compileFunction;

/**
 * Modules that nearly every example needs. Evaluated before the program is known, as Node's start-up
 * snapshot holds them, so that a waiting worker has them ready.
 */
const EAGER = [
  'internal/process/pre_execution',
  'internal/modules/run_main',
  'internal/modules/cjs/loader',
  'internal/modules/esm/loader',
  'internal/modules/esm/translators',
  'internal/modules/esm/get_format',
  'internal/modules/esm/load',
  'internal/modules/esm/resolve',
  'internal/modules/esm/initialize_import_meta',
  'internal/modules/typescript',
  'internal/process/promises',
  'internal/console/global',
  'internal/fs/streams',
  'crypto',
  'fs/promises',
  'http',
  'net',
  'os',
  'querystring',
  'stream/promises',
  'string_decoder',
  'tty',
  'url',
  'zlib',
];

export interface Bootstrapped {
  assignEnvironment(variables: Record<string, string>): void;
}

/** Runs everything that Node does before it looks at the command line. */
export function bootstrap(): Bootstrapped {
  (browser.global as Any).Proxy = RegisteringProxy;
  shareWithinThread();
  addMissingFeatures();
  holdForWebAssembly(browser.global.WebAssembly, takeCompiled);
  installStackApi();
  nodeData.builtins[AMARO_ID] = amaro;
  let { primordials } = runtime;
  internalBinding('symbols');
  internalBinding('util');
  const perContextScript = (id: string, exports: object): void => {
    builtin(`internal/per_context/${id}`)(exports, primordials, privateSymbols, symbols);
  };
  perContextScript('primordials', {});
  primordials = runtime.primordials = trackPromises(primordials);
  perContextScript('domexception', perContext.domException);
  perContextScript('messageport', perContext.messagePort);

  const environment = createEnvironment();
  thisThread.shareEnvironment = (shared, has) => {
    thisThread.environment = shared;
    environment.share(shared, has);
  };
  runtime.process = createProcessObject(environment.env);
  const noLinkedBindings = (): never => {
    throw new Error('No linked bindings');
  };
  builtin('internal/bootstrap/realm')(
    runtime.process,
    noLinkedBindings,
    internalBinding,
    primordials,
  );
  readableStacks();
  showSourceWith(sourceContext);
  const run = (id: string): void => {
    builtin(id)(runtime.process, runtime.require, runtime.internalBinding, primordials);
  };
  run('internal/bootstrap/node');
  runtime.Buffer = runtime.require('buffer').Buffer as typeof Buffer;
  runtime.inspect = runtime.require('internal/util/inspect').inspect as typeof runtime.inspect;
  run('internal/bootstrap/web/exposed-wildcard');
  run('internal/bootstrap/web/exposed-window-or-worker');
  const isMain = thisThread.id === 0;
  run(`internal/bootstrap/switches/is_${isMain ? '' : 'not_'}main_thread`);
  run(`internal/bootstrap/switches/does_${isMain ? '' : 'not_'}own_process_state`);
  hideWorkerGlobals();
  installAsyncContext();
  listenForErrors();
  for (const id of EAGER) if (id in nodeData.builtins) runtime.require(id);
  return { assignEnvironment: environment.assign };
}

/** Runs `internal/main/…`: reads the command line, then the program. */
export function runMain(id: string): void {
  makeCallback(undefined, () => {
    // The program's top level has an execution of its own, whose id Node gives as 1.
    pushAsyncContext(1, 0, {});
    builtin(id)(runtime.process, runtime.require, runtime.internalBinding, runtime.primordials);
    popAsyncContext(1);
  }, []);
}

function createProcessObject(env: Record<string, string>): object {
  const prototype = Object.create(Object.prototype, {
    constructor: { value: function process() {}, configurable: true, writable: true },
  }) as object;
  const process = Object.create(prototype) as Any;
  const { version, versions, release } = nodeData.extras;
  process[privateSymbols.exit_info_private_symbol!] = runtime.exitInfo;
  return Object.assign(process, {
    version,
    versions: { ...versions },
    arch: 'x64',
    platform: 'linux',
    release,
    env,
  });
}

const REJECTED_WITHOUT_HANDLER = 0;
const HANDLER_ADDED_LATER = 1;

function listenForErrors(): void {
  const onRejection = (type: number) => (event: PromiseRejectionEvent) => {
    event.preventDefault();
    const { callback } = promiseRejections;
    if (!callback || runtime.exiting || event.reason === EXITED) return;
    const reason: unknown = type === REJECTED_WITHOUT_HANDLER ? event.reason : undefined;
    makeCallback(undefined, callback, [type, event.promise, reason]);
  };
  browser.addEventListener('unhandledrejection', onRejection(REJECTED_WITHOUT_HANDLER));
  browser.addEventListener('rejectionhandled', onRejection(HANDLER_ADDED_LATER));
  browser.addEventListener('error', (event: ErrorEvent) => {
    event.preventDefault();
    reportUncaught((event.error as unknown) ?? new browser.Error(event.message));
  });
}
