/** Node's command line, parsed as `src/node_options-inl.h` does. */
import type { OptionTable } from '../build/cli-options.ts';

export interface ParsedOptions {
  /** Values by option name. */
  values: Record<string, unknown>;
  /** The options as they were written, for `process.execArgv`. */
  execArgv: string[];
  /** Script and its arguments. */
  rest: string[];
}

/** What Node says before it exits with 9, without its own name in front. */
export class OptionError extends Error {}

/**
 * V8 knows some hundred options more than Node lists. None of them means anything to another engine,
 * but programs are started with them.
 */
const V8_OPTION =
  /^--(no-)?(allow|always|compilation|concurrent|enable|expose|flush|force|gc|harmony|heap|huge|initial|interpreted|jit|js|lazy|liftoff|log|max|maglev|min|minor|opt|optimize|parallel|predictable|prof|random|regexp|retain|scavenge|semi|single|sparkplug|stack|stress|trace|turbo|turbofan|turboshaft|use|verify|wasm|write)[-\w]*$/;

/** Two names of one switch, which the binary lists as two. */
const RENAMED: Record<string, string> = { '--experimental-require-module': '--require-module' };

/** Options that set others: the implications in `src/node_options.cc`. */
const IMPLIED: Record<string, string[]> = {
  '--watch-path': ['--watch'],
  '--inspect-brk': ['--inspect'],
  '--experimental-transform-types': ['--enable-source-maps', '--strip-types'],
  '--trace-env-js-stack': ['--trace-env'],
  '--trace-env-native-stack': ['--trace-env'],
  '--report-signal': ['--report-on-signal'],
};

/**
 * @param args What follows `node`.
 * @param defaults Values of options that are not given.
 * @param inEnvironment Whether these are the contents of NODE_OPTIONS, where some are refused.
 * @throws OptionError
 */
export function parseOptions(
  args: readonly string[],
  table: OptionTable,
  defaults: Readonly<Record<string, unknown>>,
  inEnvironment = false,
): ParsedOptions {
  const { types, options, aliases } = table;
  const values: Record<string, unknown> = {};
  const execArgv: string[] = [];
  const pending = [...args];
  /** How many of the pending words come from an alias, and were not written by anybody. */
  let expanded = 0;
  /** What was written for the word that an alias stands for; errors speak of that. */
  let original: string | undefined;
  const take = (): string => {
    if (expanded > 0) expanded--;
    else execArgv.push(pending[0]!);
    return pending.shift()!;
  };

  while (pending.length > 0) {
    const word = pending[0]!;
    if (word.length < 2 || !word.startsWith('-')) break;
    if (word === '--') {
      // It ends the options, and is none itself.
      pending.shift();
      break;
    }
    take();
    const at = word.startsWith('--') ? word.indexOf('=') : -1;
    const written = at < 0 ? word : word.slice(0, at);
    let inline = at < 0 ? undefined : word.slice(at + 1);
    let name = written.startsWith('--') ? `--${written.slice(2).replaceAll('_', '-')}` : written;
    const next = pending[0];
    const alias =
      (next !== undefined && !next.startsWith('-') ? aliases[`${name} <arg>`] : undefined) ??
      (inline !== undefined ? aliases[`${name}=`] : undefined) ??
      aliases[name];
    if (alias) {
      original ??= written;
      const [first, ...more] = alias;
      if (inline !== undefined && more.length === 0) pending.unshift(`${first}=${inline}`);
      else {
        pending.unshift(first!, ...more);
        if (inline !== undefined) pending.splice(1 + more.length, 0, inline);
      }
      expanded += 1 + (first === '-pe' ? 0 : more.length);
      continue;
    }
    const said = original ?? written;
    if (expanded === 0) original = undefined;
    let isNegated = false;
    if (!(name in options) && name.startsWith('--no-')) {
      isNegated = true;
      name = `--${name.slice(5)}`;
    }
    name = RENAMED[name] ?? name;
    const [type, isAllowed] = options[name] ?? [undefined, true];
    if (type === undefined) {
      if (!V8_OPTION.test(isNegated ? written : name)) throw new OptionError(`bad option: ${word}`);
      continue;
    }
    if (inEnvironment && !isAllowed) {
      throw new OptionError(`${said} is not allowed in NODE_OPTIONS`);
    }
    if (type === types.kBoolean) {
      if (inline !== undefined) throw new OptionError(`${written} does not take an argument`);
      values[name] = !isNegated;
    } else if (type === types.kNoOp || type === types.kV8Option) {
      // Known, and without a meaning here.
    } else {
      if (isNegated) {
        throw new OptionError(
          `${written} is an invalid negation because it is not a boolean option`,
        );
      }
      if (inline === undefined) {
        const value = pending[0];
        if (value === undefined || (value.startsWith('-') && value.length > 1)) {
          throw new OptionError(`${said} requires an argument`);
        }
        inline = take();
        if (inline.startsWith('\\-')) inline = inline.slice(1);
      } else if (inline === '') throw new OptionError(`${word} requires an argument`);
      if (type === types.kStringList) {
        const list = (values[name] ?? defaults[name] ?? []) as string[];
        values[name] = [...list, inline];
      } else if (type === types.kInteger || type === types.kUInteger) {
        values[name] = Number.parseInt(inline, 10) || 0;
      } else values[name] = inline;
    }
    if (!isNegated) for (const implied of IMPLIED[name] ?? []) values[implied] = true;
  }
  return { values, execArgv, rest: pending };
}

/** NODE_OPTIONS as words: split at spaces, with double quotes and backslashes inside of them. */
export function splitNodeOptions(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    let character = text[index]!;
    if (character === '\\' && isQuoted) {
      if (index + 1 === text.length)
        throw new OptionError('invalid value for NODE_OPTIONS (invalid escape)');
      character = text[++index]!;
    } else if (character === ' ' && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      word ??= '';
      continue;
    }
    word = (word ?? '') + character;
  }
  if (isQuoted) throw new OptionError('invalid value for NODE_OPTIONS (unterminated string)');
  if (word !== undefined) words.push(word);
  return words;
}
