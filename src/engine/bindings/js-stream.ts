/** The `js_stream` binding: a handle over a stream of the program, for `internal/js_stream_socket`. */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { nodeData, type Any, type Binding, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { bytesOf } from '../bytes/view.ts';
import { streamBaseState } from '../net/stream.ts';

const shape = nodeData.shapes.stream_wrap!;
const kReadBytesOrError: number = shape.kReadBytesOrError;
const kArrayBufferOffset: number = shape.kArrayBufferOffset;
const kBytesWritten: number = shape.kBytesWritten;
const kLastWriteWasAsync: number = shape.kLastWriteWasAsync;

class JSStream extends AsyncWrap {
  declare onreadstart?: Fn;
  declare onreadstop?: Fn;
  declare onshutdown?: Fn;
  declare onwrite?: Fn;
  #onread: Fn | undefined;
  #userBuffer: Uint8Array | undefined;
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
  get onread(): Fn | undefined {
    return this.#onread;
  }
  set onread(callback: Fn | undefined) {
    this.#onread = callback;
  }

  /** What the program's half answers: 0 or an error's number; what it throws is uncaught. */
  #ask(fn: Fn | undefined, ...args: unknown[]): number {
    if (typeof fn !== 'function') return uv.UV_EPROTO!;
    let status = uv.UV_EPROTO!;
    const call = (): void => {
      status = Reflect.apply(fn, this, args) | 0;
    };
    makeCallback(this, call, []);
    return status;
  }

  readStart(): number {
    return this.#ask(this.onreadstart);
  }
  readStop(): number {
    return this.#ask(this.onreadstop);
  }
  shutdown(request: Any): number {
    request.handle ??= this;
    return this.#ask(this.onshutdown, request);
  }
  useUserBuffer(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  #write(request: Any, parts: Uint8Array[]): number {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#bytesWritten += length;
    const error = this.#ask(this.onwrite, request, parts);
    streamBaseState[kBytesWritten] = length;
    streamBaseState[kLastWriteWasAsync] = error === 0 ? 1 : 0;
    return error;
  }
  writeBuffer(request: Any, buffer: ArrayBufferView): number {
    const { Buffer } = runtime;
    return this.#write(request, [Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength)]);
  }
  /** `chunks` are buffers, or pairs of a chunk and its encoding. */
  writev(request: Any, chunks: Any[], allBuffers: boolean): number {
    if (allBuffers) return this.#write(request, chunks);
    const { Buffer } = runtime;
    const parts: Uint8Array[] = [];
    for (let i = 0; i < chunks.length; i += 2) {
      const chunk: unknown = chunks[i];
      parts.push(typeof chunk === 'string' ? Buffer.from(chunk, chunks[i + 1]) : (chunk as Buffer));
    }
    return this.#write(request, parts);
  }
  writeAsciiString(request: Any, text: string): number {
    return this.#write(request, [runtime.Buffer.from(text, 'latin1')]);
  }
  writeLatin1String(request: Any, text: string): number {
    return this.#write(request, [runtime.Buffer.from(text, 'latin1')]);
  }
  writeUtf8String(request: Any, text: string): number {
    return this.#write(request, [runtime.Buffer.from(text)]);
  }
  writeUcs2String(request: Any, text: string): number {
    return this.#write(request, [runtime.Buffer.from(text, 'utf16le')]);
  }

  #finish(request: Any, status: number): void {
    if (typeof request?.oncomplete !== 'function') return;
    makeCallback(request, request.oncomplete, [status, this, undefined]);
  }
  finishWrite(request: Any, status: number): void {
    this.#finish(request, status);
  }
  finishShutdown(request: Any, status: number): void {
    this.#finish(request, status);
  }

  readBuffer(chunk: ArrayBufferView): void {
    const bytes = bytesOf(chunk);
    const size = this.#userBuffer?.length ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.slice(at, at + size);
      this.#bytesRead += part.length;
      this.#userBuffer?.set(part);
      this.#emit(part.length, this.#userBuffer ? undefined : part);
    }
  }
  emitEOF(): void {
    this.#emit(uv.UV_EOF!);
  }
  #emit(status: number, bytes?: Uint8Array): void {
    if (!this.#onread) return;
    streamBaseState[kReadBytesOrError] = status;
    streamBaseState[kArrayBufferOffset] = 0;
    makeCallback(this, this.#onread, [bytes?.buffer]);
  }
}

export const jsStream = (stub: Binding): Binding => Object.assign(stub, { JSStream });
