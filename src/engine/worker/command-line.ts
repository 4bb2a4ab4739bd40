/** Node's command line: which options hold, and which of Node's main scripts runs. */
import { cliOptions } from '../bindings/platform.ts';
import { parseEnv } from '../bindings/util/parse-env.ts';
import { nodeData, revive, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { exitProcess } from '../core/callbacks.ts';
import { readText } from '../fs/process-files.ts';
import { stdioTarget } from '../net/stdio.ts';
import {
  OptionError,
  parseOptions,
  splitNodeOptions,
  type ParsedOptions,
} from './parse-options.ts';
import { PROGRAM_MAIN, RUN_SCRIPT_MAIN } from './own-mains.ts';

/** `ExitCode::kInvalidCommandLineArgument`. */
const INVALID_ARGUMENT = 9;

function refuse(message: string): never {
  runtime.write(2, `${runtime.argv[0]}: ${message}\n`);
  return exitProcess(INVALID_ARGUMENT);
}

/**
 * Reads the options into those that Node's core asks for, sets `argv` and the environment's files,
 * and says which of Node's main scripts has to run.
 *
 * @param program `node`, or a program of the engine, which takes all arguments itself.
 */
export function applyCommandLine(argv0: string, args: readonly string[], program: string): string {
  runtime.argv = [argv0];
  if (program !== 'node') {
    runtime.argv.push(`/usr/local/bin/${program}`, ...args);
    return PROGRAM_MAIN;
  }
  const defaults = revive(nodeData.extras.cliOptions) as Record<string, Any>;
  const { optionTable } = nodeData.extras;
  let parsed: ParsedOptions;
  try {
    const { NODE_OPTIONS: environment = '' } = runtime.process.env;
    const fromEnvironment = parseOptions(
      splitNodeOptions(environment),
      optionTable,
      defaults,
      true,
    ).values;
    parsed = parseOptions(args, optionTable, { ...defaults, ...fromEnvironment });
    Object.assign(cliOptions, fromVariables(), fromEnvironment, parsed.values);
    // Node's core asks for either form.
    for (const [name, value] of Object.entries(cliOptions)) {
      if (typeof value === 'boolean') cliOptions[name.replace(/^--/, '--no-')] = !value;
    }
  } catch (error) {
    if (error instanceof OptionError) return refuse(error.message);
    throw error;
  }
  runtime.execArgv.push(...parsed.execArgv);
  const isSet = (name: string): boolean => Boolean(cliOptions[name]);
  for (const [option, isOptional] of [
    ['--env-file', false],
    ['--env-file-if-exists', true],
  ] as const) {
    for (const path of (cliOptions[option] as string[] | undefined) ?? []) {
      loadEnvironmentFile(path, isOptional);
    }
  }
  if (isSet('--version')) {
    runtime.write(1, `${nodeData.extras.version}\n`);
    exitProcess(0);
  }
  if (isSet('--help')) {
    runtime.write(1, 'Usage: node [options] [ script.js ] [arguments]\n');
    exitProcess(0);
  }
  const { rest } = parsed;
  if (isSet('--run')) {
    runtime.argv.push(...rest);
    return RUN_SCRIPT_MAIN;
  }
  // `-p` alone prints what it reads from stdin.
  if (cliOptions['--eval'] !== undefined && !isSet('--interactive')) {
    runtime.argv.push(...rest);
    return 'internal/main/eval_string';
  }
  runtime.argv.push(...rest);
  if (isSet('--check')) return 'internal/main/check_syntax';
  if (isSet('--test')) return 'internal/main/test_runner';
  if (isSet('--watch') && !isSet('--interactive')) return 'internal/main/watch_mode';
  if (rest.length > 0 && rest[0] !== '-') return 'internal/main/run_main_module';
  const isTerminal = runtime.terminal && stdioTarget(0)?.type === 'host';
  return isSet('--interactive') || isTerminal ? 'internal/main/repl' : 'internal/main/eval_stdin';
}

/** Options that the bootstrap has read already, before the command line was known. */
export function refreshOptions(): void {
  runtime.require('internal/options').refreshOptions();
  const families = cliOptions['--network-family-autoselection'];
  const timeout = cliOptions['--network-family-autoselection-attempt-timeout'];
  const net = runtime.require('net');
  if (families !== undefined) net.setDefaultAutoSelectFamily(families);
  if (timeout !== undefined) net.setDefaultAutoSelectFamilyAttemptTimeout(timeout);
}

/** Options that variables of the environment set: `InitializeNodeWithArgs` in `src/node.cc`. */
function fromVariables(): Record<string, unknown> {
  const { env } = runtime.process;
  const values: Record<string, unknown> = {};
  for (const [variable, option] of Object.entries(SWITCHES)) {
    if (env[variable] === '1') values[option] = true;
  }
  if (env.NODE_REDIRECT_WARNINGS) values['--redirect-warnings'] = env.NODE_REDIRECT_WARNINGS;
  return values;
}
const SWITCHES = {
  NODE_PENDING_DEPRECATION: '--pending-deprecation',
  NODE_PRESERVE_SYMLINKS: '--preserve-symlinks',
  NODE_PRESERVE_SYMLINKS_MAIN: '--preserve-symlinks-main',
  NODE_USE_ENV_PROXY: '--use-env-proxy',
} as const;

/** As `Dotenv::ParsePath`: what the environment has already stays. */
function loadEnvironmentFile(path: string, isOptional: boolean): void {
  const text = readText(path);
  if (text === undefined) {
    if (!isOptional) return refuse(`${path}: not found`);
    runtime.write(2, `${path} not found. Continuing without it.\n`);
    return;
  }
  const { env } = runtime.process;
  for (const [key, value] of Object.entries(parseEnv(text))) if (!(key in env)) env[key] = value;
}
