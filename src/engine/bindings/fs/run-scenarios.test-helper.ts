/**
 * Runs the scenarios in a process of their own and prints what they recorded as JSON:
 * `node --expose-internals run-scenarios.test-helper.ts native|engine`. With `engine`, Node's own
 * `lib/fs.js` is made to call this binding instead of the native one.
 */
import realFs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { scenarios, type Recorder } from './scenarios.test-helper.ts';

type Any = any; // eslint-disable-line @typescript-eslint/no-explicit-any

const mode = process.argv[2];
const require = createRequire(import.meta.url);
const { internalBinding, primordials } = require('internal/test/binding') as Any;

let root = '';

async function installEngine(): Promise<() => void> {
  const errorMap = [...getSystemErrorMap()];
  (globalThis as Any).__nodeData = {
    builtins: {},
    builtinLines: {},
    shapes: {
      async_wrap: { constants: internalBinding('async_wrap').constants },
      uv: Object.fromEntries(errorMap.map(([number, [name]]) => [`UV_${name}`, number])),
    },
    extras: { errorMap },
  };
  const { runtime } = await import('../../core/runtime.ts');
  const wraps = await import('../../core/async-wrap.ts');
  Object.assign(wraps.symbols, internalBinding('symbols'));
  runtime.process = process;
  runtime.Buffer = Buffer;
  runtime.require = require as Any;
  runtime.cwd = '/scenario';
  const { fs } = await import('../fs.ts');
  const { fsDir } = await import('../fs-dir.ts');
  const { fsEventWrap } = await import('../fs-event-wrap.ts');
  const { fileTree } = await import('../../fs/process-tree.ts');
  const { makeDirectory } = await import('../../fs/directories.ts');
  makeDirectory(fileTree, '/scenario');

  const real = internalBinding('fs');
  const ours = fs({
    kUsePromises: real.kUsePromises,
    statValues: real.statValues,
    bigintStatValues: real.bigintStatValues,
  });
  const undo: (() => void)[] = [];
  const replace = (target: Any, source: Any): void => {
    const before = { ...target };
    Object.assign(target, source);
    undo.push(() => Object.assign(target, before));
  };
  // These classes are taken by the library when it is loaded; theirs do as well.
  const { FSReqCallback: _, StatWatcher, ...functions } = ours;
  replace(real, functions);
  replace(internalBinding('fs_dir'), fsDir({}));
  const events = fsEventWrap({});
  patchClass(internalBinding('fs_event_wrap').FSEvent, events.FSEvent);
  patchClass(real.StatWatcher, StatWatcher);
  reloadReadContext();
  process.cwd = () => runtime.cwd;
  return () => undo.forEach((action) => action());
}

/** This module has taken the native functions out of the binding by now: load it once more. */
function reloadReadContext(): void {
  const id = 'internal/fs/read/context';
  const source = (process as Any).binding('natives')[id] as string;
  const module: Any = { exports: {} };
  const parameters = ['module', 'require', 'process', 'internalBinding', 'primordials'];
  new Function(...parameters, source)(module, require, process, internalBinding, primordials);
  const { read, close } = module.exports.prototype;
  Object.assign(require(id).prototype, { read, close });
}

/** Makes `new Native(...)` create an instance of ours: the library holds on to the native class. */
function patchClass(Native: Any, Ours: Any): void {
  const started = new WeakMap<object, Any>();
  const of = (self: object): Any => started.get(self);
  Native.prototype.start = function start(this: Any, ...args: unknown[]) {
    const ours = new Ours(false);
    started.set(this, ours);
    ours.onchange = (...values: unknown[]) => this.onchange(...values);
    return ours.start(...args);
  };
  Native.prototype.close = function close(this: Any) {
    of(this)?.close();
  };
}

const records: unknown[] = [];

/** Stacks are left out, and the directory in which native Node works is named as the engine's. */
function plain(value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack: _, ...rest } = value as Any;
    return plain({ name: String(name), message, ...rest });
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') {
    const named = root === '' ? value : value.replaceAll(root, '/scenario');
    return named.replace(/tmp-\w{6}$/, 'tmp-random');
  }
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('hex')}>`;
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

function recorder(scenario: string): Recorder {
  const record = (label: string, outcome: object): void => {
    records.push([scenario, label, plain(outcome)]);
  };
  return {
    try(label, action) {
      try {
        record(label, { value: action() });
      } catch (error) {
        record(label, { error });
      }
    },
    async settle(label, action) {
      try {
        record(label, { value: await action() });
      } catch (error) {
        record(label, { error });
      }
    },
    async call(label, action) {
      const args = await new Promise<unknown[]>((resolve) => {
        try {
          action((...values) => resolve(values));
        } catch (error) {
          resolve(['thrown', error]);
        }
      });
      record(label, { args });
    },
  };
}

const uninstall = mode === 'engine' ? await installEngine() : () => {};
if (mode === 'native') {
  root = realFs.mkdtempSync(`${realFs.realpathSync(tmpdir())}/fs-scenarios-`);
  realFs.mkdirSync(`${root}/scenario`);
  root += '/scenario';
  process.chdir(root);
}
for (const [name, run] of Object.entries(scenarios)) {
  await run(recorder(name));
  for (const entry of realFs.readdirSync('.')) realFs.rmSync(entry, { recursive: true });
}
uninstall();
if (mode === 'native') realFs.rmSync(root.slice(0, -'/scenario'.length), { recursive: true });
process.stdout.write(JSON.stringify(records), () => process.exit(0));
