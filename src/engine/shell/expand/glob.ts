/** Pathname patterns: `*`, `?`, `[…]`, and `**` for any depth. */
import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const SPECIAL = /[.+^${}()|\\/]/g;

/** Escapes the characters that have a meaning in a pattern. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');
/** The text that a pattern without any special character stands for. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1');

export const isPattern = (pattern: string): boolean => /(?<!\\)(?:\\\\)*[*?[]/.test(pattern);

/** A pattern without slashes as a regular expression's source; a backslash escapes. */
export function patternSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '\\') source += (pattern[++at] ?? '\\').replace(/[^\w\s]/, '\\$&');
    else if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else if (character === '[') {
      const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at));
      if (!set) source += '\\[';
      else {
        const inside = set[2]!
          .replace(
            /\[:(alpha|digit|alnum|upper|lower|space):/g,
            (_all, name: string) => CLASSES[name]!,
          )
          .replace(/[\\\]]/g, '\\$&');
        source += `[${set[1] ? '^' : ''}${inside}]`;
        at += set[0].length - 1;
      }
    } else source += character.replace(SPECIAL, '\\$&');
  }
  return source;
}
const CLASSES: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \t',
};

export const patternExpression = (pattern: string): RegExp =>
  new RegExp(`^${patternSource(pattern)}$`, 'u');

/** Paths that match, sorted; empty when none does. */
export function expandGlob(pattern: string, cwd: string): string[] {
  const isAbsolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment) => segment !== '');
  let found = [isAbsolute ? '/' : ''];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    found = found.flatMap((base) => matchSegment(base, segment, cwd, isLast));
  }
  const suffix = pattern.endsWith('/') ? '/' : '';
  return found
    .filter((path) => suffix === '' || isDirectory(resolve(cwd, path)))
    .map((path) => path + suffix)
    .sort();
}

function matchSegment(base: string, segment: string, cwd: string, isLast: boolean): string[] {
  const join = (name: string): string =>
    base === '' || base.endsWith('/') ? base + name : `${base}/${name}`;
  if (!isPattern(segment)) {
    const path = join(unescapePattern(segment));
    return exists(resolve(cwd, path)) ? [path] : [];
  }
  const folder = resolve(cwd, base);
  if (segment === '**') {
    const below = names(folder)
      .filter((name) => !name.startsWith('.') && isDirectory(resolve(folder, name)))
      .flatMap((name) => [join(name), ...matchSegment(join(name), '**', cwd, false)]);
    return isLast
      ? [...below, ...matchSegment(base, '*', cwd, true)].filter(unique)
      : [base, ...below].filter(unique);
  }
  const expression = patternExpression(segment);
  return names(folder)
    .filter((name) => expression.test(name) && (!name.startsWith('.') || segment.startsWith('.')))
    .map(join);
}

const unique = <T>(value: T, index: number, all: T[]): boolean => all.indexOf(value) === index;

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
const stat = (path: string) => statSync(path, { throwIfNoEntry: false });
function isDirectory(path: string): boolean {
  try {
    return stat(path)?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
function exists(path: string): boolean {
  try {
    return stat(path) !== undefined;
  } catch {
    return false;
  }
}
