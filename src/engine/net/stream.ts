/**
 * `LibuvStreamWrap`: the native half of `net.Socket`, over an in-memory connection.
 *
 * What `lib/internal/stream_base_commons.js` expects: writes finish at once unless the other end is
 * saturated (then `kLastWriteWasAsync` is set and `oncomplete` follows), and reads arrive through
 * `onread` with their size or error in `streamBaseState`.
 */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { queueIo, requestEnded, requestStarted } from '../core/loop.ts';
import { nodeData, type Any, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import {
  allocateBytes,
  concatBytes,
  copyBytes,
  latin1Bytes,
  ownsBuffer,
  utf16Bytes,
  utf8Bytes,
  writeLatin1,
} from './outgoing-bytes.ts';
import type { Peer } from './peer.ts';

const shape = nodeData.shapes.stream_wrap!;
const kReadBytesOrError: number = shape.kReadBytesOrError;
const kArrayBufferOffset: number = shape.kArrayBufferOffset;
const kBytesWritten: number = shape.kBytesWritten;
const kLastWriteWasAsync: number = shape.kLastWriteWasAsync;

/** Shared with lib: the results of the last read and write that do not fit into a return value. */
export const streamBaseState = new Int32Array(5);

/** Unread bytes from which on the sender has to wait; a loopback socket buffer is about that. */
const HIGH_WATER_MARK = 256 * 1024;
/** libuv reads at most this much at a time. */
const READ_SIZE = 64 * 1024;

export class WriteWrap extends AsyncWrap {}
export class ShutdownWrap extends AsyncWrap {}

/** What a handle can be consumed by instead of the program's `onread`, as an HTTP parser does. */
export interface StreamListener {
  /** `nread` is the size of `bytes`, or a negative libuv error (`UV_EOF` at the end). */
  onStreamRead(nread: number, bytes?: Uint8Array): void;
}

interface PendingRequest {
  request: Any;
  bytes: number;
}

const endings = ['open', 'ended', 'reset', 'reported'] as const;
type Ending = (typeof endings)[number];

export class LibuvStreamWrap extends HandleWrap implements Peer {
  #peer: Peer | undefined;
  /** The other end is closed: nothing that is sent arrives. */
  #peerGone = false;
  #shutDown = false;

  #incoming: Uint8Array[] = [];
  #unreadBytes = 0;
  /** What the reader meets after the incoming bytes. */
  #ending: Ending = 'open';
  #reading = false;
  #pumpQueued = false;

  #onread: Fn | undefined;
  #listener: StreamListener | undefined;
  #userBuffer: Uint8Array | undefined;

  #pending: PendingRequest[] = [];
  #pendingBytes = 0;
  #bytesRead = 0;
  #bytesWritten = 0;

  get isStreamBase(): boolean {
    return true;
  }
  get fd(): number {
    return -1;
  }
  get bytesRead(): number {
    return this.#bytesRead;
  }
  get bytesWritten(): number {
    return this.#bytesWritten;
  }
  /** Bytes of writes that have not finished. */
  get writeQueueSize(): number {
    return this.#pendingBytes;
  }
  get onread(): Fn | undefined {
    return this.#onread;
  }
  set onread(callback: Fn | undefined) {
    this.#onread = callback;
  }

  /** Joins this end to the other one. */
  connectTo(peer: Peer): void {
    this.#peer = peer;
  }
  get isConnected(): boolean {
    return this.#peer !== undefined;
  }

  /** Hands what is read to `listener` instead of `onread`; `undefined` gives it back. */
  setStreamListener(listener: StreamListener | undefined): void {
    this.#listener = listener;
  }

  readStart(): number {
    if (this.isClosing) return uv.UV_EINVAL!;
    if (!this.#reading) {
      this.#reading = true;
      this.onReadingChanged(true);
      this.#peer?.readingChanged?.(true);
    }
    this.#schedulePump();
    return 0;
  }
  readStop(): number {
    this.#stopReading();
    return 0;
  }
  #stopReading(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.onReadingChanged(false);
    this.#peer?.readingChanged?.(false);
  }
  get isReading(): boolean {
    return this.#reading;
  }

  /** A handle counts as active while it reads, as in libuv. */
  protected onReadingChanged(reading: boolean): void {
    if (reading) this.activate();
    else this.deactivate();
  }

  setBlocking(): number {
    return 0;
  }
  useUserBuffer(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  writeBuffer(request: Any, view: ArrayBufferView, handle?: object): number {
    // The program may reuse its buffer as soon as the write has finished, which is now.
    return this.#write(request, copyBytes(asBytes(view)), handle);
  }
  writeUtf8String(request: Any, text: string, handle?: object): number {
    const peer = this.#peer;
    if (peer?.receiveText && !this.#peerGone && !this.#shutDown) {
      peer.receiveText(text);
      return this.#written(runtime.Buffer.byteLength(text));
    }
    return this.#write(request, utf8Bytes(text), handle);
  }
  writeAsciiString(request: Any, text: string): number {
    return this.#write(request, latin1Bytes(text));
  }
  writeLatin1String(request: Any, text: string): number {
    return this.#write(request, latin1Bytes(text));
  }
  writeUcs2String(request: Any, text: string): number {
    return this.#write(request, utf16Bytes(text));
  }

  /** `chunks` are buffers, or pairs of a chunk and its encoding: they leave as one delivery. */
  writev(request: Any, chunks: Any[], allBuffers: boolean): number {
    if (allBuffers) {
      const parts = chunks.map(asBytes);
      // One buffer would come back uncopied.
      return this.#write(request, parts.length === 1 ? copyBytes(parts[0]!) : concatBytes(parts));
    }
    return this.#write(request, joinChunks(chunks));
  }

  #write(request: Any, bytes: Uint8Array, handle?: object): number {
    const peer = this.#peer;
    if (peer === undefined) return uv.UV_EBADF!;
    const length = bytes.length;
    if (this.#peerGone && !this.#shutDown && this.#ending === 'ended') return this.#refuse(length);
    if (this.#peerGone || this.#shutDown || peer.gone) return uv.UV_EPIPE!;
    if (length > 0) peer.receive(bytes, handle && this.describe(handle));
    this.#written(length);
    if (peer.saturated && !this.#peerGone) {
      streamBaseState[kLastWriteWasAsync] = 1;
      this.#wait(request, length);
    }
    return 0;
  }
  /**
   * The kernel takes the first bytes for an end that is closed, and learns of it by an RST, which
   * comes before the end that is not read yet.
   */
  #refuse(length: number): number {
    this.#ending = 'reset';
    this.#schedulePump();
    return this.#written(length);
  }
  #written(length: number): number {
    this.#bytesWritten += length;
    streamBaseState[kBytesWritten] = length;
    streamBaseState[kLastWriteWasAsync] = 0;
    return 0;
  }
  #wait(request: Any, bytes: number): void {
    requestStarted();
    this.#pending.push({ request, bytes });
    this.#pendingBytes += bytes;
  }

  shutdown(request: Any): number {
    if (this.#peer === undefined) return uv.UV_ENOTCONN!;
    const isFirst = !this.#shutDown;
    this.#shutDown = true;
    this.#wait(request, 0);
    if (this.#pending.length === 1) this.#finishPending(0);
    // The kernel is done with it before the other end hears of it.
    if (isFirst && !this.#peerGone) this.#peer.receiveEnd();
    return 0;
  }

  /** Completes the waiting writes and shutdown, each in a turn of its own. */
  #finishPending(status: number): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    for (const { request } of pending) {
      queueIo(() => {
        requestEnded();
        if (typeof request.oncomplete === 'function') {
          makeCallback(request, request.oncomplete, [status, this, undefined]);
        }
      });
    }
  }

  /** What a handle that is written with bytes looks like on its way to another process. */
  protected describe(_handle: object): object | undefined {
    return undefined;
  }
  /** Whether chunks are read one by one: each may have a handle with it. */
  protected get keepsChunks(): boolean {
    return false;
  }
  /** Called before the program learns of a chunk. */
  protected onChunk(_bytes: Uint8Array): void {}

  /** Takes out what was not read, for whoever reads next. */
  takeUnread(): Uint8Array[] {
    const unread = this.#incoming;
    this.#incoming = [];
    this.#unreadBytes = 0;
    return unread;
  }
  /** The other end, for a handle that gets another one. */
  get peer(): Peer | undefined {
    return this.#peer;
  }
  /** How the incoming data ends, as far as it is known. */
  get incomingEnd(): 'open' | 'ended' | 'closed' | 'reset' {
    if (this.#ending === 'reset') return 'reset';
    if (this.#peerGone) return 'closed';
    return this.#ending === 'open' ? 'open' : 'ended';
  }

  // --- the other end's view ---

  receive(bytes: Uint8Array, _handle?: object): void {
    if (this.isClosing) return;
    this.#incoming.push(bytes);
    this.#unreadBytes += bytes.length;
    this.#schedulePump();
  }
  receiveEnd(): void {
    if (this.#ending === 'open') this.#ending = 'ended';
    this.#schedulePump();
  }
  receiveClosed(reset: boolean): void {
    this.#peerGone = true;
    if (reset && this.#ending !== 'reported') this.#ending = 'reset';
    else if (this.#ending === 'open') this.#ending = 'ended';
    // What waits was never read, and the kernel answers a close with unread data by an RST.
    this.#finishPending(uv.UV_ECONNRESET!);
    this.#schedulePump();
  }
  get saturated(): boolean {
    return this.#unreadBytes > HIGH_WATER_MARK;
  }
  drained(): void {
    this.#finishPending(0);
  }

  // --- reading ---

  readonly #pump = (): void => {
    this.#pumpQueued = false;
    if (!this.#reading || this.isClosing) return;
    if (this.#incoming.length > 0) {
      const bytes = this.#take();
      this.#bytesRead += bytes.length;
      this.#deliver(bytes.length, bytes);
      this.#schedulePump();
    } else if (this.#ending === 'ended' || this.#ending === 'reset') {
      const error = this.#ending === 'ended' ? uv.UV_EOF! : uv.UV_ECONNRESET!;
      this.#ending = 'reported';
      this.#stopReading();
      this.#deliver(error);
    }
  };

  #schedulePump(): void {
    if (this.#pumpQueued || !this.#reading) return;
    if (this.#incoming.length === 0 && this.#ending !== 'ended' && this.#ending !== 'reset') return;
    this.#pumpQueued = true;
    queueIo(this.#pump);
  }

  /** Takes what one `read(2)` would return: as many waiting chunks as fit. */
  #take(): Uint8Array {
    const wasSaturated = this.saturated;
    const incoming = this.#incoming;
    let bytes = incoming.shift()!;
    if (this.keepsChunks) this.onChunk(bytes);
    else if (bytes.length > READ_SIZE) {
      incoming.unshift(bytes.subarray(READ_SIZE));
      // Its own memory: what the program gets must not drag the rest along.
      bytes = bytes.slice(0, READ_SIZE);
    } else if (incoming.length > 0) {
      let length = bytes.length;
      let count = 0;
      while (count < incoming.length && length + incoming[count]!.length <= READ_SIZE) {
        length += incoming[count++]!.length;
      }
      if (count > 0) bytes = concatBytes([bytes, ...incoming.splice(0, count)]);
    }
    this.#unreadBytes -= bytes.length;
    if (wasSaturated && !this.saturated) this.#peer?.drained();
    return bytes;
  }

  #deliver(nread: number, bytes?: Uint8Array): void {
    if (this.#listener) this.#listener.onStreamRead(nread, bytes);
    else this.emitRead(nread, bytes);
  }

  /** Passes a read, or its error, to the program. */
  emitRead(nread: number, bytes?: Uint8Array): void {
    if (bytes && this.#userBuffer) {
      this.#fillUserBuffers(bytes);
      return;
    }
    streamBaseState[kReadBytesOrError] = nread;
    streamBaseState[kArrayBufferOffset] = 0;
    if (this.#onread) makeCallback(this, this.#onread, [bytes && exactBuffer(bytes)]);
  }

  /** `net.Socket`'s `onread` option: one callback per filled buffer of the program. */
  #fillUserBuffers(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length && this.#userBuffer && this.#onread) {
      if (!this.#reading) {
        const rest = bytes.subarray(offset);
        this.#incoming.unshift(rest);
        this.#unreadBytes += rest.length;
        this.#bytesRead -= rest.length;
        return;
      }
      const target = this.#userBuffer;
      const length = Math.min(target.length, bytes.length - offset);
      target.set(bytes.subarray(offset, offset + length));
      offset += length;
      streamBaseState[kReadBytesOrError] = length;
      streamBaseState[kArrayBufferOffset] = 0;
      const next = makeCallback(this, this.#onread, [undefined]);
      if (next !== undefined) this.#userBuffer = next;
    }
  }

  protected override onClosing(): void {
    const unread = this.#incoming.length > 0;
    this.#reading = false;
    this.#incoming = [];
    this.#unreadBytes = 0;
    if (!this.#peerGone) this.#peer?.receiveClosed(unread);
    this.#finishPending(uv.UV_ECANCELED!);
  }

  /** Closes so that the other end sees a reset, whatever is unread. */
  protected resetPeer(): void {
    if (!this.#peerGone) this.#peer?.receiveClosed(true);
    this.#peerGone = true;
  }
}

const asBytes = (view: ArrayBufferView): Uint8Array =>
  view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Programs look at `buffer` of what they read, which in Node holds nothing else. */
const exactBuffer = (bytes: Uint8Array): ArrayBufferLike =>
  ownsBuffer(bytes) ? bytes.buffer : bytes.slice().buffer;

function joinChunks(chunks: Any[]): Uint8Array {
  // The common case, a response: an ASCII head and a buffer. Encoded straight into its place.
  if (chunks.length === 4 && chunks[1] === 'latin1' && typeof chunks[2] !== 'string') {
    const head: string = chunks[0];
    const body = asBytes(chunks[2]);
    const joined = allocateBytes(head.length + body.length);
    writeLatin1(head, joined, 0);
    joined.set(body, head.length);
    return joined;
  }
  const parts: Uint8Array[] = [];
  for (let i = 0; i < chunks.length; i += 2) parts.push(chunkBytes(chunks[i], chunks[i + 1]));
  return parts.length === 1 ? copyBytes(parts[0]!) : concatBytes(parts);
}

function chunkBytes(chunk: string | ArrayBufferView, encoding: string): Uint8Array {
  if (typeof chunk !== 'string') return asBytes(chunk);
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return utf8Bytes(chunk);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return latin1Bytes(chunk);
    default:
      return runtime.Buffer.from(chunk, encoding as BufferEncoding);
  }
}
