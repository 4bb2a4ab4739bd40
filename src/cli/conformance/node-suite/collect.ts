/** The files of Node's suite, and what each needs beside the shared folders. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { packFolder } from '../pack-folder.ts';
import { categoryOf } from './categories.ts';
import type { SuiteTest } from './rules.ts';

const FOLDERS = ['test/parallel', 'test/es-module', 'test/sequential'];

/** Node reads the same stretch of a test for its flags. */
const HEAD = 1500;

const wordsAfter = (mark: RegExp, head: string): string[] =>
  mark.exec(head)?.[1]?.split(/\s+/).filter(Boolean) ?? [];

export function collectTests(suiteFolder: string): SuiteTest[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(suiteFolder, folder))
      .filter((name) => /^test-.*\.([cm]?js|m?ts)$/.test(name))
      .flatMap((name): SuiteTest[] => {
        const path = `${folder}/${name}`;
        const category = categoryOf(path);
        if (!category) return [];
        const source = readFileSync(join(suiteFolder, path), 'utf8');
        const head = source.slice(0, HEAD);
        const pairs = wordsAfter(/\/\/ Env:\s+(.*)/, head).map((pair) => pair.split('='));
        return [
          {
            path,
            category,
            flags: wordsAfter(/\/\/ Flags:\s+(--.*)/, head),
            env: Object.fromEntries(pairs) as Record<string, string>,
            source,
          },
        ];
      }),
  );
}

/** Changes when the test, or what it is started with, does. */
export const keyOf = ({ flags, env, source }: SuiteTest): string =>
  createHash('sha1')
    .update(JSON.stringify([flags, env, source]))
    .digest('hex')
    .slice(0, 16);

/** What web platform tests bring is big; Node's own tests read little of it. */
const LARGE =
  /^test\/fixtures\/(wpt\/(?!url|interfaces|common|resources)|test426|wasi|.*\.(node|exe|wasm-bench)$)/;

/** `test/common` and `test/fixtures`, shared by all tests. */
export const packShared = (suiteFolder: string): Uint8Array<ArrayBuffer> =>
  packFolder(suiteFolder, {}, /^(?!test$|test\/(common|fixtures)(\/|$))/, LARGE);

/** The test itself and the files beside it that it names, by path. */
export function filesOf(test: SuiteTest, suiteFolder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const add = (path: string, source: string): void => {
    if (path in files) return;
    files[path] = source;
    for (const [, name] of source.matchAll(/['"`](\.{1,2}\/[^'"`\n$]+)['"`]/g)) {
      const target = posix.join(posix.dirname(path), name!);
      if (!target.startsWith('test/') || /^test\/(common|fixtures)/.test(target)) continue;
      for (const found of [target, `${target}.js`]) {
        const file = join(suiteFolder, found);
        if (existsSync(file) && statSync(file).isFile()) add(found, readFileSync(file, 'utf8'));
      }
    }
  };
  add(test.path, test.source);
  return files;
}
