/** Finds the files of packages that the examples reach. */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { nodeFileTrace, type NodeFileTraceReasonType } from '@vercel/nft';
import { isShipped } from './prune.ts';

/**
 * Why a file is needed: `code` is required or imported, `data` is read and has to stay byte for byte,
 * `resolution` is a `package.json` that only Node's resolution reads.
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
  const { fileList, reasons, warnings } = await nodeFileTrace(
    entries.map((path) => join(folder, path)),
    {
      base: folder,
      processCwd: folder,
      conditions: ['node', 'module-sync'],
      ts: true,
      ignore: (path) => inPackage(path) && !isShipped(path),
      readFile: (path) => readSource(folder, path),
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
  const files = [...fileList].sort().map((path): [string, TracedFile] => {
    const { parents = [], type: reasonTypes = [] } = reasons.get(path) ?? {};
    return [
      toPosix(path),
      { parents: new Set([...parents].map(toPosix)), role: roleOf(reasonTypes) },
    ];
  });
  return { files: new Map(files), notes };
}

function roleOf(reasons: readonly NodeFileTraceReasonType[]): FileRole {
  if (reasons.includes('asset') || reasons.includes('sharedlib')) {
    return reasons.includes('dependency') ? 'code' : 'data';
  }
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
