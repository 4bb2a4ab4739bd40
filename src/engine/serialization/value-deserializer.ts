/** V8's `ValueDeserializer`: bytes back to values. */
import {
  BACKED_BY_RESIZABLE,
  ERROR_PROTOTYPES,
  ErrorTag,
  LENGTH_TRACKING,
  REGEXP_FLAGS,
  Tag,
  VERSION,
  VIEW_TAGS,
} from './wire-format.ts';

export interface DeserializerDelegate {
  /** Reads what follows the tag of a host object. */
  readHostObject(): unknown;
  sharedArrayBuffer(id: number): SharedArrayBuffer | undefined;
  wasmModule(id: number): WebAssembly.Module | undefined;
  /** Code units as characters: one byte each, or two, little endian. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
  utf16(bytes: Uint8Array, start: number, end: number): string;
}

export const UNREADABLE = 'Unable to deserialize cloned data.';
export const WRONG_VERSION =
  'Unable to deserialize cloned data due to invalid or unsupported version.';

/** From this version on a view has flags. */
const VIEW_FLAGS_VERSION = 14;

const fail = (): never => {
  throw new Error(UNREADABLE);
};

const viewClasses = new Map<number, string>(
  Object.entries(VIEW_TAGS).map(([name, tag]) => [tag, name]),
);
const errorClasses = new Map<number, string>(
  ERROR_PROTOTYPES.map((name) => [ErrorTag[name], name]),
);

type ViewClass = new (buffer: ArrayBufferLike, offset: number, length?: number) => ArrayBufferView;
const globalOf = <T>(name: string): T => (globalThis as unknown as Record<string, T>)[name]!;

export class ValueDeserializer {
  version = 0;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #delegate: DeserializerDelegate;
  readonly #objects: unknown[] = [];
  readonly #transferred = new Map<number, ArrayBufferLike>();
  #at = 0;

  constructor(bytes: Uint8Array, delegate: DeserializerDelegate) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#delegate = delegate;
  }

  transferArrayBuffer(id: number, buffer: ArrayBufferLike): void {
    this.#transferred.set(id, buffer);
  }

  /** @throws Error for a version from the future. */
  readHeader(): void {
    if (this.#bytes[this.#at] !== Tag.version) throw new Error(WRONG_VERSION);
    this.#at++;
    this.version = this.readUint32();
    if (this.version > VERSION) throw new Error(WRONG_VERSION);
  }

  readUint32(): number {
    return this.#varint() >>> 0;
  }
  /** High and low 32 bits. */
  readUint64(): [number, number] {
    let value = 0n;
    let shift = 0n;
    let byte: number;
    do {
      byte = this.#byte();
      if (shift < 64n) value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
    } while (byte & 0x80);
    return [Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn)];
  }
  readDouble(): number {
    if (this.#at + 8 > this.#bytes.length) fail();
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }
  /** Skips `length` bytes and returns where they begin. */
  readRawBytes(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) fail();
    this.#at += length;
    return at;
  }

  readValue(): unknown {
    const value = this.#internal();
    // A buffer may be there only for the view that follows.
    if (isBuffer(value) && this.#peek() === Tag.arrayBufferView) {
      this.#tag();
      return this.#arrayBufferView(value);
    }
    return value;
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) fail();
    return this.#bytes[this.#at++]!;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = this.#byte();
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte & 0x80);
    return value;
  }

  #peek(): number | undefined {
    let at = this.#at;
    while (this.#bytes[at] === Tag.padding) at++;
    return this.#bytes[at];
  }
  #tag(): number {
    let tag: number;
    do tag = this.#byte();
    while (tag === Tag.padding);
    return tag;
  }

  /** Objects are numbered as they begin, before what they hold. */
  #register<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #internal(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case Tag.verifyObjectCount:
        this.#varint();
        return this.#internal();
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.true:
        return true;
      case Tag.false:
        return false;
      case Tag.int32:
        return this.#zigZag();
      case Tag.uint32:
        return this.#varint();
      case Tag.double:
        return this.readDouble();
      case Tag.bigint:
        return this.#bigint();
      case Tag.utf8String:
      case Tag.oneByteString:
      case Tag.twoByteString:
        return this.#stringOf(tag);
      case Tag.objectReference: {
        const id = this.#varint();
        if (id >= this.#objects.length) fail();
        return this.#objects[id];
      }
      case Tag.beginObject: {
        const object = this.#register({} as Record<string, unknown>);
        if (this.#properties(object, Tag.endObject) !== this.#varint()) fail();
        return object;
      }
      case Tag.beginSparseArray: {
        const length = this.#varint();
        const array = this.#register<unknown[]>([]);
        array.length = length;
        const count = this.#properties(array, Tag.endSparseArray);
        if (count !== this.#varint() || length !== this.#varint()) fail();
        return array;
      }
      case Tag.beginDenseArray:
        return this.#denseArray();
      case Tag.date:
        return this.#register(new Date(this.readDouble()));
      case Tag.trueObject:
        return this.#register(Object(true));
      case Tag.falseObject:
        return this.#register(Object(false));
      case Tag.numberObject:
        return this.#register(Object(this.readDouble()));
      case Tag.bigintObject:
        return this.#register(Object(this.#bigint()));
      case Tag.stringObject:
        return this.#register(Object(this.#string()));
      case Tag.regExp:
        return this.#regExp();
      case Tag.beginMap:
        return this.#map();
      case Tag.beginSet:
        return this.#set();
      case Tag.arrayBuffer:
        return this.#arrayBuffer(false);
      case Tag.resizableArrayBuffer:
        return this.#arrayBuffer(true);
      case Tag.arrayBufferTransfer: {
        const buffer = this.#transferred.get(this.#varint());
        return buffer ? this.#register(buffer) : fail();
      }
      case Tag.sharedArrayBuffer: {
        const buffer = this.#delegate.sharedArrayBuffer(this.#varint());
        return buffer ? this.#register(buffer) : fail();
      }
      case Tag.wasmModuleTransfer: {
        const module = this.#delegate.wasmModule(this.#varint());
        return module ? this.#register(module) : fail();
      }
      case Tag.error:
        return this.#error();
      case Tag.hostObject: {
        const index = this.#objects.length;
        this.#register(undefined);
        const object = this.#delegate.readHostObject();
        this.#objects[index] = object;
        return object;
      }
      default:
        return fail();
    }
  }

  #zigZag(): number {
    const value = this.#varint() >>> 0;
    return (value >>> 1) ^ -(value & 1);
  }

  #bigint(): bigint {
    const bits = this.#varint();
    const length = Math.floor(bits / 2);
    const at = this.readRawBytes(length);
    let value = 0n;
    for (let i = at + length - 1; i >= at; i--) value = (value << 8n) | BigInt(this.#bytes[i]!);
    return bits % 2 === 1 ? -value : value;
  }

  #string(): string {
    return this.#stringOf(this.#tag());
  }

  #stringOf(tag: number): string {
    const length = this.#varint();
    const at = this.readRawBytes(length);
    if (tag === Tag.oneByteString) return this.#delegate.latin1(this.#bytes, at, at + length);
    if (tag === Tag.twoByteString) return this.#delegate.utf16(this.#bytes, at, at + length);
    if (tag === Tag.utf8String) {
      return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
    }
    return fail();
  }

  /** Reads pairs up to the tag and returns how many there were. */
  #properties(object: object, end: number): number {
    for (let count = 0; ; count++) {
      if (this.#peek() === end) {
        this.#tag();
        return count;
      }
      const key = this.readValue();
      if (typeof key !== 'string' && typeof key !== 'number') fail();
      const value = this.readValue();
      // Not by assignment: `__proto__` is a key like others.
      Object.defineProperty(object, key as string, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }

  #denseArray(): unknown[] {
    const length = this.#varint();
    // Each element takes a byte at least: more cannot be meant.
    if (length > this.#bytes.length - this.#at) fail();
    const array = this.#register<unknown[]>([]);
    array.length = length;
    for (let i = 0; i < length; i++) {
      if (this.#peek() === Tag.hole) this.#tag();
      else array[i] = this.readValue();
    }
    const count = this.#properties(array, Tag.endDenseArray);
    if (count !== this.#varint() || length !== this.#varint()) fail();
    return array;
  }

  #regExp(): RegExp {
    const source = this.#string();
    const bits = this.#varint();
    const flags = Object.entries(REGEXP_FLAGS).filter(([, bit]) => bits & bit);
    try {
      return this.#register(new RegExp(source, flags.map(([flag]) => flag).join('')));
    } catch {
      return fail();
    }
  }

  #map(): Map<unknown, unknown> {
    const map = this.#register(new Map<unknown, unknown>());
    let count = 0;
    for (; this.#peek() !== Tag.endMap; count += 2) {
      const key = this.readValue();
      Map.prototype.set.call(map, key, this.readValue());
    }
    this.#tag();
    if (this.#varint() !== count) fail();
    return map;
  }

  #set(): Set<unknown> {
    const set = this.#register(new Set<unknown>());
    let count = 0;
    for (; this.#peek() !== Tag.endSet; count++) Set.prototype.add.call(set, this.readValue());
    this.#tag();
    if (this.#varint() !== count) fail();
    return set;
  }

  #arrayBuffer(resizable: boolean): ArrayBuffer {
    const length = this.#varint();
    const maxByteLength = resizable ? this.#varint() : undefined;
    const at = this.readRawBytes(length);
    const Constructor = ArrayBuffer as unknown as new (
      length: number,
      options?: { maxByteLength: number },
    ) => ArrayBuffer;
    const buffer =
      maxByteLength === undefined
        ? new Constructor(length)
        : new Constructor(length, { maxByteLength });
    new Uint8Array(buffer).set(this.#bytes.subarray(at, at + length));
    return this.#register(buffer);
  }

  #arrayBufferView(buffer: ArrayBufferLike): ArrayBufferView {
    const name = viewClasses.get(this.#varint());
    const offset = this.#varint();
    const byteLength = this.#varint();
    const flags = this.version === 0 || this.version >= VIEW_FLAGS_VERSION ? this.#varint() : 0;
    const Constructor = name === undefined ? undefined : globalOf<ViewClass>(name);
    if (!Constructor) return fail();
    try {
      if (flags & LENGTH_TRACKING && flags & BACKED_BY_RESIZABLE) {
        return this.#register(new Constructor(buffer, offset));
      }
      const size = (Constructor as unknown as Uint8ArrayConstructor).BYTES_PER_ELEMENT ?? 1;
      return this.#register(new Constructor(buffer, offset, byteLength / size));
    } catch {
      return fail();
    }
  }

  #error(): Error {
    const index = this.#objects.length;
    this.#register(undefined);
    let Constructor = Error;
    let message: string | undefined;
    let stack: string | undefined;
    let cause: { value: unknown } | undefined;
    for (;;) {
      const tag = this.#varint();
      if (tag === ErrorTag.end) break;
      if (tag === ErrorTag.message) message = this.#string();
      else if (tag === ErrorTag.stack) stack = this.#string();
      else if (tag === ErrorTag.cause) cause = { value: this.readValue() };
      else {
        const name = errorClasses.get(tag);
        if (!name) fail();
        Constructor = globalOf<ErrorConstructor>(name!);
      }
    }
    const error = new Constructor(message, cause ? { cause: cause.value } : undefined);
    Object.defineProperty(error, 'stack', {
      value: stack,
      writable: true,
      enumerable: false,
      configurable: true,
    });
    this.#objects[index] = error;
    return error;
  }
}

const isBuffer = (value: unknown): value is ArrayBufferLike =>
  value instanceof ArrayBuffer ||
  (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer);
