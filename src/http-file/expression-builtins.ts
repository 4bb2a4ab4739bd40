/** The functions and methods that an expression may call: all pure, none whose cost can explode. */

type AnyFunction = (...args: never[]) => unknown;

const STRING_METHODS = new Set(
  'at,charAt,endsWith,includes,indexOf,lastIndexOf,replace,replaceAll,slice,split,startsWith,substring,toLowerCase,toString,toUpperCase,trim,trimEnd,trimStart'.split(
    ',',
  ),
);
const ARRAY_METHODS = new Set(
  'at,concat,every,filter,find,findIndex,flat,includes,indexOf,join,lastIndexOf,map,reduce,slice,some,toReversed,toSorted'.split(
    ',',
  ),
);
const NUMBER_METHODS = new Set(['toFixed', 'toString']);

const NAMESPACES = new Map<unknown, Record<string, AnyFunction>>(
  (
    [
      { entries: Object.entries, hasOwn: Object.hasOwn, keys: Object.keys, values: Object.values },
      { isArray: Array.isArray },
      { parse: JSON.parse, stringify: JSON.stringify },
      {
        abs: Math.abs,
        ceil: Math.ceil,
        floor: Math.floor,
        max: Math.max,
        min: Math.min,
        round: Math.round,
      },
      { isFinite: Number.isFinite, isInteger: Number.isInteger, isNaN: Number.isNaN },
      { now: Date.now, parse: Date.parse },
    ] as Record<string, AnyFunction>[]
  ).map((functions) => [Object.freeze(Object.create(null)), functions]),
);

const GLOBALS = new Map<string, { value: unknown }>(
  ['Object', 'Array', 'JSON', 'Math', 'Number', 'Date'].map((name, index) => [
    name,
    { value: [...NAMESPACES.keys()][index] },
  ]),
);

const FUNCTIONS = new Map<string, AnyFunction>(
  Object.entries({
    Boolean,
    Number,
    String,
    decodeURIComponent,
    encodeURIComponent,
    parseFloat,
    parseInt,
  }),
);

/** The value of a global name such as `Math`, which is an empty object that only stands for it. */
export const readGlobal = (name: string): { value: unknown } | undefined => GLOBALS.get(name);

/** Calls a global function such as `parseInt`. */
export function callFunction(name: string, args: unknown[]): unknown {
  const target = FUNCTIONS.get(name);
  if (!target) throw new TypeError(`${name}() cannot be called here`);
  return target(...(args as never[]));
}

/** Calls a listed method of a string, an array, a number or a global object. */
export function callMethod(object: unknown, name: string, args: unknown[]): unknown {
  if (object === null || object === undefined) {
    throw new TypeError(`Cannot read properties of ${object} (reading '${name}')`);
  }
  const functions = NAMESPACES.get(object);
  const [allowed, prototype]: [boolean, object] =
    typeof object === 'string'
      ? [STRING_METHODS.has(name), String.prototype]
      : Array.isArray(object)
        ? [ARRAY_METHODS.has(name), Array.prototype]
        : typeof object === 'number'
          ? [NUMBER_METHODS.has(name), Number.prototype]
          : [functions !== undefined && Object.hasOwn(functions, name), functions ?? {}];
  if (!allowed) throw new TypeError(`.${name}() cannot be called here`);
  // From the prototype, not from the object: data may have a property of the method's name.
  const method = (prototype as Record<string, AnyFunction>)[name]!;
  return method.apply(object, args as never[]);
}
