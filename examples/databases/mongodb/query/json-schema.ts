import { badValue, ServerError, failedToParse } from '../errors.ts';
import { compareNumbers, isNumeric, remainder, toNumber, isZero } from './numbers.ts';
import { toRegExp } from './regex.ts';
import {
  equal,
  isDocument,
  keyOf,
  typeName,
  typeNumbers,
  type Document,
  type Value,
} from './values.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/ */

interface Failure {
  operatorName: string;
  specifiedAs?: Document;
  reason?: string;
  [detail: string]: Value;
}

type Check = (value: Value) => Failure | undefined;

const jsonTypes: Record<string, string[]> = {
  object: ['object'],
  array: ['array'],
  number: ['int', 'long', 'double', 'decimal'],
  boolean: ['bool'],
  string: ['string'],
  null: ['null'],
};

function typeCheck(keyword: string, spec: Value): Check {
  const names: Value[] = Array.isArray(spec) ? spec : [spec];
  const allowed = names.flatMap((name) => {
    if (typeof name !== 'string')
      throw new ServerError(
        'TypeMismatch',
        `$jsonSchema keyword '${keyword}' must be a string or an array of strings`,
      );
    if (keyword === 'type') {
      if (name === 'integer')
        throw failedToParse("$jsonSchema type 'integer' is not currently supported.");
      const types = jsonTypes[name];
      if (!types) throw badValue(`Unknown type name alias: ${name}`);
      return types;
    }
    if (name === 'number') return jsonTypes.number!;
    if (!(name in typeNumbers)) throw badValue(`Unknown type name alias: ${name}`);
    return [name];
  });
  return (value) => {
    const type = typeName(value);
    return allowed.includes(type)
      ? undefined
      : {
          operatorName: keyword,
          specifiedAs: { [keyword]: spec },
          reason: 'type did not match',
          consideredValue: value,
          consideredType: type,
        };
  };
}

const length = (text: string): number => [...text].length;

/** One keyword: which types it concerns, and when a value of those passes. */
function keyword(
  name: string,
  operand: Value,
  applies: (value: Value) => boolean,
  passes: (value: Value) => boolean,
  reason: string,
): Check {
  return (value) =>
    !applies(value) || passes(value)
      ? undefined
      : { operatorName: name, specifiedAs: { [name]: operand }, reason, consideredValue: value };
}

const isString = (value: Value): boolean => typeof value === 'string';

function compile(schema: Value): Check {
  if (!isDocument(schema)) throw new ServerError('TypeMismatch', '$jsonSchema must be an object');
  const checks: Check[] = [];
  const properties: Document = schema.properties ?? {};
  for (const [name, operand] of Object.entries(schema)) {
    const number = isNumeric(operand) ? toNumber(operand) : NaN;
    const needNumber = (): number => {
      if (!isNumeric(operand))
        throw new ServerError('TypeMismatch', `$jsonSchema keyword '${name}' must be a number`);
      return number;
    };
    switch (name) {
      case 'bsonType':
      case 'type':
        checks.push(typeCheck(name, operand));
        break;
      case 'required': {
        if (!Array.isArray(operand))
          throw new ServerError('TypeMismatch', "$jsonSchema keyword 'required' must be an array");
        if (operand.length === 0)
          throw failedToParse("$jsonSchema keyword 'required' cannot be an empty array");
        checks.push((value) => {
          if (!isDocument(value)) return undefined;
          const missing = operand.filter((key) => !Object.hasOwn(value, key));
          return missing.length
            ? {
                operatorName: 'required',
                specifiedAs: { required: operand },
                missingProperties: missing,
              }
            : undefined;
        });
        break;
      }
      case 'properties': {
        if (!isDocument(operand))
          throw new ServerError(
            'TypeMismatch',
            "$jsonSchema keyword 'properties' must be an object",
          );
        const fields = Object.entries(operand).map(
          ([key, sub]) => [key, sub, compile(sub)] as const,
        );
        checks.push((value) => {
          if (!isDocument(value)) return undefined;
          const failed = fields.flatMap(([key, sub, check]) => {
            const failure = Object.hasOwn(value, key) ? check(value[key]) : undefined;
            if (!failure) return [];
            const detail: Document = { propertyName: key };
            if (sub.description !== undefined) detail.description = sub.description;
            return [{ ...detail, details: [failure] }];
          });
          return failed.length
            ? { operatorName: 'properties', propertiesNotSatisfied: failed }
            : undefined;
        });
        break;
      }
      case 'additionalProperties': {
        const patterns = Object.keys(schema.patternProperties ?? {}).map((pattern) =>
          toRegExp(pattern),
        );
        const sub = isDocument(operand) ? compile(operand) : undefined;
        if (operand === true) break;
        checks.push((value) => {
          if (!isDocument(value)) return undefined;
          const extra = Object.keys(value).filter(
            (key) =>
              !Object.hasOwn(properties, key) &&
              !patterns.some((pattern) => pattern.test(key)) &&
              (!sub || sub(value[key])),
          );
          return extra.length
            ? {
                operatorName: 'additionalProperties',
                specifiedAs: { additionalProperties: operand },
                additionalProperties: extra,
              }
            : undefined;
        });
        break;
      }
      case 'patternProperties': {
        const fields = Object.entries(operand as Document).map(
          ([pattern, sub]) => [toRegExp(pattern), compile(sub)] as const,
        );
        checks.push((value) => {
          if (!isDocument(value)) return undefined;
          for (const [pattern, check] of fields) {
            for (const key of Object.keys(value)) {
              if (pattern.test(key) && check(value[key]))
                return { operatorName: 'patternProperties', details: [{ propertyName: key }] };
            }
          }
          return undefined;
        });
        break;
      }
      case 'dependencies': {
        const fields = Object.entries(operand as Document).map(
          ([key, need]) =>
            [key, Array.isArray(need) ? compile({ required: need }) : compile(need)] as const,
        );
        checks.push((value) => {
          if (!isDocument(value)) return undefined;
          for (const [key, check] of fields)
            if (Object.hasOwn(value, key) && check(value))
              return { operatorName: 'dependencies', failingDependencies: [key] };
          return undefined;
        });
        break;
      }
      case 'enum':
        if (!Array.isArray(operand))
          throw new ServerError('TypeMismatch', "$jsonSchema keyword 'enum' must be an array");
        checks.push(
          keyword(
            name,
            operand,
            () => true,
            (value) => operand.some((item) => equal(item, value)),
            'value was not found in enum',
          ),
        );
        break;
      case 'minimum':
      case 'maximum': {
        needNumber();
        const exclusive =
          schema[name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'] === true;
        const sign = name === 'minimum' ? 1 : -1;
        checks.push(
          keyword(
            name,
            operand,
            isNumeric,
            (value) => {
              const result = compareNumbers(value, operand) * sign;
              return exclusive ? result > 0 : result >= 0;
            },
            'comparison failed',
          ),
        );
        break;
      }
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        if (typeof operand !== 'boolean')
          throw new ServerError('TypeMismatch', `$jsonSchema keyword '${name}' must be a boolean`);
        if (!(name === 'exclusiveMinimum' ? 'minimum' in schema : 'maximum' in schema)) {
          throw failedToParse(
            `$jsonSchema keyword '${name === 'exclusiveMinimum' ? 'minimum' : 'maximum'}' must be a present if ${name} is present`,
          );
        }
        break;
      case 'multipleOf':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            isNumeric,
            (value) => isZero(remainder(value, operand)),
            'considered value is not a multiple of the specified value',
          ),
        );
        break;
      case 'minLength':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            isString,
            (value) => length(value) >= number,
            'specified string length was not satisfied',
          ),
        );
        break;
      case 'maxLength':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            isString,
            (value) => length(value) <= number,
            'specified string length was not satisfied',
          ),
        );
        break;
      case 'pattern': {
        const regex = toRegExp(operand);
        checks.push(
          keyword(
            name,
            operand,
            isString,
            (value) => regex.test(value),
            'regular expression did not match',
          ),
        );
        break;
      }
      case 'minItems':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            Array.isArray,
            (value) => value.length >= number,
            'array did not match specified length',
          ),
        );
        break;
      case 'maxItems':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            Array.isArray,
            (value) => value.length <= number,
            'array did not match specified length',
          ),
        );
        break;
      case 'uniqueItems':
        if (operand === true) {
          checks.push(
            keyword(
              name,
              operand,
              Array.isArray,
              (value) => new Set(value.map((item: Value) => keyOf(item))).size === value.length,
              'found a duplicate item',
            ),
          );
        }
        break;
      case 'items':
      case 'additionalItems': {
        const list = Array.isArray(schema.items) ? schema.items.map(compile) : undefined;
        if (name === 'items') {
          const each = list ? undefined : compile(operand);
          checks.push((value) => {
            if (!Array.isArray(value)) return undefined;
            const index = value.findIndex((item, i) => (each ?? list?.[i])?.(item));
            if (index < 0) return undefined;
            return {
              operatorName: 'items',
              reason: 'At least one item did not match the sub-schema',
              itemIndex: index,
              details: [(each ?? list![index]!)(value[index])],
            };
          });
        } else if (list && operand !== true) {
          const each = isDocument(operand) ? compile(operand) : undefined;
          checks.push((value) =>
            Array.isArray(value) && value.slice(list.length).some((item) => !each || each(item))
              ? {
                  operatorName: 'additionalItems',
                  specifiedAs: { additionalItems: operand },
                  reason: 'found additional items',
                }
              : undefined,
          );
        }
        break;
      }
      case 'minProperties':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            isDocument,
            (value) => Object.keys(value).length >= number,
            'specified number of properties was not satisfied',
          ),
        );
        break;
      case 'maxProperties':
        needNumber();
        checks.push(
          keyword(
            name,
            operand,
            isDocument,
            (value) => Object.keys(value).length <= number,
            'specified number of properties was not satisfied',
          ),
        );
        break;
      case 'allOf':
      case 'anyOf':
      case 'oneOf': {
        if (!Array.isArray(operand) || operand.length === 0)
          throw badValue(`$jsonSchema keyword '${name}' must be a non-empty array`);
        const subs = operand.map(compile);
        checks.push((value) => {
          const passed = subs.filter((check) => !check(value)).length;
          const good =
            name === 'allOf'
              ? passed === subs.length
              : name === 'anyOf'
                ? passed > 0
                : passed === 1;
          return good
            ? undefined
            : {
                operatorName: name,
                schemasNotSatisfied: subs.flatMap((check, index) => {
                  const failure = check(value);
                  return failure ? [{ index, details: [failure] }] : [];
                }),
              };
        });
        break;
      }
      case 'not': {
        const sub = compile(operand);
        checks.push((value) =>
          sub(value) ? undefined : { operatorName: 'not', reason: 'child expression matched' },
        );
        break;
      }
      case 'title':
      case 'description':
        if (typeof operand !== 'string')
          throw new ServerError(
            'TypeMismatch',
            `$jsonSchema keyword '${name}' must be of type string, but found ${typeName(operand)}`,
          );
        break;
      case '$ref':
      case '$schema':
      case 'default':
      case 'definitions':
      case 'format':
      case 'id':
        throw failedToParse(`$jsonSchema keyword '${name}' is not currently supported`);
      default:
        throw failedToParse(`Unknown $jsonSchema keyword: ${name}`);
    }
  }
  return (value) => {
    for (const check of checks) {
      const failure = check(value);
      if (failure) return failure;
    }
    return undefined;
  };
}

export function compileSchema(schema: Document): (document: Value) => boolean {
  const check = compile(schema);
  return (document) => !check(document);
}

/** What a document fails by, as in the `details` of error 121. */
export function explainSchema(schema: Document): (document: Value) => Document | undefined {
  const { title, description, ...rest } = schema;
  // Each keyword by itself, so that all that fail are named.
  const groups = new Map<string, Document>();
  for (const [name, value] of Object.entries(rest)) {
    const main =
      name === 'exclusiveMinimum'
        ? 'minimum'
        : name === 'exclusiveMaximum'
          ? 'maximum'
          : name === 'additionalItems'
            ? 'items'
            : name;
    groups.set(main, { ...groups.get(main), [name]: value });
  }
  if (rest.additionalProperties !== undefined) {
    const context: Document = { additionalProperties: rest.additionalProperties };
    if (rest.patternProperties) context.patternProperties = rest.patternProperties;
    const allowed = compile({
      ...context,
      properties: Object.fromEntries(Object.keys(rest.properties ?? {}).map((key) => [key, {}])),
    });
    groups.delete('additionalProperties');
    const others = [...groups.values()].map(compile);
    return (document) => collect([...others, allowed], document, title, description);
  }
  const checks = [...groups.values()].map(compile);
  return (document) => collect(checks, document, title, description);
}

function collect(
  checks: Check[],
  document: Value,
  title: Value,
  description: Value,
): Document | undefined {
  const failures = checks.flatMap((check) => check(document) ?? []);
  if (failures.length === 0) return undefined;
  const result: Document = { operatorName: '$jsonSchema' };
  if (title !== undefined) result.title = title;
  if (description !== undefined) result.description = description;
  result.schemaRulesNotSatisfied = failures;
  return result;
}
