/** Paths and names as they come from and go to the program. */
import { decodeBytes } from '../../bytes/encodings.ts';
import { encodeUtf8, utf8Slice } from '../../bytes/utf8.ts';
import { runtime } from '../../core/runtime.ts';
import { fromCwd } from '../../fs/process-tree.ts';

/** The program may pass a path as bytes; the tree's names are text. */
export type PathArgument = string | Uint8Array;

export const pathText = (path: PathArgument): string =>
  typeof path === 'string' ? path : utf8Slice(path);

/** The path for the tree. */
export const treePath = (path: PathArgument): string => fromCwd(pathText(path));

/** A name in the encoding that the program asked for; `buffer` gives a `Buffer`. */
export function encodeName(name: string, encoding: string | null | undefined): string | Uint8Array {
  if (encoding === undefined || encoding === null || encoding === 'utf8') return name;
  if (encoding === 'buffer') return runtime.Buffer.from(name);
  return decodeBytes(encodeUtf8(name), encoding);
}
