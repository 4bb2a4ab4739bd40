/** The `http_parser` binding: `HTTPParser` and `ConnectionsList` as `_http_common.js` uses them. */
import { browser } from '../core/browser.ts';
import { emitDestroy } from '../core/async-ids.ts';
import { AsyncWrap, symbols } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { nodeData, type Any, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { MessageParser, type MessageEvents } from '../net/llhttp.ts';
import type { LibuvStreamWrap, StreamListener } from '../net/stream.ts';

const constants = nodeData.extras.httpParser;
const kOnMessageBegin = constants.kOnMessageBegin!;
const kOnHeaders = constants.kOnHeaders!;
const kOnHeadersComplete = constants.kOnHeadersComplete!;
const kOnBody = constants.kOnBody!;
const kOnMessageComplete = constants.kOnMessageComplete!;
const kOnExecute = constants.kOnExecute!;

const now = (): number => browser.performance.now();

let defaultMaxHeaderSize = 0;
/** `--max-http-header-size`, in bytes. */
const maxHeaderSizeOption = (): number =>
  (defaultMaxHeaderSize ||= runtime
    .require('internal/options')
    .getOptionValue('--max-http-header-size'));

/** Calls the functions that lib has set on the parser under its numbered keys. */
class ProgramCallbacks implements MessageEvents {
  readonly #parser: Any;
  readonly #timing: MessageTiming;
  constructor(parser: HTTPParser, timing: MessageTiming) {
    this.#parser = parser;
    this.#timing = timing;
  }

  onMessageBegin(): void {
    this.#timing.start(this.#parser);
    this.#parser[kOnMessageBegin]?.();
  }
  onHeaders(headers: string[], url: string): void {
    this.#parser[kOnHeaders]?.(headers, url);
  }
  onHeadersComplete(...head: Parameters<MessageEvents['onHeadersComplete']>): number {
    this.#timing.headComplete = true;
    const parser = this.#parser;
    const callback = parser[kOnHeadersComplete];
    if (typeof callback !== 'function') return 0;
    return Number(Reflect.apply(callback, parser, head)) | 0;
  }
  onBody(bytes: Uint8Array): void {
    // The program may keep and change it, and may look at its `buffer`. Not `slice`: that of a
    // Buffer, which a program may pass to `execute`, does not copy.
    this.#parser[kOnBody]?.(runtime.Buffer.from(new Uint8Array(bytes).buffer));
  }
  onMessageComplete(): void {
    this.#timing.end(this.#parser);
    this.#parser[kOnMessageComplete]?.();
  }
}

/** When the current message of a parser began, for the timeouts of a server. */
class MessageTiming {
  /** Milliseconds of the monotonic clock; 0 between messages. */
  startedAt = 0;
  headComplete = false;
  list: Connections | undefined;

  start(parser: HTTPParser): void {
    this.startedAt = now();
    this.headComplete = false;
    this.list?.active.add(parser);
  }
  end(parser: HTTPParser): void {
    this.startedAt = 0;
    this.list?.active.delete(parser);
  }
}

interface Connections {
  all: Set<HTTPParser>;
  active: Set<HTTPParser>;
}

let timingOf: (parser: HTTPParser) => MessageTiming;

export class HTTPParser extends AsyncWrap {
  static {
    timingOf = (parser) => parser.#timing;
    Object.assign(this, constants);
  }

  readonly #timing = new MessageTiming();
  readonly #parser = new MessageParser(new ProgramCallbacks(this, this.#timing));
  #buffer: Uint8Array | undefined;
  #handle: LibuvStreamWrap | undefined;

  initialize(
    type: number,
    resource: object,
    maxHeaderSize = 0,
    lenientFlags = 0,
    connections?: ConnectionsList | null,
  ): void {
    this.asyncReset();
    (this as Any)[symbols.resource_symbol!] = resource;
    this.#parser.initialize(type, maxHeaderSize || maxHeaderSizeOption(), lenientFlags);
    const timing = this.#timing;
    timing.headComplete = false;
    timing.startedAt = 0;
    timing.list = connections ? setsOf(connections) : undefined;
    if (timing.list) {
      // A connection that never sends anything must time out, too.
      timing.startedAt = now();
      timing.list.all.add(this);
      timing.list.active.add(this);
    }
  }

  execute(view: ArrayBufferView): number | Error {
    return this.#execute(
      view instanceof Uint8Array
        ? view
        : new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
    );
  }
  #execute(bytes: Uint8Array): number | Error {
    this.#buffer = bytes;
    const used = this.#parser.execute(bytes);
    this.#buffer = undefined;
    return this.#error() ?? used;
  }
  finish(): Error | undefined {
    this.#parser.finish();
    return this.#error();
  }
  #error(): Error | undefined {
    const { failure } = this.#parser;
    if (!failure) return undefined;
    const error = new browser.Error('Parse Error') as Any;
    error.bytesParsed = failure.bytesParsed;
    error.code = failure.code;
    error.reason = failure.reason;
    return error;
  }

  pause(): void {
    this.#parser.pause();
  }
  resume(): void {
    this.#parser.resume();
  }

  /** Reads from the handle directly, past `net.Socket`. */
  consume(handle: LibuvStreamWrap): void {
    this.#handle = handle;
    handle.setStreamListener(this.#listener);
  }
  unconsume(): void {
    this.#handle?.setStreamListener(undefined);
    this.#handle = undefined;
  }

  readonly #listener: StreamListener = {
    onStreamRead: (nread, bytes) => {
      if (bytes === undefined) this.#handle?.emitRead(nread);
      // One call into the program for all that the bytes bring about.
      else makeCallback(this, this.#run, [bytes]);
    },
  };
  readonly #run = (bytes: Uint8Array): void => {
    const result = this.#execute(bytes);
    this.#buffer = bytes;
    (this as Any)[kOnExecute]?.(result);
    this.#buffer = undefined;
  };

  /** A copy of the bytes that are being parsed. */
  getCurrentBuffer(): Buffer {
    return runtime.Buffer.from(this.#buffer ?? []);
  }

  /** Takes the parser off the lists of its server. */
  remove(): void {
    const { list } = this.#timing;
    list?.all.delete(this);
    list?.active.delete(this);
  }
  /** lib keeps the parser for another connection. */
  free(): void {
    this.remove();
    emitDestroy(this.getAsyncId());
  }
  /** lib drops the parser. */
  close(): void {
    this.remove();
    this.#parser.free();
  }
}

let setsOf: (list: ConnectionsList) => Connections;

/** The connections of an HTTP server. */
export class ConnectionsList {
  static {
    setsOf = (list) => list.#sets;
  }
  readonly #sets: Connections = { all: new Set(), active: new Set() };

  all(): HTTPParser[] {
    return [...this.#sets.all];
  }
  /** Between two requests. */
  idle(): HTTPParser[] {
    return this.all().filter((parser) => timingOf(parser).startedAt === 0);
  }
  active(): HTTPParser[] {
    return [...this.#sets.active];
  }

  /**
   * Takes those off the active list whose head or request took too long.
   * @param headersTimeout milliseconds, 0 for none; likewise `requestTimeout`
   */
  expired(headersTimeout: number, requestTimeout: number): HTTPParser[] {
    if (requestTimeout > 0 && headersTimeout > requestTimeout) {
      [headersTimeout, requestTimeout] = [requestTimeout, headersTimeout];
    }
    const time = now();
    const isLate = (timing: MessageTiming, timeout: number): boolean =>
      timeout > 0 && time - timing.startedAt > timeout;
    const expired = this.active().filter((parser) => {
      const timing = timingOf(parser);
      return (
        (!timing.headComplete && isLate(timing, headersTimeout)) || isLate(timing, requestTimeout)
      );
    });
    for (const parser of expired) this.#sets.active.delete(parser);
    return expired;
  }
}

export function httpParser(stub: Binding): Binding {
  MessageParser.load();
  return Object.assign(stub, { HTTPParser, ConnectionsList });
}
