/** Turns words into fields: parameters, substitutions, splitting, patterns, in the order of POSIX. */
import type { Script, Word, WordPart } from '../syntax/ast.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { escapePattern, expandGlob, isPattern, patternSource } from './glob.ts';

export interface ExpansionScope {
  readonly cwd: string;
  /** `$1`, `$2`, …; the first is index 0. */
  readonly positional: readonly string[];
  /** Variables, and `?`, `$`, `!`, `0`. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Runs a command substitution and returns what it printed. */
  capture(script: Script): Promise<string>;
}

/** A word that cannot be expanded, such as `${X:?text}` without X: the command fails. */
export class ExpansionError extends Error {}

interface Segment {
  text: string;
  quoted: boolean;
  /** Result of an unquoted expansion: white space in it separates fields. */
  splits: boolean;
}
/** Ends the current field: between the values of `"$@"`. */
const FIELD_BREAK = Symbol('field break');

/** Fields of a command line. */
export async function expandWords(
  words: readonly Word[],
  scope: ExpansionScope,
): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words.flatMap(expandBraces)) {
    if (scope.positional.length === 0 && isAllParameters(word)) continue;
    const segments = await expandParts(word, scope);
    for (const field of splitFields(segments, scope.get('IFS') ?? ' \t\n')) {
      const pattern = field
        .map(({ text, quoted }) => (quoted ? escapePattern(text) : text))
        .join('');
      const matches = isPattern(pattern) ? expandGlob(pattern, scope.cwd) : [];
      if (matches.length > 0) fields.push(...matches);
      else fields.push(field.map(({ text }) => text).join(''));
    }
  }
  return fields;
}

/** `"$@"`, which is no field at all where there are no parameters. */
const isAllParameters = (word: Word): boolean =>
  word.some((part) => part.type === 'parameter' && part.name === '@' && part.quoted) &&
  word.every((part) =>
    part.type === 'text' ? part.text === '' : part.type === 'parameter' && part.name === '@',
  );

/** One string without splitting and patterns: values of assignments, targets of redirections. */
export async function expandToString(word: Word, scope: ExpansionScope): Promise<string> {
  const segments = await expandParts(word, scope);
  return segments.map((part) => (part === FIELD_BREAK ? ' ' : part.text)).join('');
}

type Expanded = (Segment | typeof FIELD_BREAK)[];

async function expandParts(word: Word, scope: ExpansionScope): Promise<Expanded> {
  const expanded: Expanded = [];
  for (const part of word) expanded.push(...(await expandPart(part, scope)));
  return expanded;
}

async function expandPart(part: WordPart, scope: ExpansionScope): Promise<Expanded> {
  const result = (text: string, quoted: boolean): Expanded => [{ text, quoted, splits: !quoted }];
  switch (part.type) {
    case 'text':
      return [{ text: part.text, quoted: part.quoted, splits: false }];
    case 'tilde':
      return [{ text: homeOf(part.user, scope), quoted: true, splits: false }];
    case 'arithmetic':
      try {
        const value = evaluateArithmetic(part.expression, (name) => parameter(name, scope));
        return result(String(value), part.quoted);
      } catch (error) {
        throw new ExpansionError((error as Error).message);
      }
    case 'command':
      return result((await scope.capture(part.script)).replace(/\n+$/, ''), part.quoted);
    case 'parameter':
      if ((part.name === '@' || part.name === '*') && part.operator === undefined) {
        return positional(part.name, part.quoted, scope);
      }
      return expandParameter(part, scope);
  }
}

function positional(name: string, quoted: boolean, scope: ExpansionScope): Expanded {
  if (quoted && name === '*') {
    return [{ text: scope.positional.join(' '), quoted: true, splits: false }];
  }
  return scope.positional.flatMap((text, index): Expanded => [
    ...(index > 0 ? ([FIELD_BREAK] as const) : []),
    { text, quoted, splits: !quoted },
  ]);
}

async function expandParameter(
  { name, operator, word, quoted }: WordPart & { type: 'parameter' },
  scope: ExpansionScope,
): Promise<Expanded> {
  const value = parameter(name, scope);
  const result = (text: string): Expanded => [{ text, quoted, splits: !quoted }];
  if (operator === undefined) return result(value ?? '');
  if (operator === 'length') return result(String((value ?? '').length));
  if (operator.startsWith('#') || operator.startsWith('%')) {
    return result(await trim(value ?? '', operator, word!, scope));
  }
  const isSet = operator.startsWith(':') ? (value ?? '') !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '+':
      return isSet ? expandInner(word!, scope) : result('');
    case '-':
      return isSet ? result(value!) : expandInner(word!, scope);
    case '=': {
      if (isSet) return result(value!);
      const assigned = await expandToString(word!, scope);
      scope.set(name, assigned);
      return result(assigned);
    }
    default: {
      if (isSet) return result(value!);
      const text = await expandToString(word!, scope);
      throw new ExpansionError(`${name}: ${text || 'parameter is not set'}`);
    }
  }
}

/** The word inside `${…}`: its unquoted text is split, as any result of an expansion. */
async function expandInner(word: Word, scope: ExpansionScope): Promise<Expanded> {
  const segments = await expandParts(word, scope);
  return segments.map((part) => (part === FIELD_BREAK ? part : { ...part, splits: !part.quoted }));
}

async function trim(
  value: string,
  operator: string,
  word: Word,
  scope: ExpansionScope,
): Promise<string> {
  const segments = await expandParts(word, scope);
  const source = patternSource(
    segments
      .map((part) => {
        if (part === FIELD_BREAK) return ' ';
        return part.quoted ? escapePattern(part.text) : part.text;
      })
      .join(''),
  );
  const expression = new RegExp(`^(?:${source})$`, 'u');
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  // One `#` or `%` takes the shortest match away, two the longest.
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const cut = operator.startsWith('#') ? length : value.length - length;
    const [head, tail] = [value.slice(0, cut), value.slice(cut)];
    if (expression.test(operator.startsWith('#') ? head : tail)) {
      return operator.startsWith('#') ? tail : head;
    }
  }
  return value;
}

function parameter(name: string, scope: ExpansionScope): string | undefined {
  if (name === '#') return String(scope.positional.length);
  if (name === '@' || name === '*') {
    return scope.positional.length > 0 ? scope.positional.join(' ') : undefined;
  }
  if (/^[1-9]\d*$/.test(name)) return scope.positional[Number(name) - 1];
  return scope.get(name);
}

function homeOf(user: string, scope: ExpansionScope): string {
  const home = scope.get('HOME') ?? '/';
  if (user === '' || user === scope.get('USER')) return home;
  return `~${user}`;
}

function splitFields(segments: Expanded, separators: string): Segment[][] {
  const fields: Segment[][] = [];
  let field: Segment[] | undefined;
  const end = (): void => {
    if (field) fields.push(field);
    field = undefined;
  };
  for (const segment of segments) {
    if (segment === FIELD_BREAK) {
      end();
      continue;
    }
    if (!segment.splits) {
      // Quotes make a field even where nothing is between them.
      if (segment.text !== '' || segment.quoted) (field ??= []).push(segment);
      continue;
    }
    let rest = '';
    for (const character of segment.text) {
      if (!separators.includes(character)) {
        rest += character;
        continue;
      }
      if (rest !== '') (field ??= []).push({ ...segment, text: rest });
      rest = '';
      end();
    }
    if (rest !== '') (field ??= []).push({ ...segment, text: rest });
  }
  end();
  return fields;
}
