import { badValue, ServerError } from '../errors.ts';
import { toNumber } from './numbers.ts';
import { type Document } from './values.ts';

/** How strings are compared. https://www.mongodb.com/docs/manual/reference/collation/ */
export interface Collation {
  spec: Document;
  compare: (a: string, b: string) => number;
  /** The same string for strings that are equal in this collation. */
  key: (text: string) => string;
}

const fields = new Set([
  'locale',
  'strength',
  'caseLevel',
  'caseFirst',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'backwards',
  'normalization',
  'version',
]);

const cache = new Map<string, Collation | undefined>();

/** `undefined` for the simple, binary comparison. */
export function parseCollation(spec: Document | undefined): Collation | undefined {
  if (!spec || Object.keys(spec).length === 0) return undefined;
  const key = JSON.stringify(spec, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  if (!cache.has(key)) cache.set(key, create(spec));
  return cache.get(key);
}

function create(spec: Document): Collation | undefined {
  for (const name of Object.keys(spec)) {
    if (!fields.has(name)) {
      throw new ServerError(40415, `BSON field 'collation.${name}' is an unknown field.`);
    }
  }
  const { locale } = spec;
  if (typeof locale !== 'string') {
    throw new ServerError(40414, "BSON field 'collation.locale' is missing but a required field");
  }
  if (locale === 'simple') return undefined;
  const strength = spec.strength === undefined ? 3 : toNumber(spec.strength);
  if (!(strength >= 1 && strength <= 5)) {
    throw badValue(
      `Enumeration value '${strength}' for field 'collation.strength' is not a valid value.`,
    );
  }
  if (spec.backwards === true)
    // Intl cannot.
    throw badValue('backwards collation is not supported here');
  const caseLevel = spec.caseLevel === true;
  let names: string[];
  try {
    names = Intl.Collator.supportedLocalesOf([locale.replaceAll('_', '-')]);
  } catch {
    names = [];
  }
  if (names.length === 0) {
    throw badValue(`Field 'locale' is invalid in: ${JSON.stringify(spec)}`);
  }
  const collator = new Intl.Collator(names, {
    sensitivity:
      strength === 1
        ? caseLevel
          ? 'case'
          : 'base'
        : strength === 2 && !caseLevel
          ? 'accent'
          : 'variant',
    numeric: spec.numericOrdering === true,
    ignorePunctuation: spec.alternate === 'shifted',
    ...(spec.caseFirst === 'upper' || spec.caseFirst === 'lower'
      ? { caseFirst: spec.caseFirst }
      : {}),
  });
  return {
    spec: {
      locale,
      caseLevel,
      caseFirst: spec.caseFirst ?? 'off',
      strength,
      numericOrdering: spec.numericOrdering === true,
      alternate: spec.alternate ?? 'non-ignorable',
      maxVariable: spec.maxVariable ?? 'punct',
      normalization: spec.normalization === true,
      backwards: false,
      version: '57.1',
    },
    compare: (a, b) => Math.sign(collator.compare(a, b)),
    key: sortKey(spec, strength, caseLevel),
  };
}

/**
 * Intl compares but gives no sort keys. This one makes the distinctions of the strength: base letters,
 * then accents, then case.
 */
function sortKey(spec: Document, strength: number, caseLevel: boolean): (text: string) => string {
  return (text) => {
    let key = text.normalize('NFKD');
    if (strength === 1) key = key.replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
    if (strength <= 2 && !caseLevel) key = key.toLowerCase();
    if (spec.numericOrdering === true) key = key.replace(/0+(?=\d)/g, '');
    if (spec.alternate === 'shifted') key = key.replace(/[\p{P}\p{Z}]/gu, '');
    return key;
  };
}
