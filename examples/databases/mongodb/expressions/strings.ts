import { BSONRegExp } from 'bson';
import { ServerError } from '../errors.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { toRegExp } from '../query/regex.ts';
import { compareStrings, typeName, type Document, type Value } from '../query/values.ts';
import { named, nullish, of, unary, type Operator } from './arguments.ts';
import { stringify } from './text.ts';

const whitespace = '\\0 \\t\\n\\v\\f\\r\\u00a0\\u1680\\u2000-\\u200a';
const escaped = (chars: string): string => chars.replace(/[\]\\^-]/g, '\\$&');

const trim = (name: string, left: boolean, right: boolean): Operator =>
  named(name, ['input'], ['chars'], (values) => {
    const { input, chars } = values;
    if (nullish(input) || ('chars' in values && nullish(chars))) return null;
    if (typeof input !== 'string')
      throw new ServerError(
        50699,
        `${name} requires its input to be a string, got ${typeName(input)}`,
      );
    const set =
      chars === undefined ? `[${whitespace}]` : chars === '' ? '(?!)' : `[${escaped(chars)}]`;
    let result = input;
    if (left) result = result.replace(new RegExp(`^${set}+`, 'u'), '');
    if (right) result = result.replace(new RegExp(`${set}+$`, 'u'), '');
    return result;
  });

const needString = (name: string, code: number, value: Value): string => {
  if (typeof value !== 'string')
    throw new ServerError(code, `${name} requires a string argument, found: ${typeName(value)}`);
  return value;
};

/** In bytes of UTF-8: where a cut would split a character, the server refuses. */
function substringBytes(text: string, start: number, length: number): string {
  const bytes = Buffer.from(text);
  if (start < 0) throw new ServerError(50752, '$substrBytes: starting index must be non-negative');
  const end = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
  const inside = (at: number): boolean => at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
  if (inside(start))
    throw new ServerError(
      28656,
      '$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.',
    );
  if (inside(end))
    throw new ServerError(
      28657,
      '$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.',
    );
  return bytes.toString('utf8', start, Math.max(start, end));
}

const substrBytes = of('$substrBytes', 3, 3, ([value, start, length]) => {
  if (!isNumeric(start) || !isNumeric(length))
    throw new ServerError(16034, '$substrBytes:  starting index must be a numeric type');
  return substringBytes(
    stringify(value),
    Math.trunc(toNumber(start)),
    Math.trunc(toNumber(length)),
  );
});

const indexOf = (name: string, measure: (text: string) => number): Operator =>
  of(name, 2, 4, ([text, token, from = 0, to]) => {
    if (nullish(text)) return null;
    needString(name, 40091, text);
    needString(name, 40092, token);
    const units: string[] =
      measure('é') === 2 ? Array.from(Buffer.from(text).toString('latin1')) : [...text];
    const wanted: string[] =
      measure('é') === 2 ? Array.from(Buffer.from(token).toString('latin1')) : [...token];
    const end = to === undefined ? units.length : Math.min(units.length, toNumber(to));
    for (let i = toNumber(from); i + wanted.length <= end; i++) {
      if (wanted.every((unit, k) => units[i + k] === unit)) return i;
    }
    return -1;
  });

const replace = (name: string, all: boolean): Operator =>
  named(name, ['input', 'find', 'replacement'], [], ({ input, find, replacement }) => {
    if (nullish(input) || nullish(find) || nullish(replacement)) return null;
    needString(name, 51746, input);
    needString(name, 51745, find);
    needString(name, 51744, replacement);
    return all ? input.replaceAll(find, () => replacement) : input.replace(find, () => replacement);
  });

function regexMatches(name: string, values: Document, all: boolean): Document[] | undefined {
  const { input, regex, options } = values;
  if (nullish(input) || nullish(regex)) return undefined;
  needString(name, 51104, input);
  const pattern = regex instanceof BSONRegExp ? regex.pattern : needString(name, 51105, regex);
  const flags = regex instanceof BSONRegExp && regex.options ? regex.options : (options ?? '');
  const compiled = toRegExp(pattern, flags, 'g');
  const found: Document[] = [];
  for (const match of (input as string).matchAll(compiled)) {
    found.push({
      match: match[0],
      idx: [...(input as string).slice(0, match.index)].length,
      captures: match.slice(1).map((text) => text ?? null),
    });
    if (!all) break;
  }
  return found;
}

const regexOperator = (name: string, compute: (found: Document[] | undefined) => Value): Operator =>
  named(name, ['input', 'regex'], ['options'], (values) =>
    compute(regexMatches(name, values, name === '$regexFindAll')),
  );

/** ASCII only, as the server does it. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

export const strings: Record<string, Operator> = {
  $concat: of('$concat', 0, Infinity, (values) => {
    let result = '';
    for (const value of values) {
      if (nullish(value)) return null;
      if (typeof value !== 'string')
        throw new ServerError(16702, `$concat only supports strings, not ${typeName(value)}`);
      result += value;
    }
    return result;
  }),
  $toLower: unary('$toLower', (value) => lower(stringify(value))),
  $toUpper: unary('$toUpper', (value) => upper(stringify(value))),
  $trim: trim('$trim', true, true),
  $ltrim: trim('$ltrim', true, false),
  $rtrim: trim('$rtrim', false, true),
  $split: of('$split', 2, 2, ([text, separator]) => {
    if (nullish(text) || nullish(separator)) return null;
    if (typeof text !== 'string')
      throw new ServerError(
        40085,
        `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(text)}`,
      );
    if (separator === '') throw new ServerError(40087, '$split requires a non-empty separator');
    return text.split(needString('$split', 40086, separator));
  }),
  $strLenBytes: unary('$strLenBytes', (value) =>
    Buffer.byteLength(needString('$strLenBytes', 34473, value)),
  ),
  $strLenCP: unary('$strLenCP', (value) => [...needString('$strLenCP', 34471, value)].length),
  $strcasecmp: of('$strcasecmp', 2, 2, ([a, b]) =>
    compareStrings(upper(stringify(a)), upper(stringify(b))),
  ),
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: of('$substrCP', 3, 3, ([value, start, length]) => {
    const text = nullish(value) ? '' : stringify(value);
    if (!isNumeric(start))
      throw new ServerError(
        34450,
        `$substrCP: starting index must be a numeric type (is BSON type ${typeName(start)})`,
      );
    if (!isNumeric(length))
      throw new ServerError(
        34452,
        `$substrCP: length must be a numeric type (is BSON type ${typeName(length)})`,
      );
    if (toNumber(start) < 0)
      throw new ServerError(34455, '$substrCP: the starting index must be nonnegative integer.');
    if (toNumber(length) < 0)
      throw new ServerError(34454, '$substrCP: length must be a nonnegative integer.');
    return [...text].slice(toNumber(start), toNumber(start) + toNumber(length)).join('');
  }),
  $indexOfBytes: indexOf('$indexOfBytes', (text) => Buffer.byteLength(text)),
  $indexOfCP: indexOf('$indexOfCP', (text) => text.length),
  $replaceOne: replace('$replaceOne', false),
  $replaceAll: replace('$replaceAll', true),
  $regexMatch: regexOperator('$regexMatch', (found) => !!found?.length),
  $regexFind: regexOperator('$regexFind', (found) => found?.[0] ?? null),
  $regexFindAll: regexOperator('$regexFindAll', (found) => found ?? []),
};
