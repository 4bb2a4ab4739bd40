/**
 * What commands read from and write to. A write resolves once the reader has room again, so that
 * nothing piles up between a fast writer and a slow reader; it fails with `BrokenPipe` once nobody
 * reads any more, which is how `yes | head -1` ends.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
  readonly code = 'EPIPE';
  constructor() {
    super('Broken pipe');
  }
}

export interface Input {
  /** The shell's own descriptor, which a process can inherit. */
  readonly inherits: number | undefined;
  readonly isTerminal: boolean;
  /** The next bytes, or `undefined` at the end. */
  read(signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Gives back what was read too much: the next `read` returns it. */
  unread(bytes: Uint8Array): void;
  /** Nobody will read any more. */
  cancel(): void;
}

export interface Output {
  readonly inherits: number | undefined;
  readonly isTerminal: boolean;
  /** Width in columns of a terminal. */
  readonly columns: number | undefined;
  /** @throws BrokenPipe once nobody reads any more. */
  write(data: string | Uint8Array): Promise<void>;
  end(): void;
}

/** Bytes that may wait in a pipe, as in Linux. */
const PIPE_CAPACITY = 64 * 1024;

const asBytes = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : data;

/** A pipe within the shell. */
export function createPipe(): { input: Input; output: Output } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let cancelled = false;
  let wakeReader: (() => void) | undefined;
  const wakeWriters: (() => void)[] = [];
  const notifyReader = (): void => {
    wakeReader?.();
    wakeReader = undefined;
  };
  const notifyWriters = (): void => {
    for (const wake of wakeWriters.splice(0)) wake();
  };
  return {
    input: {
      inherits: undefined,
      isTerminal: false,
      async read(signal) {
        while (chunks.length === 0 && !ended && !cancelled) {
          signal?.throwIfAborted();
          await new Promise<void>((resolve, reject) => {
            const stop = (): void => reject(signal!.reason as Error);
            signal?.addEventListener('abort', stop, { once: true });
            wakeReader = () => {
              signal?.removeEventListener('abort', stop);
              resolve();
            };
          });
        }
        const chunk = chunks.shift();
        size -= chunk?.length ?? 0;
        if (size < PIPE_CAPACITY) notifyWriters();
        return chunk;
      },
      unread(bytes) {
        if (bytes.length === 0) return;
        chunks.unshift(bytes);
        size += bytes.length;
      },
      cancel() {
        cancelled = true;
        chunks.length = 0;
        notifyWriters();
        notifyReader();
      },
    },
    output: {
      inherits: undefined,
      isTerminal: false,
      columns: undefined,
      async write(data) {
        if (cancelled) throw new BrokenPipe();
        const bytes = asBytes(data);
        if (bytes.length === 0) return;
        chunks.push(bytes);
        size += bytes.length;
        notifyReader();
        while (size >= PIPE_CAPACITY && !cancelled) {
          await new Promise<void>((resolve) => wakeWriters.push(resolve));
        }
        if (cancelled) throw new BrokenPipe();
      },
      end() {
        ended = true;
        notifyReader();
      },
    },
  };
}

/** What the shell itself was given as standard input; it is opened when the first command reads. */
export function inputFrom(open: () => Readable, fd: number, isTerminal: boolean): Input {
  const unreadChunks: Uint8Array[] = [];
  let stream: Readable | undefined;
  return {
    inherits: fd,
    isTerminal,
    async read(signal) {
      const unread = unreadChunks.shift();
      if (unread) return unread;
      stream ??= open();
      try {
        for (;;) {
          signal?.throwIfAborted();
          const chunk = stream.read() as Uint8Array | string | null;
          if (chunk !== null) return asBytes(chunk);
          if (stream.readableEnded || stream.destroyed) return undefined;
          await nextOf(stream, signal);
        }
      } finally {
        // Else a descriptor that nobody reads from would keep the shell alive. It stops reading in the next
        // tick: a read before that would be stopped with it, and find the shell with nothing to wait for.
        stream.pause();
        await new Promise<void>((resolve) => process.nextTick(resolve));
      }
    },
    unread: (bytes) => void (bytes.length > 0 && unreadChunks.unshift(bytes)),
    cancel() {},
  };
}

/** Waits until a stream may have something to read, or has ended. */
function nextOf(stream: Readable, signal?: AbortSignal): Promise<void> {
  return firstOf(stream, ['readable', 'end', 'close', 'error'], signal);
}

/** Waits for one of the events, and leaves no listener behind. */
function firstOf(
  stream: Readable | Writable,
  events: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const stop = (): void => {
      done();
      reject(signal!.reason as Error);
    };
    for (const event of events) stream.on(event, done);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** How much is written before other tasks, such as a signal, get their turn. */
const TURN_BYTES = 64 * 1024;

/** A stream that stays open: the shell's own standard output or error. */
export function outputTo(stream: Writable | WriteStream, fd: number | undefined): Output {
  let broken = false;
  let sinceTurn = 0;
  stream.on('error', () => {
    broken = true;
  });
  const terminal = 'isTTY' in stream && stream.isTTY ? stream : undefined;
  return {
    inherits: fd,
    isTerminal: terminal !== undefined,
    get columns() {
      return terminal?.columns;
    },
    async write(data) {
      if (broken || stream.destroyed) throw new BrokenPipe();
      sinceTurn += data.length;
      if (!stream.write(data)) await firstOf(stream, ['drain', 'close', 'error']);
      if (sinceTurn >= TURN_BYTES) {
        sinceTurn = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (broken) throw new BrokenPipe();
    },
    end() {},
  };
}

/** A file opened for reading. @throws the error of `open` */
export function fileInput(path: string): Input {
  const fd = openSync(path, 'r');
  let open = true;
  const unreadChunks: Uint8Array[] = [];
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  return {
    inherits: undefined,
    isTerminal: false,
    async read() {
      const unread = unreadChunks.shift();
      if (unread) return unread;
      if (!open) return undefined;
      const buffer = Buffer.allocUnsafe(PIPE_CAPACITY);
      const length = readSync(fd, buffer);
      return length > 0 ? buffer.subarray(0, length) : undefined;
    },
    unread: (bytes) => void (bytes.length > 0 && unreadChunks.unshift(bytes)),
    cancel: close,
  };
}

/** A file opened for writing (`w`) or appending (`a`). @throws the error of `open` */
export function fileOutput(path: string, flags: 'w' | 'a'): Output {
  const fd = openSync(path, flags);
  let open = true;
  let sinceTurn = 0;
  return {
    inherits: undefined,
    isTerminal: false,
    columns: undefined,
    async write(data) {
      const bytes = asBytes(data);
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
      sinceTurn += bytes.length;
      if (sinceTurn < TURN_BYTES) return;
      sinceTurn = 0;
      await new Promise((resolve) => setImmediate(resolve));
    },
    end() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

/** Text as an input: here-documents and here-strings. */
export function textInput(text: string): Input {
  const { input, output } = createPipe();
  void output.write(text).catch(() => {});
  output.end();
  return input;
}

/** Collects what is written. */
export function collector(): { output: Output; text: () => string } {
  const chunks: Uint8Array[] = [];
  return {
    output: {
      inherits: undefined,
      isTerminal: false,
      columns: undefined,
      write: async (data) => void chunks.push(asBytes(data).slice()),
      end() {},
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}

/** All chunks of an input, one after the other. */
export async function* chunksOf(input: Input, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let chunk = await input.read(signal); chunk; chunk = await input.read(signal)) yield chunk;
}

/** Everything up to the end. */
export async function readAll(input: Input, signal?: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(input, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Lines without their ends. The last needs none. */
export async function* linesOf(input: Input, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(input, signal)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
