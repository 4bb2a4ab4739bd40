/** Node's command line: `node [options] [script] [arguments]`. */
import { cliOptions } from '../bindings/platform.ts';
import { nodeData, revive, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

const ALIASES: Record<string, string> = {
  '-e': '--eval',
  '-p': '--print',
  '-r': '--require',
  '-C': '--conditions',
  '--es-module-specifier-resolution': '--experimental-specifier-resolution',
};

/**
 * Reads the options into those that Node's core asks for, sets `argv`, and says which of Node's main
 * scripts has to run.
 */
export function applyCommandLine(
  argv0: string,
  args: readonly string[],
  _nodeOptions = '',
): string {
  const known = revive(nodeData.extras.cliOptions) as Record<string, Any>;
  let index = 0;
  for (; index < args.length && /^-./.test(args[index]!); index++) {
    const argument = args[index]!;
    if (argument === '--') {
      index++;
      break;
    }
    runtime.execArgv.push(argument);
    const [flag, inline] = splitAt(argument, '=');
    const name = ALIASES[flag] ?? flag;
    const positive = name.replace(/^--no-/, '--');
    const takesValue = !(positive in known) || typeof known[positive] !== 'boolean';
    if (name === '--print') cliOptions['--eval'] = inline ?? args[++index];
    if (!takesValue || name === '--print') {
      cliOptions[positive] = positive === name;
      continue;
    }
    const value = inline ?? args[++index] ?? '';
    if (inline === undefined) runtime.execArgv.push(value);
    const current = cliOptions[name] ?? known[name];
    if (Array.isArray(current)) cliOptions[name] = [...(current as string[]), value];
    else cliOptions[name] = typeof current === 'number' ? Number(value) : value;
  }
  const [script, ...rest] = args.slice(index);
  runtime.argv = [argv0];
  if (cliOptions['--test']) {
    runtime.argv.push(...args.slice(index));
    return 'internal/main/test_runner';
  }
  if (cliOptions['--eval'] !== undefined) {
    runtime.argv.push(...args.slice(index));
    return 'internal/main/eval_string';
  }
  if (script !== undefined) runtime.argv.push(script, ...rest);
  return 'internal/main/run_main_module';
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
