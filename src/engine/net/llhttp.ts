/**
 * llhttp, the HTTP/1 parser of Node itself, as the WebAssembly that ships inside Node's undici.
 *
 * `MessageParser` adds what Node's C++ `Parser` does around it: it collects header pairs, hands
 * them over in batches, limits their size and turns errors into codes.
 */
import { browser } from '../core/browser.ts';
import { nodeData } from '../core/node-data.ts';
import { latin1Slice } from '../bytes/latin1.ts';

interface LlhttpExports {
  memory: WebAssembly.Memory;
  _initialize?: () => void;
  malloc(size: number): number;
  free(pointer: number): void;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_reset(parser: number): void;
  llhttp_execute(parser: number, data: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_pause(parser: number): void;
  llhttp_resume(parser: number): void;
  llhttp_resume_after_upgrade(parser: number): void;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
  llhttp_errno_name(errno: number): number;
  llhttp_get_http_major(parser: number): number;
  llhttp_get_http_minor(parser: number): number;
  llhttp_get_method(parser: number): number;
  llhttp_get_upgrade(parser: number): number;
  [lenient: `llhttp_set_lenient_${string}`]: (parser: number, enabled: number) => void;
}

export const REQUEST = 1;
export const RESPONSE = 2;

/** llhttp's `HPE_…` numbers that have a meaning here. */
const HPE_OK = 0;
const HPE_PAUSED_UPGRADE = 22;
const HPE_USER = 24;

/** Node's `kLenient…` flags: bit and the setters of llhttp that it stands for. */
const LENIENT: readonly (readonly [bit: number, setter: string])[] = [
  [1, 'headers'],
  [2, 'chunked_length'],
  [4, 'keep_alive'],
  [8, 'transfer_encoding'],
  [16, 'version'],
  [32, 'data_after_close'],
  [64, 'optional_lf_after_cr'],
  [128, 'optional_crlf_after_chunk'],
  [256, 'optional_cr_before_lf'],
  [512, 'spaces_after_chunk_size'],
];
/** `kLenientHeaderValueRelaxed`: this llhttp knows only the wider `headers` flag. */
const HEADER_VALUE_RELAXED = 1024;

/** Node flushes when the 32nd field begins. */
const MAX_PAIRS = 31;

/** What may be decoded in one go around a span; longer than nearly every head. */
const WINDOW = 2048;
const SCRATCH_SIZE = 64 * 1024;

/**
 * The "latin1" of browsers is windows-1252. Where it differs from ISO 8859-1, in 0x80 to 0x9f, it
 * gives characters beyond that range, so the difference shows.
 */
const BEYOND_LATIN1 = /[^\0-\xff]/;
const windows1252 = new browser.TextDecoder('latin1');

/** What a parser reports; the order and the arguments are those of Node's `HTTPParser` callbacks. */
export interface MessageEvents {
  onMessageBegin(): void;
  /** Header pairs that did not fit, or trailers. `url` is what of it was not reported yet. */
  onHeaders(headers: string[], url: string): void;
  /**
   * `headers` and `url` are missing when `onHeaders` had to be called for this head.
   * @returns 0 to go on, 1 when no body follows, 2 when the connection leaves HTTP after the head.
   */
  onHeadersComplete(
    versionMajor: number,
    versionMinor: number,
    headers: string[] | undefined,
    method: number | undefined,
    url: string | undefined,
    status: number | undefined,
    statusText: string | undefined,
    upgrade: boolean,
    keepAlive: boolean,
  ): number;
  /** A view of the bytes passed to `execute`. */
  onBody(bytes: Uint8Array): void;
  onMessageComplete(): void;
}

export interface ParseFailure {
  /** `HPE_…` */
  code: string;
  reason: string;
  bytesParsed: number;
}

const spans = ['none', 'field', 'value'] as const;
type Span = (typeof spans)[number];

let wasm: LlhttpExports;
/** All of the WebAssembly memory; renewed when it has grown, which detaches the old view. */
let memory = new Uint8Array(0);
/** Where the bytes go, by depth: a handler that answers at once makes a second parser run inside. */
const scratch: { pointer: number; size: number }[] = [];
let depth = 0;

function scratchAt(level: number, size: number): number {
  const area = (scratch[level] ??= { pointer: 0, size: 0 });
  if (area.size < size) {
    if (area.pointer !== 0) wasm.free(area.pointer);
    area.size = Math.max(SCRATCH_SIZE, size);
    area.pointer = wasm.malloc(area.size);
  }
  return area.pointer;
}

function cString(pointer: number): string {
  if (pointer === 0) return '';
  if (memory.length === 0) memory = new Uint8Array(wasm.memory.buffer);
  return latin1Slice(memory, pointer, memory.indexOf(0, pointer));
}

const isSpace = (code: number): boolean => code === 32 || code === 9;

export class MessageParser {
  /** The parser whose `execute` is innermost: callbacks of the module belong to it. */
  static #current: MessageParser;

  /** Compiles llhttp. Done by the first parser, too; ahead of it, a waiting worker has it ready. */
  static load(): void {
    if (wasm as LlhttpExports | undefined) return;
    const binary = Uint8Array.from(browser.atob(nodeData.llhttp), (char) => char.charCodeAt(0));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      env: {
        wasm_on_message_begin: () => MessageParser.#current.#onMessageBegin(),
        wasm_on_url: (_: number, at: number, length: number) =>
          MessageParser.#current.#onUrl(at, length),
        wasm_on_status: (_: number, at: number, length: number) =>
          MessageParser.#current.#onStatus(at, length),
        wasm_on_header_field: (_: number, at: number, length: number) =>
          MessageParser.#current.#onHeaderField(at, length),
        wasm_on_header_value: (_: number, at: number, length: number) =>
          MessageParser.#current.#onHeaderValue(at, length),
        wasm_on_headers_complete: (_: number, status: number, upgrade: number, alive: number) =>
          MessageParser.#current.#onHeadersComplete(status, upgrade !== 0, alive !== 0),
        wasm_on_body: (_: number, at: number, length: number) =>
          MessageParser.#current.#onBody(at, length),
        wasm_on_message_complete: () => MessageParser.#current.#onMessageComplete(),
      },
    });
    wasm = instance.exports as unknown as LlhttpExports;
    wasm._initialize?.();
  }

  readonly #events: MessageEvents;
  #parser = 0;
  #type = 0;
  #lenient = 0;
  #maxHeaderSize = 0;
  #headerBytes = 0;

  #headers: string[] = [];
  #span: Span = 'none';
  #url = '';
  #statusText = '';
  #flushed = false;
  #headComplete = false;

  #executing = false;
  #pausePending = false;
  #freePending = false;
  #threw = false;
  #thrown: unknown;
  #overflow = false;
  #failure: ParseFailure | undefined;

  /** The bytes being parsed, where they lie in the module's memory, and their text around a span. */
  #bytes!: Uint8Array;
  #base = 0;
  #window = '';
  #windowStart = 0;
  #windowEnd = 0;
  #windowIsLatin1 = true;

  constructor(events: MessageEvents) {
    this.#events = events;
  }

  /** Why the last `execute` or `finish` stopped, if it did. */
  get failure(): ParseFailure | undefined {
    return this.#failure;
  }
  /** Whether the head of the current message is complete. */
  get headComplete(): boolean {
    return this.#headComplete;
  }

  /**
   * Starts afresh.
   *
   * @param type `REQUEST` or `RESPONSE`
   * @param maxHeaderSize bytes of a head or of trailers
   * @param lenient Node's `kLenient…` flags
   */
  initialize(type: number, maxHeaderSize: number, lenient = 0): void {
    MessageParser.load();
    if (this.#parser !== 0 && this.#type === type) {
      wasm.llhttp_reset(this.#parser);
    } else {
      if (this.#parser !== 0) wasm.llhttp_free(this.#parser);
      this.#parser = wasm.llhttp_alloc(type);
      this.#type = type;
      this.#lenient = 0;
    }
    if (this.#lenient !== lenient) this.#setLenient(lenient);
    this.#maxHeaderSize = maxHeaderSize;
    this.#headerBytes = 0;
    this.#headers = [];
    this.#span = 'none';
    this.#url = '';
    this.#statusText = '';
    this.#flushed = false;
    this.#headComplete = false;
    this.#overflow = false;
    this.#failure = undefined;
  }
  #setLenient(flags: number): void {
    const effective = flags & HEADER_VALUE_RELAXED ? flags | 1 : flags;
    for (const [bit, setter] of LENIENT) {
      wasm[`llhttp_set_lenient_${setter}`]!(this.#parser, effective & bit ? 1 : 0);
    }
    this.#lenient = flags;
  }

  /** Gives the module's memory back. The parser can be initialized again. */
  free(): void {
    if (this.#executing) {
      this.#freePending = true;
      return;
    }
    if (this.#parser !== 0) wasm.llhttp_free(this.#parser);
    this.#parser = 0;
  }

  /**
   * Parses `bytes`, which must not change meanwhile. An exception of a callback ends it and is
   * thrown on.
   *
   * @returns how many bytes were used: fewer than given after a failure or an upgrade.
   */
  execute(bytes: Uint8Array): number {
    if (this.#parser === 0) return 0;
    const length = bytes.length;
    const pointer = scratchAt(depth, length);
    if (memory.length === 0) memory = new Uint8Array(wasm.memory.buffer);
    memory.set(bytes, pointer);
    this.#bytes = bytes;
    this.#base = pointer;
    this.#windowStart = this.#windowEnd = 0;
    this.#windowIsLatin1 = true;
    return this.#run(pointer, length);
  }

  /** Tells that the connection has ended. */
  finish(): void {
    if (this.#parser !== 0) this.#run(-1, 0);
  }

  #run(pointer: number, length: number): number {
    const outer = MessageParser.#current;
    MessageParser.#current = this;
    this.#executing = true;
    this.#failure = undefined;
    depth++;
    const errno =
      pointer < 0
        ? wasm.llhttp_finish(this.#parser)
        : wasm.llhttp_execute(this.#parser, pointer, length);
    depth--;
    this.#executing = false;
    MessageParser.#current = outer;

    let used = length;
    if (errno !== HPE_OK) {
      used = this.#stopped(errno, pointer, length);
    }
    if (this.#pausePending) {
      this.#pausePending = false;
      wasm.llhttp_pause(this.#parser);
    }
    if (this.#freePending) {
      this.#freePending = false;
      this.free();
    }
    if (this.#threw) {
      const thrown = this.#thrown;
      this.#threw = false;
      this.#thrown = undefined;
      throw thrown;
    }
    return used;
  }

  #stopped(errno: number, pointer: number, length: number): number {
    const position = wasm.llhttp_get_error_pos(this.#parser) - pointer;
    const used = pointer < 0 ? 0 : Math.min(Math.max(position, 0), length);
    if (errno === HPE_PAUSED_UPGRADE) {
      wasm.llhttp_resume_after_upgrade(this.#parser);
      return used;
    }
    if (wasm.llhttp_get_upgrade(this.#parser) !== 0) return used;
    this.#failure =
      errno === HPE_USER && this.#overflow
        ? { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow', bytesParsed: used }
        : {
            code: cString(wasm.llhttp_errno_name(errno)),
            reason: cString(wasm.llhttp_get_error_reason(this.#parser)),
            bytesParsed: used,
          };
    return used;
  }

  /** Makes the next `execute` fail with `HPE_PAUSED` until `resume`. */
  pause(): void {
    if (this.#executing) this.#pausePending = true;
    else if (this.#parser !== 0) wasm.llhttp_pause(this.#parser);
  }
  resume(): void {
    if (this.#executing) this.#pausePending = false;
    else if (this.#parser !== 0) wasm.llhttp_resume(this.#parser);
  }

  // --- callbacks of the module ---

  /** Runs code that may throw: an exception must not unwind the module's frames. */
  #guard(call: () => number | void): number {
    try {
      return call() ?? 0;
    } catch (error) {
      this.#threw = true;
      this.#thrown = error;
      return -1;
    }
  }

  /**
   * The text of a span. One decode of the whole head and a substring each costs an eighth of
   * decoding every span by itself.
   */
  #text(at: number, length: number): string {
    if (length === 0) return '';
    const from = at - this.#base;
    const to = from + length;
    if (from < this.#windowStart || to > this.#windowEnd) this.#moveWindow(from, to);
    return this.#windowIsLatin1
      ? this.#window.slice(from - this.#windowStart, to - this.#windowStart)
      : latin1Slice(this.#bytes, from, to);
  }
  #moveWindow(from: number, to: number): void {
    const bytes = this.#bytes;
    this.#windowStart = from;
    this.#windowEnd = Math.min(bytes.length, Math.max(to, from + WINDOW));
    this.#window = windows1252.decode(bytes.subarray(from, this.#windowEnd));
    this.#windowIsLatin1 = !BEYOND_LATIN1.test(this.#window);
  }

  #overflows(length: number): boolean {
    this.#headerBytes += length;
    if (this.#headerBytes < this.#maxHeaderSize) return false;
    this.#overflow = true;
    return true;
  }

  #onMessageBegin(): number {
    this.#headers = [];
    this.#span = 'none';
    this.#url = '';
    this.#statusText = '';
    this.#headerBytes = 0;
    this.#flushed = false;
    this.#headComplete = false;
    return this.#guard(() => this.#events.onMessageBegin());
  }

  #onUrl(at: number, length: number): number {
    if (this.#overflows(length)) return HPE_USER;
    this.#url += this.#text(at, length);
    return 0;
  }

  #onStatus(at: number, length: number): number {
    if (this.#overflows(length)) return HPE_USER;
    this.#statusText += this.#text(at, length);
    return 0;
  }

  #onHeaderField(at: number, length: number): number {
    if (this.#overflows(length)) return HPE_USER;
    const text = this.#text(at, length);
    const headers = this.#headers;
    if (this.#span === 'field') {
      headers[headers.length - 1] += text;
      return 0;
    }
    this.#endValue();
    if (headers.length === MAX_PAIRS * 2) {
      this.#flush();
      this.#headers = [text];
    } else {
      headers.push(text);
    }
    this.#span = 'field';
    return 0;
  }

  #onHeaderValue(at: number, length: number): number {
    if (this.#overflows(length)) return HPE_USER;
    const text = this.#text(at, length);
    const headers = this.#headers;
    if (this.#span === 'value') headers[headers.length - 1] += text;
    else headers.push(text);
    this.#span = 'value';
    return 0;
  }

  /** Cuts trailing white space off the value that has ended. */
  #endValue(): void {
    if (this.#span !== 'value') return;
    this.#span = 'none';
    const headers = this.#headers;
    const last = headers.length - 1;
    const value = headers[last]!;
    let end = value.length;
    while (end > 0 && isSpace(value.charCodeAt(end - 1))) end--;
    if (end < value.length) headers[last] = value.slice(0, end);
  }

  #flush(): void {
    const headers = this.#headers;
    const url = this.#url;
    this.#headers = [];
    this.#url = '';
    this.#flushed = true;
    this.#guard(() => this.#events.onHeaders(headers, url));
  }

  #onHeadersComplete(status: number, upgrade: boolean, keepAlive: boolean): number {
    this.#endValue();
    this.#headComplete = true;
    this.#headerBytes = 0;
    let headers: string[] | undefined;
    let url: string | undefined;
    const isRequest = this.#type === REQUEST;
    if (this.#flushed) {
      this.#flush();
    } else {
      headers = this.#headers;
      this.#headers = [];
      if (isRequest) url = this.#url;
    }
    const parser = this.#parser;
    try {
      return this.#events.onHeadersComplete(
        wasm.llhttp_get_http_major(parser),
        wasm.llhttp_get_http_minor(parser),
        headers,
        isRequest ? wasm.llhttp_get_method(parser) : undefined,
        url,
        isRequest ? undefined : status,
        isRequest ? undefined : this.#statusText,
        upgrade,
        keepAlive,
      );
    } catch (error) {
      this.#threw = true;
      this.#thrown = error;
      return -1;
    }
  }

  #onBody(at: number, length: number): number {
    if (length === 0) return 0;
    const from = at - this.#base;
    return this.#guard(() => this.#events.onBody(this.#bytes.subarray(from, from + length)));
  }

  #onMessageComplete(): number {
    this.#endValue();
    if (this.#headers.length > 0) this.#flush();
    return this.#guard(() => this.#events.onMessageComplete());
  }
}
