import { browser } from '../core/browser.ts';
import { exitProcess, makeCallback } from '../core/callbacks.ts';
import { symbols } from '../core/async-wrap.ts';
import { cliOptions } from './platform.ts';
import { handles, type HandleWrap } from '../core/handle-wrap.ts';
import { queueIo, timers } from '../core/loop.ts';
import { nodeData, type Any, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvException } from '../core/uv.ts';
import { absolutePath, isDirectory, pathExists, readText } from '../fs/process-files.ts';
import { endsProcess, SIGKILL, signalExitCode } from '../host/signals.ts';
import { EXEC_PATH } from '../programs.ts';
import { livingProcesses } from '../net/children.ts';
import { signalListeners } from './signal-wrap.ts';
import { parseEnv } from './util/parse-env.ts';

/** Chromium's non-standard heap figures; others get a plausible constant. */
const memory = (): { total: number; used: number } => {
  const { totalJSHeapSize, usedJSHeapSize } = (browser.performance as Any).memory ?? {
    totalJSHeapSize: 4e7,
    usedJSHeapSize: 2e7,
  };
  return { total: totalJSHeapSize, used: usedJSHeapSize };
};

const microseconds = (): number => browser.performance.now() * 1000;

/** `process.hrtime` counts from an arbitrary moment; this keeps it positive and monotonic. */
export const HRTIME_OFFSET_MS = 1e6;

function hrtimeFunctions() {
  const buffer = new ArrayBuffer(16);
  const words = new Uint32Array(buffer, 0, 3);
  const nanoseconds = new BigUint64Array(buffer, 0, 1);
  const now = (): number => browser.performance.now() + HRTIME_OFFSET_MS;
  return {
    hrtimeBuffer: words,
    hrtime() {
      const ms = now();
      const seconds = Math.floor(ms / 1000);
      words[0] = Math.floor(seconds / 2 ** 32);
      words[1] = seconds >>> 0;
      words[2] = Math.floor((ms % 1000) * 1e6);
    },
    hrtimeBigInt() {
      nanoseconds[0] = BigInt(Math.round(now() * 1e6));
    },
  };
}

const signalNames = Object.fromEntries(
  Object.entries(nodeData.shapes.constants!.os.signals as Record<string, number>).map(
    ([name, number]) => [number, name],
  ),
);

/** Delivers a signal to this process: to the program's listeners, else its default action. */
export function deliverSignal(signal: number): void {
  const listeners = signalListeners.get(signal);
  if (listeners?.size && signal !== SIGKILL) {
    for (const wrap of listeners) {
      queueIo(() => makeCallback(wrap, (wrap as Any).onsignal, [signal]));
    }
  } else if (endsProcess(signal)) exitProcess(signalExitCode(signal), signalNames[signal]);
}

/** As `kill(2)`: a process, its own group (0), or a group (negative). 0 only asks whether it is there. */
function sendSignal(pid: number, signal: number): number {
  if (signal < 0 || signal >= SIGNAL_LIMIT) return uv.UV_EINVAL!;
  const group = Math.abs(pid);
  if (pid !== 0 && group !== runtime.pid && !livingProcesses.has(group)) return uv.UV_ESRCH!;
  if (signal === 0) return 0;
  if (pid === runtime.pid) deliverSignal(signal);
  else runtime.post({ type: 'kill', pid, signal });
  return 0;
}
const SIGNAL_LIMIT = 65;
const SIGABRT = 6;

function patchProcessObject(process: Any): void {
  const define = (key: string, value: unknown, writable = true): void => {
    Object.defineProperty(process, key, { value, enumerable: true, writable, configurable: true });
  };
  define('title', cliOptions['--title'] || runtime.argv[0]);
  define('argv', runtime.argv);
  define('execArgv', runtime.execArgv);
  define('versions', Object.freeze({ ...nodeData.extras.versions }), false);
  define('pid', runtime.pid);
  Object.defineProperty(process, 'ppid', {
    get: () => runtime.ppid,
    enumerable: true,
    configurable: true,
  });
  define('execPath', EXEC_PATH);
  define('debugPort', 9229);
}

const refedHandles = (): HandleWrap[] => [...handles].filter((handle) => handle.hasRef());

const CWD_IS_GONE =
  'process.cwd failed with error no such file or directory, the current working directory was likely removed without changing the working directory';

export function processMethods(stub: Binding): Binding {
  return Object.assign(stub, hrtimeFunctions(), {
    setEmitWarningSync() {},
    cwd() {
      if (isDirectory(runtime.cwd)) return runtime.cwd;
      const error = uvException(uv.UV_ENOENT!, 'uv_cwd');
      error.message = `ENOENT: ${CWD_IS_GONE}, uv_cwd`;
      throw error;
    },
    chdir(path: string) {
      if (!pathExists(path)) throw uvException(uv.UV_ENOENT!, 'chdir', runtime.cwd, path);
      if (!isDirectory(path)) throw uvException(uv.UV_ENOTDIR!, 'chdir', runtime.cwd, path);
      runtime.cwd = absolutePath(path);
    },
    umask(mask?: number) {
      const old = runtime.umask;
      if (mask !== undefined) runtime.umask = mask;
      return old;
    },
    memoryUsage(fields: Float64Array) {
      const { total, used } = memory();
      fields.set([total + 4e7, total, used, 1e6, 1e5]);
    },
    rss: () => memory().total + 4e7,
    constrainedMemory: () => 0,
    availableMemory: () => 4e9,
    cpuUsage(fields: Float64Array) {
      fields[0] = microseconds();
      fields[1] = 0;
    },
    threadCpuUsage(fields: Float64Array) {
      fields[0] = microseconds();
      fields[1] = 0;
    },
    resourceUsage(fields: Float64Array) {
      fields.fill(0);
      fields[0] = microseconds();
    },
    _getActiveRequests: () => [],
    _getActiveHandles: () =>
      refedHandles().map((handle) => (handle as Any)[symbols.owner_symbol!] ?? handle),
    getActiveResourcesInfo: () => [
      ...refedHandles().map((handle) => handle.resourceName),
      ...Array.from({ length: timers.timeoutInfo[0]! }, () => 'Timeout'),
      ...Array.from({ length: timers.immediateInfo[1]! }, () => 'Immediate'),
    ],
    _kill: sendSignal,
    _rawDebug(text: string) {
      runtime.write(2, `${text}\n`);
    },
    dlopen(_module: unknown, filename: string) {
      const error = new browser.Error(`${filename}: native add-ons cannot be loaded in a browser`);
      throw Object.assign(error, { code: 'ERR_DLOPEN_FAILED' });
    },
    reallyExit(code: number) {
      exitProcess(code | 0);
    },
    abort() {
      exitProcess(signalExitCode(SIGABRT), 'SIGABRT');
    },
    execve() {
      throw new browser.Error('process.execve() is not available in a browser');
    },
    uptime: () => browser.performance.now() / 1000,
    patchProcessObject,
    loadEnvFile(path = '.env') {
      const text = readText(path);
      if (text === undefined) throw uvException(uv.UV_ENOENT!, 'open', path);
      for (const [key, value] of Object.entries(parseEnv(text))) {
        if (!(key in runtime.process.env)) runtime.process.env[key] = value;
      }
    },
  });
}
