import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtFile } from './built-file.ts';
import { patch } from './interrupts.ts';

/** Goes up with PGlite's version and with every change of `patch`; a literal, as `image` is. */
const file = fileURLToPath(new URL('./pglite-0.5.16-1.wasm', import.meta.url));

/** An address in this release's memory; the module exports it, `patch` needs it beforehand. */
export const INTERRUPT_PENDING = 2875472;

/** PGlite's WebAssembly with its checks for interrupts. Saved, so that pages can compile what they load. */
export const patchedModule = (): Promise<Buffer> =>
  builtFile(file, asWebAssembly, () => {
    const original = new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'));
    return Buffer.from(patch(readFileSync(original), INTERRUPT_PENDING).bytes.buffer);
  });

function asWebAssembly(bytes: Buffer): Buffer {
  if (bytes.readUInt32LE() !== MAGIC) throw new Error('This is no WebAssembly');
  return bytes;
}

/** `\0asm` https://webassembly.github.io/spec/core/binary/modules.html */
const MAGIC = 0x6d736100;
