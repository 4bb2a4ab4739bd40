/** What the process's first file descriptors refer to, and the other ends of handles on them. */
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import type { StdioTarget } from '../process-messages.ts';
import { asLinkBytes, LinkEnd } from './links.ts';
import { utf8Bytes } from './outgoing-bytes.ts';
import type { Peer } from './peer.ts';
import type { LibuvStreamWrap } from './stream.ts';

/** By file descriptor. */
let targets: readonly StdioTarget[] = [0, 1, 2].map((fd) => ({ type: 'host', fd }));
/** The links behind stdout and stderr: programs write to them with and without a handle. */
const outputLinks: (LinkEnd | undefined)[] = [];

/** Sets what the descriptors refer to; called once, before the program starts. */
export function setStdio(stdio: readonly StdioTarget[]): void {
  targets = stdio;
  for (const fd of [1, 2]) {
    const target = targets[fd];
    if (target?.type === 'link') outputLinks[fd] = new LinkEnd(target.id, target.end);
  }
}

/** What a descriptor refers to, or `undefined` when it is none that the process was started with. */
export const stdioTarget = (fd: number): StdioTarget | undefined => targets[fd];

/** The link that takes what is written to a standard stream, unless it is the host's or a file. */
export const outputLink = (fd: number): LinkEnd | undefined => outputLinks[fd];

/** Writes to the link behind a standard stream. */
export const writeToLink = (link: LinkEnd, data: string | Uint8Array): void =>
  link.receive(asLinkBytes(data));

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

/** Output to a link: paced as all output is, and with the link's back-pressure. */
class LinkedOutput implements Peer {
  readonly #fd: number;
  readonly #link: LinkEnd;
  constructor(fd: number, link: LinkEnd) {
    this.#fd = fd;
    this.#link = link;
  }
  get saturated(): boolean {
    return this.#link.saturated;
  }
  get gone(): boolean {
    return this.#link.gone;
  }
  receive(bytes: Uint8Array): void {
    runtime.write(this.#fd, bytes.slice());
  }
  receiveEnd(): void {
    this.#link.receiveEnd();
  }
  receiveClosed(reset: boolean): void {
    this.#link.receiveClosed(reset);
  }
  drained(): void {
    this.#link.drained();
  }
  readingChanged(reading: boolean): void {
    this.#link.readingChanged(reading);
  }
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
    runtime.post({ type: 'stdin-flow', on: false });
  },
  drained() {},
  // Other processes may have the same stdin: the page gives it to whoever reads.
  readingChanged(on) {
    runtime.post({ type: 'stdin-flow', on });
  },
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
 * Joins a handle to what a descriptor refers to.
 * @returns 0, or `UV_EBADF` for any descriptor that the process was not started with.
 */
export function openStdio(fd: number, handle: LibuvStreamWrap): number {
  const target = targets[fd];
  if (target === undefined) return uv.UV_EBADF!;
  switch (target.type) {
    case 'link': {
      const link = outputLinks[fd];
      if (!link) new LinkEnd(target.id, target.end, fd === 0).attach(handle);
      else {
        link.attach(handle);
        handle.connectTo(new LinkedOutput(fd, link));
      }
      return 0;
    }
    case 'host':
      break;
    default:
      return uv.UV_EINVAL!;
  }
  if (target.fd === 1 || target.fd === 2) {
    handle.connectTo(new Output(fd));
    return 0;
  }
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
