import { badValue, ServerError } from '../errors.ts';
import { compileExpression, type Scope } from '../expressions/index.ts';
import { type Collation } from './collation.ts';
import { compileGeo } from './geo.ts';
import { compileSchema } from './json-schema.ts';
import { isNumeric, toInteger, toNumber } from './numbers.ts';
import { walk, walkElements } from './paths.ts';
import { isRegex, toRegExp } from './regex.ts';
import {
  bits,
  equals,
  inequality,
  isOperators,
  matchesRegex,
  member,
  modulo,
  parseTypes,
  type Test,
} from './value-tests.ts';
import { equal, isDocument, truthy, type Document, type Value } from './values.ts';

/** What the `$` of an update needs to know: the index of the array element that matched. */
export interface MatchDetails {
  index?: number | undefined;
}

export interface MatchOptions {
  collation?: Collation | undefined;
  /** Variables of `let`, for `$expr`. */
  scope?: Scope | undefined;
  /** False where `$near` cannot stand: it sorts, so it is for the whole query. */
  near?: boolean;
  /** Tests the filter's `$text`, which needs the collection's text index. */
  text?: ((spec: Document) => (document: Document) => boolean) | undefined;
}

export type Matcher = (document: Value, details?: MatchDetails) => boolean;

const all: Matcher = () => true;

/** Compiles a filter. https://www.mongodb.com/docs/manual/reference/operator/query/ */
export function compileFilter(filter: Document, options: MatchOptions = {}): Matcher {
  return conjunction(
    Object.entries(filter).map(([key, value]) =>
      key.startsWith('$') ? topLevel(key, value, options) : field(key, value, options),
    ),
  );
}

function conjunction(matchers: Matcher[]): Matcher {
  if (matchers.length === 0) return all;
  if (matchers.length === 1) return matchers[0]!;
  return (document, details) => matchers.every((matcher) => matcher(document, details));
}

function clauses(name: string, value: Value, options: MatchOptions): Matcher[] {
  if (!Array.isArray(value)) throw badValue(`${name} argument must be an array`);
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return value.map((clause) => {
    if (!isDocument(clause)) throw badValue('$or/$and/$nor entries need to be full objects');
    return compileFilter(clause, name === '$and' ? options : { ...options, near: false });
  });
}

function topLevel(name: string, value: Value, options: MatchOptions): Matcher {
  switch (name) {
    case '$and':
      return conjunction(clauses(name, value, options));
    case '$or': {
      const matchers = clauses(name, value, options);
      return (document, details) => matchers.some((matcher) => matcher(document, details));
    }
    case '$nor': {
      const matchers = clauses(name, value, options);
      return (document) => !matchers.some((matcher) => matcher(document));
    }
    case '$expr': {
      const expression = compileExpression(value, options.collation);
      return (document) => truthy(expression({ ...options.scope, root: document }));
    }
    case '$jsonSchema':
      if (!isDocument(value))
        throw new ServerError('TypeMismatch', '$jsonSchema must be an object');
      return compileSchema(value);
    case '$comment':
      return all;
    case '$alwaysTrue':
      return all;
    case '$alwaysFalse':
      return () => false;
    case '$sampleRate': {
      const rate = toNumber(value);
      return () => Math.random() < rate;
    }
    case '$text':
      if (!options.text) {
        throw new ServerError(
          17313,
          '$match with $text is only allowed as the first pipeline stage',
        );
      }
      return options.text(value);
    case '$where':
      throw new ServerError(
        'NotImplemented',
        '$where is not supported: this server runs no JavaScript',
      );
    default:
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function field(path: string, value: Value, options: MatchOptions): Matcher {
  const parts = path.split('.');
  if (isRegex(value)) return elements(parts, matchesRegex(value));
  if (isOperators(value)) return operators(parts, value, options);
  return elements(parts, equals(value, options.collation));
}

/** A test of each value on the path, with arrays opened. */
const elements =
  (parts: string[], test: Test): Matcher =>
  (document, details) =>
    walkElements(document, parts, (value, index) => {
      if (!test(value)) return false;
      if (details && index !== undefined) details.index = index;
      return true;
    });

/** A test of the values on the path as they are. */
const whole =
  (parts: string[], test: Test): Matcher =>
  (document, details) =>
    walk(document, parts, (value, index) => {
      if (!test(value)) return false;
      if (details && index !== undefined) details.index = index;
      return true;
    });

function operators(parts: string[], spec: Document, options: MatchOptions): Matcher {
  const { collation } = options;
  const matchers: Matcher[] = [];
  for (const [name, operand] of Object.entries(spec)) {
    switch (name) {
      case '$eq':
        matchers.push(
          elements(
            parts,
            isRegex(operand)
              ? (value) => isRegex(value) && equal(value, operand)
              : equals(operand, collation),
          ),
        );
        break;
      case '$ne': {
        if (isRegex(operand)) throw badValue("Can't have regex as arg to $ne.");
        const matcher = elements(parts, equals(operand, collation));
        matchers.push((document) => !matcher(document));
        break;
      }
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        matchers.push(elements(parts, inequality(name, operand, collation)));
        break;
      case '$in':
      case '$nin': {
        const matcher = elements(parts, member(name, operand, collation));
        matchers.push(name === '$in' ? matcher : (document) => !matcher(document));
        break;
      }
      case '$not': {
        let matcher: Matcher;
        if (isRegex(operand)) matcher = elements(parts, matchesRegex(operand));
        else if (isDocument(operand)) {
          if (Object.keys(operand).length === 0) throw badValue('$not cannot be empty');
          if (!isOperators(operand)) throw badValue(`unknown operator: ${Object.keys(operand)[0]}`);
          matcher = operators(parts, operand, { ...options, near: false });
        } else throw badValue('$not needs a regex or a document');
        matchers.push((document) => !matcher(document));
        break;
      }
      case '$exists': {
        const exists = whole(parts, (value) => value !== undefined);
        matchers.push(truthy(operand) ? exists : (document) => !exists(document));
        break;
      }
      case '$type': {
        const test = parseTypes(operand) as (value: Value) => boolean;
        matchers.push(elements(parts, (value) => value !== undefined && test(value)));
        break;
      }
      case '$size': {
        const size = isNumeric(operand) ? toInteger(operand) : undefined;
        if (!isNumeric(operand))
          throw badValue(
            `Failed to parse $size. Expected a number in: $size: ${JSON.stringify(operand)}`,
          );
        if (size === undefined) throw badValue('Failed to parse $size. Expected an integer');
        if (size < 0)
          throw badValue(
            `Failed to parse $size. Expected a non-negative number in: $size: ${size}`,
          );
        matchers.push(whole(parts, (value) => Array.isArray(value) && value.length === size));
        break;
      }
      case '$all':
        matchers.push(allOf(parts, operand, options));
        break;
      case '$elemMatch':
        matchers.push(elemMatch(parts, operand, options));
        break;
      case '$regex': {
        const flags = spec.$options;
        if (flags !== undefined && typeof flags !== 'string')
          throw badValue('$options has to be a string');
        if (typeof operand !== 'string' && !isRegex(operand))
          throw badValue('$regex has to be a string');
        if (isRegex(operand) && operand.options && flags) {
          throw new ServerError(51074, 'options set in both $regex and $options');
        }
        const regex = isRegex(operand)
          ? toRegExp(operand.pattern, flags ?? operand.options)
          : toRegExp(operand, flags);
        matchers.push(
          elements(parts, (value) =>
            typeof value === 'string'
              ? regex.test(value)
              : isRegex(value) && value.pattern === (isRegex(operand) ? operand.pattern : operand),
          ),
        );
        break;
      }
      case '$options':
        if (!('$regex' in spec)) throw badValue('$options needs a $regex');
        break;
      case '$mod':
        matchers.push(elements(parts, modulo(operand)));
        break;
      case '$bitsAllSet':
      case '$bitsAnySet':
      case '$bitsAllClear':
      case '$bitsAnyClear':
        matchers.push(elements(parts, bits(name, operand)));
        break;
      case '$geoWithin':
      case '$geoIntersects':
      case '$within':
        matchers.push(elements(parts, compileGeo(name, operand)));
        break;
      case '$near':
      case '$nearSphere':
      case '$maxDistance':
      case '$minDistance':
        if (options.near === false) throw badValue('geo $near must be top-level expr');
        // The distance is tested and sorted by where the collection is read: see geo.ts.
        break;
      case '$comment':
        break;
      default:
        throw badValue(`unknown operator: ${name}`);
    }
  }
  return conjunction(matchers);
}

function allOf(parts: string[], operand: Value, options: MatchOptions): Matcher {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return () => false;
  return conjunction(
    operand.map((item) => {
      if (isDocument(item) && '$elemMatch' in item)
        return elemMatch(parts, item.$elemMatch, options);
      if (isOperators(item)) throw badValue('no $ expressions in $all');
      return elements(parts, isRegex(item) ? matchesRegex(item) : equals(item, options.collation));
    }),
  );
}

function elemMatch(parts: string[], operand: Value, options: MatchOptions): Matcher {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object');
  const logical = ['$and', '$or', '$nor', '$where', '$expr', '$jsonSchema'];
  const first = Object.keys(operand)[0];
  const byValue = isOperators(operand) && !logical.includes(first!);
  const matcher = byValue
    ? operators([], operand, { ...options, near: false })
    : compileFilter(operand, { ...options, near: false });
  return (document, details) =>
    walk(document, parts, (value, index) => {
      if (!Array.isArray(value)) return false;
      const found = value.findIndex(
        (item) => (byValue || isDocument(item) || Array.isArray(item)) && matcher(item),
      );
      if (found < 0) return false;
      if (details) details.index = index ?? found;
      return true;
    });
}
