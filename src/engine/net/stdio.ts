/** The process's standard streams as the other ends of handles on fd 0, 1 and 2. */
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { utf8Bytes } from './outgoing-bytes.ts';
import type { Peer } from './peer.ts';
import type { LibuvStreamWrap } from './stream.ts';

/** What a program writes to stdout or stderr. The host takes everything, so nobody ever waits. */
class Output implements Peer {
  readonly saturated = false;
  readonly #fd: number;
  constructor(fd: number) {
    this.#fd = fd;
  }
  receive(bytes: Uint8Array): void {
    // Copied: small writes share a slab, which must not be sent as a whole.
    runtime.write(this.#fd, bytes.slice());
  }
  receiveText(text: string): void {
    runtime.write(this.#fd, text);
  }
  receiveEnd(): void {}
  receiveClosed(): void {}
  drained(): void {}
}

/** What comes from the host; kept until the program opens stdin. */
const input = {
  reader: undefined as LibuvStreamWrap | undefined,
  chunks: [] as Uint8Array[],
  ended: false,
};

/** The side of stdin that a program could write to: nobody is there. */
const inputSource: Peer = {
  saturated: false,
  receive() {},
  receiveEnd() {},
  receiveClosed() {
    input.reader = undefined;
  },
  drained() {},
};

type InputFilter = (bytes: Uint8Array) => Uint8Array;
let inputFilter: InputFilter | undefined;
/** Sets what a terminal does to typed bytes before the program reads them. */
export const setInputFilter = (filter: InputFilter | undefined): void => {
  inputFilter = filter;
};

function deliver(handle: LibuvStreamWrap, chunk: Uint8Array): void {
  const bytes = inputFilter ? inputFilter(chunk) : chunk;
  if (bytes.length > 0) handle.receive(bytes);
}

/**
 * Joins a handle to a standard stream.
 * @returns 0, or `UV_EBADF` for any other descriptor.
 */
export function openStdio(fd: number, handle: LibuvStreamWrap): number {
  if (fd === 1 || fd === 2) {
    handle.connectTo(new Output(fd));
    return 0;
  }
  if (fd !== 0) return uv.UV_EBADF!;
  handle.connectTo(inputSource);
  input.reader = handle;
  for (const chunk of input.chunks.splice(0)) deliver(handle, chunk);
  if (input.ended) handle.receiveEnd();
  return 0;
}

/** Feeds the process's stdin; `null` ends it. */
export function pushStdin(data: string | Uint8Array | null): void {
  if (data === null) {
    input.ended = true;
    input.reader?.receiveEnd();
    return;
  }
  if (input.ended || data.length === 0) return;
  const bytes = typeof data === 'string' ? utf8Bytes(data) : data;
  if (input.reader) deliver(input.reader, bytes);
  else input.chunks.push(bytes);
}
