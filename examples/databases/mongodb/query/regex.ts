import { BSONRegExp } from 'bson';
import { badValue, ServerError } from '../errors.ts';
import { type Value } from './values.ts';

/**
 * PCRE patterns as JavaScript's. What JavaScript has no equivalent for is refused, not read differently.
 * https://www.mongodb.com/docs/manual/reference/operator/query/regex/
 */
const cache = new Map<string, RegExp>();

export function toRegExp(pattern: string, options = '', flags = ''): RegExp {
  const key = `${flags}/${options}/${pattern}`;
  let regex = cache.get(key);
  if (!regex) {
    if (cache.size > 500) cache.clear();
    cache.set(key, (regex = translate(pattern, options, flags)));
  }
  regex.lastIndex = 0;
  return regex;
}

function translate(source: string, options: string, flags: string): RegExp {
  let pattern = source;
  const leading = /^\(\?([imsx]+)\)/.exec(pattern);
  if (leading) {
    pattern = pattern.slice(leading[0].length);
    options += leading[1]!;
  }
  for (const option of options) {
    if (!'imsxu'.includes(option)) {
      throw new ServerError(51108, `invalid flag in regex options: ${option}`);
    }
  }
  if (source.includes('\0'))
    throw badValue('Regular expression cannot contain an embedded null byte');
  if (options.includes('x')) pattern = withoutSpace(pattern);
  pattern = toJavaScript(pattern, options);
  const js = [...new Set(flags + options.replace(/[^ims]/g, ''))].join('');
  try {
    return new RegExp(pattern, `${js}u`);
  } catch {
    // Escapes such as \_ are errors with the flag u and letters without it; \p means nothing without it.
    if (/\\[pPu]|[\ud800-\udfff]/.test(pattern))
      throw invalid('an escape of it is not supported here');
    try {
      return new RegExp(pattern, js);
    } catch (error) {
      throw invalid((error as Error).message.replace(/^Invalid regular expression: /, ''));
    }
  }
}

const invalid = (why: string): ServerError =>
  new ServerError(51091, `Regular expression is invalid: ${why}`);

const classes: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  space: '\\s',
  upper: 'A-Z',
  lower: 'a-z',
  word: '\\w',
  punct: '!-\\/:-@\\[-`{-~',
};

const escapes: Record<string, string> = {
  A: '(?<![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  z: '(?![\\s\\S])',
  h: '[ \\t]',
};

/** What PCRE writes or means otherwise: `.` and `$` at line ends, anchors, classes by name. */
function toJavaScript(pattern: string, options: string): string {
  let result = '';
  let set = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      const next = pattern[++i] ?? '';
      const escape = set ? undefined : escapes[next];
      if ('GKRXQE'.includes(next) && next) throw invalid(`\\${next} is not supported here`);
      result += escape ?? char + next;
    } else if (set) {
      const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
      if (named) {
        const members = classes[named[1]!];
        if (!members) throw invalid(`unknown class ${named[0]}`);
        result += members;
        i += named[0].length - 1;
      } else {
        if (char === ']') set = false;
        // A bracket that opens nothing.
        result += char === '[' ? '\\[' : char;
      }
    } else if (char === '[') {
      set = true;
      result += char;
      if (pattern[i + 1] === '^') result += pattern[++i];
      if (pattern[i + 1] === ']') {
        result += '\\]';
        i++;
      }
    } else if (char === '.' && !options.includes('s')) result += '[^\\n]';
    else if (char === '$' && !options.includes('m')) result += '(?=\\n?(?![\\s\\S]))';
    else if (pattern.startsWith('(?P<', i)) {
      result += '(?<';
      i += 3;
    } else result += char;
  }
  return result;
}

function withoutSpace(pattern: string): string {
  let result = '';
  let set = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') result += char + (pattern[++i] ?? '');
    else if (set) {
      if (char === ']') set = false;
      result += char;
    } else if (char === '[') {
      set = true;
      result += char;
    } else if (char === '#') while (i + 1 < pattern.length && pattern[i + 1] !== '\n') i++;
    else if (!/\s/.test(char)) result += char;
  }
  return result;
}

export const isRegex = (value: Value): value is BSONRegExp => value instanceof BSONRegExp;

export const regexOf = (value: BSONRegExp): RegExp => toRegExp(value.pattern, value.options);

/** The text that every match begins with: `/^abc/` can use an index. */
export function literalPrefix(value: BSONRegExp): string | undefined {
  if (value.options.includes('i') || value.options.includes('m') || value.options.includes('x')) {
    return undefined;
  }
  if (!value.pattern.startsWith('^') || value.pattern.includes('|')) return undefined;
  const match = /^\^((?:[A-Za-z0-9 _@:/,;<>=!"'#%&~`-]|\\[^A-Za-z0-9])*)(.?)/.exec(value.pattern);
  if (!match?.[1]) return undefined;
  let prefix = match[1].replace(/\\(.)/g, '$1');
  // The last letter may be optional.
  if (match[2] && '*?{'.includes(match[2])) prefix = prefix.slice(0, -1);
  return prefix || undefined;
}
