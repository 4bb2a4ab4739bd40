import { badValue, ServerError } from '../errors.ts';
import { isNumeric, toNumber } from './numbers.ts';
import { walk } from './paths.ts';
import { isDocument, type Document, type Value } from './values.ts';

/**
 * `$text` with the server's formula for scores. Words are brought to their stem for English only; other
 * languages are refused, `none` is not stemmed.
 * https://www.mongodb.com/docs/manual/reference/operator/query/text/
 */

const stopWords = new Set(
  `a about above after again against all am an and any are aren't as at be because been before being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few
for from further had hadn't has hasn't have haven't having he her here hers herself him himself his how i if in
into is isn't it it's its itself just let's me more most mustn't my myself no nor not now of off on once only or
other ought our ours ourselves out over own same shan't she should shouldn't so some such t than that the their
theirs them themselves then there these they this those through to too under until up very was wasn't we were
weren't what when where which while who whom why will with won't would wouldn't you your yours yourself
yourselves`.split(/\s+/),
);

const vowel = '[aeiouy]';
const measure = (word: string): number =>
  (word.replace(/^[^aeiouy]+/, '').match(/[aeiouy]+[^aeiouy]+/g) ?? []).length;
const hasVowel = (word: string): boolean => new RegExp(vowel).test(word);

const endings: readonly (readonly [RegExp, string])[] = [
  [/ational$/, 'ate'],
  [/tional$/, 'tion'],
  [/(?:ization|izer)$/, 'ize'],
  [/(?:ation|ator)$/, 'ate'],
  [/(?:iveness|iviti)$/, 'ive'],
  [/fulness$/, 'ful'],
  [/ousness$/, 'ous'],
  [/aliti$/, 'al'],
  [/biliti$/, 'ble'],
];

/** Porter's algorithm, in the short form that a search of posts needs. https://snowballstem.org/ */
export function stem(word: string): string {
  if (word.length <= 2) return word;
  let w = word.replace(/'s?$/, '');
  if (w.endsWith('sses')) w = w.slice(0, -2);
  else if (/(?:ied|ies)$/.test(w)) w = w.slice(0, w.length > 4 ? -2 : -1);
  else if (/[^su]s$/.test(w) && hasVowel(w.slice(0, -2))) w = w.slice(0, -1);
  const suffix = /(?:eed|eedly)$/.exec(w);
  if (suffix) {
    if (measure(w.slice(0, suffix.index)) > 0) w = w.slice(0, suffix.index) + 'ee';
  } else {
    const past = /(?:ed|edly|ing|ingly)$/.exec(w);
    if (past && hasVowel(w.slice(0, past.index))) {
      w = w.slice(0, past.index);
      if (/(?:at|bl|iz)$/.test(w)) w += 'e';
      else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) w = w.slice(0, -1);
      else if (measure(w) === 1 && /[^aeiouy][aeiouy][^aeiouwxy]$/.test(w)) w += 'e';
    }
  }
  if (/[^aeiou]y$/.test(w) && w.length > 2) w = w.slice(0, -1) + 'i';
  for (const [ending, replacement] of endings) {
    const match = ending.exec(w);
    if (match && measure(w.slice(0, match.index)) > 0) {
      w = w.slice(0, match.index) + replacement;
      break;
    }
  }
  const last =
    /(?:ement|ment|ance|ence|able|ible|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|ion)$/.exec(w);
  if (last && measure(w.slice(0, last.index)) > 1) {
    if (last[0] !== 'ion' || /[st]$/.test(w.slice(0, last.index))) w = w.slice(0, last.index);
  }
  if (w.endsWith('e') && measure(w.slice(0, -1)) > 1) w = w.slice(0, -1);
  else if (
    w.endsWith('e') &&
    measure(w.slice(0, -1)) === 1 &&
    !/[^aeiouy][aeiouy][^aeiouwxy]e$/.test(w)
  )
    w = w.slice(0, -1);
  if (w.endsWith('ll') && measure(w) > 1) w = w.slice(0, -1);
  return w;
}

interface TextOptions {
  language: string;
  caseSensitive: boolean;
  diacriticSensitive: boolean;
}

function fold(text: string, options: TextOptions): string {
  let folded = text;
  if (!options.diacriticSensitive) folded = folded.normalize('NFD').replace(/\p{M}/gu, '');
  return options.caseSensitive ? folded : folded.toLowerCase();
}

function terms(text: string, options: TextOptions): string[] {
  const words = fold(text, options).match(/[\p{L}\p{N}_']+/gu) ?? [];
  if (options.language === 'none') return words;
  return words.filter((word) => !stopWords.has(word.toLowerCase())).map(stem);
}

export interface TextIndex {
  /** Fields and their weights; `$**` is every string of the document. */
  weights: Record<string, number>;
  language: string;
}

export function checkLanguage(language: Value): string {
  if (['english', 'en', 'none'].includes(language)) return language === 'en' ? 'english' : language;
  throw new ServerError(
    'NotImplemented',
    `text search here knows the languages english and none, not ${String(language)}`,
  );
}

function* strings(document: Document, index: TextIndex): Generator<[string, number]> {
  for (const [path, weight] of Object.entries(index.weights)) {
    if (path === '$**') {
      const found: [string, number][] = [];
      const collect = (value: Value): void => {
        if (typeof value === 'string') found.push([value, weight]);
        else if (Array.isArray(value)) value.forEach(collect);
        else if (isDocument(value)) Object.values(value).forEach(collect);
      };
      collect(document);
      yield* found;
      continue;
    }
    const found: [string, number][] = [];
    walk(document, path.split('.'), (value) => {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (typeof item === 'string') found.push([item, weight]);
      }
      return false;
    });
    yield* found;
  }
}

/** The score of a document, or `undefined` where it does not match. */
export function compileText(
  spec: Value,
  index: TextIndex,
): (document: Document) => number | undefined {
  if (!isDocument(spec) || typeof spec.$search !== 'string')
    throw badValue('$search needs a String');
  for (const name of Object.keys(spec)) {
    if (!['$search', '$language', '$caseSensitive', '$diacriticSensitive'].includes(name)) {
      throw badValue(`extra fields in $text`);
    }
  }
  const options: TextOptions = {
    language: spec.$language === undefined ? index.language : checkLanguage(spec.$language),
    caseSensitive: spec.$caseSensitive === true,
    diacriticSensitive: spec.$diacriticSensitive === true,
  };
  const phrases: string[] = [];
  const notPhrases: string[] = [];
  const rest = spec.$search.replace(
    /(^|\s)(-?)"([^"]*)"?/g,
    (_, space: string, minus: string, phrase: string) => {
      (minus ? notPhrases : phrases).push(fold(phrase, options));
      return minus ? space : `${space}${phrase} `;
    },
  );
  const wanted = new Set<string>();
  const unwanted = new Set<string>();
  for (const word of rest.split(/\s+/)) {
    const target = word.startsWith('-') && word.length > 1 ? unwanted : wanted;
    for (const term of terms(word.replace(/^-/, ''), options)) target.add(term);
  }
  return (document) => {
    let score = 0;
    const texts: string[] = [];
    for (const [text, weight] of strings(document, index)) {
      if (phrases.length || notPhrases.length) texts.push(fold(text, options));
      const words = terms(text, options);
      const counts = new Map<string, { count: number; frequency: number }>();
      for (const word of words) {
        if (unwanted.has(word)) return undefined;
        const entry = counts.get(word) ?? { count: 0, frequency: 0 };
        // Each further occurrence counts half of the one before.
        entry.frequency += 1 / 2 ** entry.count;
        entry.count++;
        counts.set(word, entry);
      }
      for (const [word, { count, frequency }] of counts) {
        if (!wanted.has(word)) continue;
        const coefficient = 0.5 * (count / words.length) + 0.5;
        const exact = words.length === 1 && fold(text, options) === word ? 1.1 : 1;
        score += weight * frequency * coefficient * exact;
      }
    }
    if (score === 0) return undefined;
    if (!phrases.every((phrase) => texts.some((text) => text.includes(phrase)))) return undefined;
    if (notPhrases.some((phrase) => texts.some((text) => text.includes(phrase)))) return undefined;
    return score;
  };
}

export function textIndexOf(spec: Document): TextIndex | undefined {
  const fields = Object.keys(spec.key).filter((name) => spec.key[name] === 'text');
  if (fields.length === 0) return undefined;
  const weights: Record<string, number> = {};
  for (const name of fields) weights[name] = 1;
  for (const [name, weight] of Object.entries((spec.weights ?? {}) as Document)) {
    if (!isNumeric(weight))
      throw new ServerError('CannotCreateIndex', 'weight for text index needs numeric type');
    weights[name] = toNumber(weight);
  }
  return { weights, language: checkLanguage(spec.default_language ?? 'english') };
}
