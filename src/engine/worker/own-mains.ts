/** Main scripts that Node has in C++ or not at all, in the form of its `internal/main/…`. */
import { browser } from '../core/browser.ts';
import { nodeData, type Any, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { exitProcess } from '../core/callbacks.ts';
import { cliOptions } from '../bindings/platform.ts';
import { scriptUrl } from '../bindings/builtins.ts';
import { readText } from '../fs/process-files.ts';

/** Runs a program of the engine, such as the shell. */
export const PROGRAM_MAIN = 'internal/main/engine_program';
/** `node --run`. */
export const RUN_SCRIPT_MAIN = 'internal/main/engine_run_script';

/** The program's name and the URL of its script; set before its main script runs. */
export const currentProgram = { name: 'node', scripts: {} as Record<string, string> };

/** The name under which a program's script leaves its CommonJS function. */
export const PROGRAM_CALLBACK = '__nodeProgram';

function prepare(require: Fn): void {
  const {
    prepareMainThreadExecution,
    markBootstrapComplete,
  } = require('internal/process/pre_execution');
  prepareMainThreadExecution(false);
  markBootstrapComplete();
}

function engineProgram(_process: Any, require: Fn): void {
  prepare(require);
  const { name, scripts } = currentProgram;
  const script = scripts[name];
  if (!script) throw new browser.Error(`The engine was built without the program ${name}`);
  const scope = browser.global as unknown as Record<string, Fn | undefined>;
  browser.importScripts(scriptUrl(script));
  const program = scope[PROGRAM_CALLBACK];
  delete scope[PROGRAM_CALLBACK];
  if (!program) throw new browser.Error(`${script} is not a program: build the engine again`);
  const { Module } = require('internal/modules/cjs/loader');
  const module = new Module(`/usr/local/bin/${name}`, undefined);
  module.filename = module.id;
  runtime.process.mainModule = module;
  const publicRequire = Module.createRequire(module.filename);
  program.call(
    module.exports,
    module.exports,
    publicRequire,
    module,
    module.filename,
    '/usr/local/bin',
  );
}

/** As `src/node_task_runner.cc`: the nearest package.json above, its script, and the shell. */
function runScript(process: Any, require: Fn): void {
  prepare(require);
  const name = String(cliOptions['--run']);
  const path = require('path');
  const folders: string[] = [];
  for (let at = process.cwd(); ; at = path.dirname(at)) {
    folders.push(at);
    if (at === path.dirname(at)) break;
  }
  const folder = folders.find((one) => readText(`${one}/package.json`) !== undefined);
  const fail = (message: string): never => {
    runtime.write(2, `${message}\n`);
    return exitProcess(1);
  };
  if (!folder) return fail(`Can't find package.json for directory ${process.cwd()}`);
  const file = path.join(folder, 'package.json');
  let scripts: Record<string, string> = {};
  try {
    ({ scripts = {} } = JSON.parse(readText(file)!));
  } catch {
    fail(`Can't parse ${file}`);
  }
  const script = scripts[name];
  if (typeof script !== 'string') {
    const known = Object.entries(scripts).map(([key, value]) => `  ${key}: ${value}`);
    return fail(
      `Missing script: "${name}" for ${file}\n\nAvailable scripts are:\n${known.join('\n')}`,
    );
  }
  const quote = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  const bins = folders.map((one) => path.join(one, 'node_modules/.bin'));
  const child = require('child_process').spawn(
    '/bin/sh',
    ['-c', [script, ...process.argv.slice(1).map(quote)].join(' ')],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        PATH: [...bins, process.env.PATH].join(':'),
        NODE_RUN_SCRIPT_NAME: name,
        NODE_RUN_PACKAGE_JSON_PATH: file,
      },
    },
  );
  child.on('error', (error: Error) => fail(error.message));
  child.on('exit', (code: number | null, signal: string | null) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code);
  });
}

nodeData.builtins[PROGRAM_MAIN] = engineProgram;
nodeData.builtins[RUN_SCRIPT_MAIN] = runScript;
