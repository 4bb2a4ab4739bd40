/** Package layers in the form that a WebContainer mounts. */
import { BootError, type LayerRef } from '../engine.ts';
import type { FileSystemTree } from '../container.ts';

/**
 * Nests a flat list of files.
 *
 * @example fileTree({ 'a/b.js': '1' }) // → { a: { directory: { 'b.js': { file: { contents: '1' } } } } }
 * @throws TypeError for a path that is empty, absolute or climbs out of the working directory, or that
 *   is both a file and a folder.
 */
export const fileTree = (files: Readonly<Record<string, string | Uint8Array>>): FileSystemTree => {
  // No prototype, so that a folder called `constructor` or `__proto__` is only a folder.
  const directory = (): FileSystemTree => Object.create(null) as FileSystemTree;
  const root = directory();
  for (const [path, contents] of Object.entries(files)) {
    const segments = path.split('/');
    const name = segments.pop();
    if (!name || [...segments, name].some((part) => ['', '.', '..'].includes(part))) {
      throw new TypeError(`"${path}" is not a path inside the working directory`);
    }
    let parent = root;
    for (const segment of segments) {
      const node = (parent[segment] ??= { directory: directory() });
      if (!('directory' in node)) throw new TypeError(`"${path}" lies under a file`);
      parent = node.directory;
    }
    if (parent[name]) throw new TypeError(`"${path}" is there twice`);
    parent[name] = { file: { contents } };
  }
  return root;
};

const layerError = (layer: LayerRef, reason: string, cause?: unknown): BootError =>
  new BootError(
    'unknown',
    `The packages of this example could not be loaded from ${layer.files}: ${reason}.`,
    'Reload the page. If it happens again, the site was probably just updated or is incomplete: build it again.',
    { cause },
  );

/** As the layer's JSON has it. */
type ListedFile = string | { base64: string } | { file: string };

const isListed = (file: unknown): file is ListedFile =>
  typeof file === 'string' ||
  (typeof file === 'object' &&
    file !== null &&
    (('base64' in file && typeof file.base64 === 'string') ||
      ('file' in file && typeof file.file === 'string' && !file.file.includes('/'))));

const isFileList = (files: unknown): files is Record<string, ListedFile> =>
  typeof files === 'object' &&
  files !== null &&
  !Array.isArray(files) &&
  Object.values(files).every(isListed);

async function fetchBytes(
  url: string,
  layer: LayerRef,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: signal ?? null });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw layerError(layer, `its file ${url} is not there: the server answered ${response.status}`);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof BootError) throw error;
    throw layerError(layer, `its file ${url} could not be fetched`, error);
  }
}

/**
 * Fetches one layer's files.
 *
 * @throws BootError that names the address and what was wrong with the answer, or the signal's reason.
 */
export const fetchLayer = async (
  layer: LayerRef,
  signal?: AbortSignal,
): Promise<FileSystemTree> => {
  let response: Response;
  try {
    response = await fetch(layer.files, { signal: signal ?? null });
  } catch (error) {
    signal?.throwIfAborted();
    throw layerError(layer, 'the server could not be reached', error);
  }
  if (!response.ok) throw layerError(layer, `the server answered ${response.status}`);
  let files: unknown;
  try {
    files = await response.json();
  } catch (error) {
    signal?.throwIfAborted();
    throw layerError(layer, 'the answer is not JSON, or was cut off', error);
  }
  if (!isFileList(files)) throw layerError(layer, 'the answer is not a list of files');
  const contents = Object.entries(files).map(async ([path, file]) => {
    if (typeof file === 'string') return [path, file];
    if ('base64' in file) return [path, Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0))];
    const url = layer.files.replace(/[^/]*$/, file.file);
    return [path, await fetchBytes(url, layer, signal)];
  });
  try {
    return fileTree(Object.fromEntries(await Promise.all(contents)) as Record<string, string>);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw layerError(layer, (error as Error).message, error);
  }
};
