/** File trees between the form in which the client sends them and the API's own. */
import type { FileSystemTree } from '@webcontainer/api';
import type { WireDirectory, WireFile, WireNode } from './wire.ts';

// No prototype, so that a file called `__proto__` is only a file.
const emptyTree = (): FileSystemTree => Object.create(null) as FileSystemTree;
const emptyDirectory = (): Record<string, WireNode> =>
  Object.create(null) as Record<string, WireNode>;

const fromLatin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Bytes as one character each; in pieces, since a call takes only so many arguments. */
function toLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x2000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return text;
}

const isDirectory = (node: WireNode): node is WireDirectory => 'd' in node;

function fromWireFile({ f }: WireFile): FileSystemTree[string] {
  if ('l' in f) return { file: { symlink: f.l } };
  return { file: { contents: f.b ? fromLatin1(f.c) : f.c } };
}

/** @example fromWire({ d: { a: { f: { c: '1' } } } }) // → { a: { file: { contents: '1' } } } */
export function fromWire({ d }: WireDirectory): FileSystemTree {
  const tree = emptyTree();
  for (const [name, node] of Object.entries(d)) {
    tree[name] = isDirectory(node) ? { directory: fromWire(node) } : fromWireFile(node);
  }
  return tree;
}

/** The reverse of `fromWire`. */
export function toWire(tree: FileSystemTree): WireDirectory {
  const d = emptyDirectory();
  for (const [name, node] of Object.entries(tree)) {
    if ('directory' in node) d[name] = toWire(node.directory);
    else if ('symlink' in node.file) d[name] = { f: { l: node.file.symlink } };
    else {
      const { contents } = node.file;
      d[name] =
        typeof contents === 'string'
          ? { f: { c: contents } }
          : { f: { c: toLatin1(contents), b: true } };
    }
  }
  return { d };
}

const openingBrace = '{'.charCodeAt(0);

/**
 * What a mount's bytes are: the client sends a tree as JSON, and a snapshot as it was given.
 *
 * @returns The tree, or `undefined` when the bytes are no JSON.
 * @throws Error when they begin as a tree and are none.
 */
export function parseTree(payload: Uint8Array): FileSystemTree | undefined {
  if (payload[0] !== openingBrace) return undefined;
  const parsed = JSON.parse(new TextDecoder().decode(payload)) as Partial<WireDirectory>;
  if (typeof parsed.d !== 'object') throw new Error('The mounted tree is not a directory.');
  return fromWire(parsed as WireDirectory);
}
