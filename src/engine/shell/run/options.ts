/** Options of commands, as `getopt_long` reads them. */
import { CommandError } from './command.ts';

export interface OptionSpec {
  /** Long and short names of flags without a value: `{ a: 'all', all: 'all' }`. */
  flags?: Readonly<Record<string, string>>;
  /** Names of options with a value. */
  values?: Readonly<Record<string, string>>;
  /** `-20` means `-n 20`. */
  number?: string;
  /** Stop at the first operand. */
  posix?: boolean;
}

export interface ParsedOptions {
  flags: Set<string>;
  /** All values in order, since some options may be given more than once. */
  values: Map<string, string[]>;
  operands: string[];
  /** The last value of an option. */
  value(name: string): string | undefined;
}

/** @throws CommandError with exit code 2 for an unknown option, or one without its value. */
export function parseOptions(args: readonly string[], spec: OptionSpec): ParsedOptions {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  const add = (name: string, value: string): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  const needed = (option: string, value: string | undefined): string => {
    if (value === undefined) throw new CommandError(`option ${option} needs a value`, 2);
    return value;
  };
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (argument === '-' || !argument.startsWith('-')) {
      operands.push(argument);
      if (!spec.posix) continue;
      operands.push(...args.slice(index + 1));
      break;
    }
    if (spec.number && /^-\d+$/.test(argument)) {
      add(spec.number, argument.slice(1));
      continue;
    }
    if (argument.startsWith('--')) {
      const [, name, inline] = /^--([^=]+)(?:=([^]*))?$/.exec(argument) ?? [];
      const flag = lookUp(spec.flags, name!);
      const value = lookUp(spec.values, name!);
      if (flag !== undefined && inline === undefined) flags.add(flag);
      else if (value !== undefined) add(value, inline ?? needed(argument, args[++index]));
      else throw new CommandError(`unknown option ${argument}`, 2);
      continue;
    }
    for (let at = 1; at < argument.length; at++) {
      const letter = argument[at]!;
      const flag = lookUp(spec.flags, letter);
      const value = lookUp(spec.values, letter);
      if (flag !== undefined) flags.add(flag);
      else if (value !== undefined) {
        add(value, argument.slice(at + 1) || needed(`-${letter}`, args[++index]));
        break;
      } else throw new CommandError(`unknown option -${letter}`, 2);
    }
  }
  return { flags, values, operands, value: (name) => values.get(name)?.at(-1) };
}

const lookUp = (
  table: Readonly<Record<string, string>> | undefined,
  name: string,
): string | undefined => (table && Object.hasOwn(table, name) ? table[name] : undefined);
