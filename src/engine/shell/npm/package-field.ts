/** `npm pkg get|set|delete`. */
import type { CommandContext } from '../run/command.ts';
import { NpmError } from './npm-error.ts';
import { readPackageJson, writePackageJson } from './package-json.ts';

type Json = Record<string, unknown>;

/** @example keysOf('scripts.build') // → ['scripts', 'build']; `a[b.c]` has a key with a dot */
const keysOf = (path: string): string[] =>
  [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([all, bracketed]) => bracketed ?? all);

const isUnsafe = (key: string): boolean => ['__proto__', 'constructor', 'prototype'].includes(key);

function parentOf(json: Json, keys: readonly string[], make: boolean): Json | undefined {
  let current = json;
  for (const key of keys.slice(0, -1)) {
    if (isUnsafe(key)) return undefined;
    if (typeof current[key] !== 'object' || current[key] === null) {
      if (!make) return undefined;
      current[key] = {};
    }
    current = current[key] as Json;
  }
  return current;
}

export async function packageField(
  { stdout }: CommandContext,
  [action, ...fields]: readonly string[],
  project: string,
): Promise<number> {
  const json = readPackageJson(project);
  if (!json) throw new NpmError(`There is no package.json in ${project}`, { code: 'ENOENT' });
  if (action === 'get') {
    const values = Object.fromEntries(
      fields.map((field) => {
        const keys = keysOf(field);
        return [field, parentOf(json, keys, false)?.[keys.at(-1)!]];
      }),
    );
    const shown =
      fields.length === 0 ? json : fields.length === 1 ? (values[fields[0]!] ?? {}) : values;
    await stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return 0;
  }
  if (action !== 'set' && action !== 'delete') {
    throw new NpmError('npm pkg get [field …], npm pkg set field=value …, npm pkg delete field …', {
      code: 'EUSAGE',
    });
  }
  for (const field of fields) {
    const at = field.indexOf('=');
    if (action === 'set' && at < 1)
      throw new NpmError(`${field}: write field=value`, { code: 'EUSAGE' });
    const keys = keysOf(action === 'set' ? field.slice(0, at) : field);
    const last = keys.at(-1)!;
    const parent = parentOf(json, keys, action === 'set');
    if (!parent || isUnsafe(last)) continue;
    if (action === 'set') parent[last] = field.slice(at + 1);
    else delete parent[last];
  }
  writePackageJson(project, json);
  return 0;
}
