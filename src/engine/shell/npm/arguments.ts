/** The command line of npm. */

export interface NpmArguments {
  /** Command and operands. */
  words: string[];
  /** By name without dashes; a flag is `true` or, as `--no-…`, `false`. */
  options: ReadonlyMap<string, string>;
  /** What stands after `--`. */
  rest: string[];
}

const WITH_VALUE = new Set([
  'registry',
  'depth',
  'prefix',
  'C',
  'omit',
  'include',
  'loglevel',
  'tag',
  'w',
  'workspace',
]);

export function parseArguments(args: readonly string[]): NpmArguments {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--') return { words, options, rest: args.slice(index + 1) };
    const match = /^--?([^=-][^=]*)(?:=([^]*))?$/.exec(argument);
    if (!match) {
      words.push(argument);
      continue;
    }
    const [, name, inline] = match as unknown as [string, string, string | undefined];
    if (inline !== undefined) options.set(name, inline);
    else if (WITH_VALUE.has(name)) options.set(name, args[++index] ?? '');
    else if (name.startsWith('no-')) options.set(name.slice(3), 'false');
    else options.set(name, 'true');
  }
  return { words, options, rest: [] };
}
