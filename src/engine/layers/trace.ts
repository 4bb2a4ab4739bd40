/** Finds the files of packages that the examples reach. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { nodeFileTrace, type NodeFileTraceReasonType } from '@vercel/nft';
import { isMeant, isShipped } from './prune.ts';

/**
 * Why a file is needed: `code` is required or imported and nothing else, `data` is read and has to
 * stay byte for byte, `resolution` is a `package.json` that only Node's resolution reads.
 */
export type FileRole = 'code' | 'data' | 'resolution';

export interface TracedFile {
  /** Files that ask for this one, relative to the examples' folder. */
  parents: ReadonlySet<string>;
  role: FileRole;
}

export interface Trace {
  /** By path relative to the examples' folder, with `/` between parts; sorted. */
  files: ReadonlyMap<string, TracedFile>;
  /** What could not be followed. */
  notes: string[];
}

export const inPackage = (path: string): boolean => path.startsWith('node_modules/');

/**
 * @param entries Files of the examples, relative to `folder`.
 * @throws Error that names the file when an example imports what is not installed.
 */
export async function traceFiles(folder: string, entries: readonly string[]): Promise<Trace> {
  const located = locatedFiles(entries.map((path) => readFileSync(join(folder, path), 'utf8')));
  const { fileList, reasons, warnings } = await nodeFileTrace(
    entries.map((path) => join(folder, path)),
    {
      base: folder,
      processCwd: folder,
      conditions: ['node', 'module-sync'],
      exportsOnly: true,
      ts: true,
      ignore: (path) => inPackage(toPosix(path)) && !isShipped(toPosix(path)),
      // What an example only sends to browsers is not looked into.
      readFile: async (path) =>
        located.has(toPosix(relative(folder, path))) ? '' : readSource(folder, path),
    },
  );
  const notes: string[] = [];
  for (const { message } of warnings) {
    const [, specifier, from] = failedToResolve.exec(message.replaceAll(folder, '.')) ?? [];
    if (from && isTypeScript(from) && !from.includes('node_modules/')) {
      throw new Error(
        `${from.replace(/^\.\//, '')} imports "${specifier}", which is not there. If it is a ` +
          'package, run `npm install` in the folder of the examples.',
      );
    }
    // An optional dependency of a package, or a script for browsers: nothing is missing.
    if (!from?.includes('node_modules/')) notes.push(message.replaceAll(folder, '.'));
  }
  const all = [...fileList].map((path): [string, TracedFile] => {
    const { parents: given = [], type: reasonTypes = [] } = reasons.get(path) ?? {};
    const parents = new Set([...given].map(toPosix));
    const isRead = located.has(toPosix(path)) && ![...parents].some(inPackage);
    return [toPosix(path), { parents, role: isRead ? 'data' : roleOf(reasonTypes) }];
  });
  return { files: meantFiles(new Map(all), entries, folder), notes };
}

/**
 * Files of packages that examples ask the place of, to read or to send them: `import.meta.resolve` with
 * a path in a package.
 */
const locatedFiles = (sources: readonly string[]): Set<string> =>
  new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/\bimport\.meta\.resolve\(\s*(['"])([^'"./][^'"]*\/[^'"]+)\1/g)].map(
        ([, , specifier]) => `node_modules/${specifier}`,
      ),
    ),
  );

/** What the entries reach without the files that a package does not ask for on purpose. */
function meantFiles(
  all: Trace['files'],
  entries: readonly string[],
  folder: string,
): Map<string, TracedFile> {
  const children = new Map<string, string[]>();
  for (const [path, { parents }] of all) {
    for (const parent of parents) {
      const source = (): string => readFileSync(join(folder, parent), 'utf8');
      if (inPackage(path) && !isMeant(path, parent, source)) continue;
      children.set(parent, [...(children.get(parent) ?? []), path]);
    }
  }
  const reached = reach(entries, children);
  const kept = [...all].filter(([path]) => reached.has(path));
  return new Map(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything that there is a way to, `from` included. */
export function reach(
  from: readonly string[],
  children: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set(from);
  // A set's iteration goes on over what is added to it.
  for (const path of reached) for (const child of children.get(path) ?? []) reached.add(child);
  return reached;
}

function roleOf(reasons: readonly NodeFileTraceReasonType[]): FileRole {
  if (reasons.includes('asset') || reasons.includes('sharedlib')) return 'data';
  return reasons.includes('dependency') || reasons.includes('initial') ? 'code' : 'resolution';
}

const failedToResolve = /^Failed to resolve dependency "?([^"\n:]+)"?:[^]*loaded from (\S+)/;

const toPosix = (path: string): string => path.replaceAll('\\', '/');

async function readSource(folder: string, path: string): Promise<Buffer | string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
  const name = toPosix(relative(folder, path));
  return isTypeScript(name) && !inPackage(name) ? stripTypes(name, bytes.toString()) : bytes;
}

export const isTypeScript = (path: string): boolean => /\.[cm]?ts$/.test(path);

/** @throws Error that names the file. */
export function stripTypes(path: string, source: string): string {
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } catch (cause) {
    throw new Error(`${path}: Node cannot strip its types. ${(cause as Error).message}`, { cause });
  }
}
