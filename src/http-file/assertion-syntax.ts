import { HttpFileError, messageOf } from './errors.ts';
import { compileExpression } from './expression.ts';
import { ASSERTION_TYPES, type AssertionType, type HttpFileAssertion } from './file.ts';

/** Predicates by all their names, in httpYac's order: its pattern takes the first that fits. */
export const PREDICATE_NAMES = {
  endsWith: ['endsWith'],
  '==': ['==', '===', 'equals'],
  exists: ['exists', 'isTrue'],
  '>=': ['>='],
  '>': ['>'],
  contains: ['contains', 'includes'],
  isArray: ['isArray'],
  isBoolean: ['isBoolean'],
  isNumber: ['isNumber'],
  isString: ['isString'],
  '<=': ['<='],
  '<': ['<'],
  matches: ['matches'],
  '!=': ['!=', '!=='],
  startsWith: ['startsWith'],
  isFalse: ['isFalse'],
} as const;

const HASHES = ['sha256', 'md5', 'sha512'];
const TAKES_NOTHING = new Set([
  'exists',
  'isArray',
  'isBoolean',
  'isNumber',
  'isString',
  'isFalse',
]);
const DURATIONS = [undefined, 'firstByte', 'download'];

const byName = new Map(
  Object.entries(PREDICATE_NAMES).flatMap(([id, names]) =>
    names.map((name) => [name as string, id]),
  ),
);

// The same greedy match as httpYac's: of several predicates in a line, the last one counts.
const ASSERTION = new RegExp(
  `^\\s*\\?\\?\\s*(?<type>\\S*)(?:\\s+(?<subject>.*))?\\s+(?<predicate>${[...byName.keys(), ...HASHES].join('|')})\\s*(?<expected>.*)\\s*$`,
  'u',
);

const FORM =
  'write "?? status == 200", "?? header NAME exists", "?? body contains TEXT" or "?? js EXPRESSION == VALUE"';

/** Reads one `??` line. @throws HttpFileError when httpYac would not take it, or take it otherwise. */
export function parseAssertion(text: string, line: number): HttpFileAssertion {
  const source = text.trim().slice(2).trim();
  const match = ASSERTION.exec(text)?.groups;
  if (!match) {
    throw new HttpFileError(line, `"${source}" has no predicate; ${FORM}`);
  }
  const { type = '', predicate = '', expected = '' } = match;
  const subject = match.subject?.trim() || undefined;
  if (!ASSERTION_TYPES.includes(type as AssertionType)) {
    throw new HttpFileError(line, `"${type}" cannot be asserted; ${FORM}`);
  }
  const id = byName.get(predicate);
  if (!id) {
    throw new HttpFileError(line, `${predicate} is not supported; compare the text or the length`);
  }
  if ((id === '==' || id === '!=') && expected.startsWith('=')) {
    throw new HttpFileError(line, `write ${id}: httpYac reads ${id}= as ${id} followed by "="`);
  }
  if (predicate === 'equals' && /(?:^|\s)not$/u.test(subject ?? '')) {
    throw new HttpFileError(line, 'write !=: httpYac reads "not equals" as "equals"');
  }
  if (TAKES_NOTHING.has(id) && expected) {
    throw new HttpFileError(line, `${predicate} compares with nothing; remove "${expected}"`);
  }
  if ((type === 'header' || type === 'js') && !subject) {
    throw new HttpFileError(
      line,
      `${type} needs ${type === 'js' ? 'an expression' : 'a name'}; ${FORM}`,
    );
  }
  if (type === 'status' && subject) {
    throw new HttpFileError(line, `"${subject}" after status means nothing; ${FORM}`);
  }
  if (type === 'duration' && !DURATIONS.includes(subject)) {
    throw new HttpFileError(line, `duration knows firstByte and download, not "${subject}"`);
  }
  if (subject && (type === 'js' || type === 'body')) {
    try {
      compileExpression(type === 'js' ? subject : `body.${subject}`);
    } catch (error) {
      throw new HttpFileError(line, `"${subject}" is not an expression: ${messageOf(error)}`);
    }
  }
  return { source, line, type: type as AssertionType, subject, predicate: id, expected };
}
