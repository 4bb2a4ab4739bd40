/**
 * Reads Node's JavaScript core and the shapes of its native bindings out of the Node binary that runs
 * this script. Run as `node --expose-internals extract.ts <out.json>` by the pinned Node; nothing of
 * what it reads is committed.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describeOptions } from './cli-options.ts';

const require = createRequire(import.meta.url);
const { internalBinding } = require('internal/test/binding') as {
  internalBinding: (name: string) => Record<string, unknown>;
};

const natives = (
  process as unknown as { binding(name: 'natives'): Record<string, string> }
).binding('natives');
const sources = Object.fromEntries(
  Object.entries(natives).filter(([, source]) => typeof source === 'string'),
);

/** Statics that every function has. */
const FUNCTION_OWN = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);
/** Longer views and collections are contents, not shape. */
const MAX_ELEMENTS = 2000;

function describeFunction(fn: { prototype?: object }): object {
  const shape: Record<string, unknown> = { $: 'function' };
  const { prototype } = fn;
  if (prototype) {
    const methods = Object.getOwnPropertyNames(prototype).filter((key) => key !== 'constructor');
    const parent = Object.getPrototypeOf(prototype) as object | null;
    if (methods.length > 0) shape.methods = methods;
    if (parent && parent !== Object.prototype) shape.derived = true;
  }
  const statics = Object.getOwnPropertyNames(fn).filter((key) => !FUNCTION_OWN.has(key));
  if (statics.length > 0) shape.statics = statics;
  return shape;
}

function serialize(value: unknown, ancestors: unknown[] = []): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : { $: 'number', value: String(value) };
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return { $: 'undefined' };
    case 'bigint':
      return { $: 'bigint', value: String(value) };
    case 'symbol':
      return { $: 'symbol', value: value.description };
    case 'function':
      return describeFunction(value as { prototype?: object });
  }
  if (value === null) return null;
  if (ancestors.includes(value)) return { $: 'undefined' };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    const length = 'length' in value ? (value.length as number) : value.byteLength;
    return { $: 'view', constructor: value.constructor.name, length };
  }
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    return value.length > MAX_ELEMENTS ? [] : value.map((item) => serialize(item, inside));
  }
  if (value instanceof Map || value instanceof Set) {
    const items = [...value].slice(0, MAX_ELEMENTS).map((item) => serialize(item, inside));
    return { $: value instanceof Map ? 'map' : 'set', value: items };
  }
  const shape: Record<string, unknown> = {};
  for (const key of Object.keys(Object.getOwnPropertyDescriptors(value))) {
    try {
      shape[key] = serialize((value as Record<string, unknown>)[key], inside);
    } catch {
      // A getter that throws outside of its context has no shape to keep.
    }
  }
  return shape;
}

const bindingNames = new Set(
  [
    ...Object.values(sources)
      .join('\n')
      .matchAll(/internalBinding\('([a-z0-9_]+)'\)/g),
  ].map((match) => match[1]!),
);
const shapes: Record<string, unknown> = {};
for (const name of [...bindingNames].sort()) {
  try {
    shapes[name] = serialize(internalBinding(name));
  } catch {
    // Bindings that this build of Node lacks, such as `inspector` without V8's protocol.
  }
}
const builtins = shapes.builtins as Record<string, unknown>;
const config = JSON.parse(builtins.config as string) as { variables: Record<string, unknown> };
builtins.config = JSON.stringify({
  target_defaults: {},
  variables: {
    napi_build_version: config.variables.napi_build_version,
    node_shared: false,
    node_use_amaro: true,
    v8_enable_i18n_support: 1,
  },
});
delete builtins.natives;

const { HTTPParser } = internalBinding('http_parser') as { HTTPParser: Record<string, unknown> };
const { getErrorMap } = internalBinding('uv') as { getErrorMap: () => Map<number, unknown> };
const optionsBinding = internalBinding('options') as Parameters<typeof describeOptions>[0] & {
  getCLIOptionsValues: () => Record<string, unknown>;
};
const { getCLIOptionsValues } = optionsBinding;
const { builtinCategories } = internalBinding('builtins') as {
  builtinCategories: Record<'canBeRequired' | 'cannotBeRequired', string[]>;
};

const extras = {
  cliOptions: {
    ...(serialize(getCLIOptionsValues()) as object),
    '--expose-internals': false,
  },
  optionTable: describeOptions(optionsBinding),
  errorMap: [...getErrorMap()],
  canBeRequired: builtinCategories.canBeRequired,
  cannotBeRequired: builtinCategories.cannotBeRequired,
  version: process.version,
  versions: process.versions,
  release: { ...process.release, sourceUrl: undefined, headersUrl: undefined },
  httpParser: Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(HTTPParser))
      .map(([key, { value }]) => [key, value] as const)
      .filter(([key, value]) => typeof value === 'number' && key !== 'length'),
  ),
  globals: Object.getOwnPropertyNames(globalThis),
};

const wasmModules = [
  ...sources['internal/deps/undici/undici']!.matchAll(/"(AGFzbQ[A-Za-z0-9+/=]+)"/g),
];
const llhttp = wasmModules[0]?.[1];
if (!llhttp) throw new Error('undici carries no llhttp: has Node changed where it keeps it?');

writeFileSync(process.argv[2]!, JSON.stringify({ sources, shapes, extras, llhttp }));
