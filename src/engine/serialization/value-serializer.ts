/** V8's `ValueSerializer`: any cloneable value as bytes. */
import { ByteWriter } from './byte-writer.ts';
import { classify } from './classify.ts';
import { describe } from './describe.ts';
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

export interface SerializerDelegate {
  /** Throws the error of the embedder for a value that cannot be cloned. */
  throwDataCloneError(message: string, value?: unknown): never;
  /** Objects that only the embedder can write. */
  isHostObject(value: object): boolean;
  isProxy(value: object): boolean;
  /** Writes what follows the tag of a host object. */
  writeHostObject(value: object): void;
  /** Number by which the receiver finds the buffer; throws if it cannot be shared. */
  sharedArrayBufferId(buffer: SharedArrayBuffer): number;
  /** Number by which the receiver finds the module, or undefined if it cannot be cloned. */
  wasmModuleId(module: WebAssembly.Module): number | undefined;
}

const ONE_BYTE = /^[\0-\xff]*$/;
const INDEX = /^(?:0|[1-9]\d{0,9})$/;
const MAX_INDEX = 2 ** 32 - 2;
const isIndex = (key: string): boolean => INDEX.test(key) && Number(key) <= MAX_INDEX;

type Resizable = ArrayBuffer & { resizable?: boolean; maxByteLength?: number; detached?: boolean };

export class ValueSerializer {
  /** Node's own serializer writes views by `_writeHostObject`. */
  treatViewsAsHostObjects = false;

  readonly #delegate: SerializerDelegate;
  readonly #out = new ByteWriter();
  readonly #ids = new Map<object, number>();
  readonly #transferred = new Map<ArrayBufferLike, number>();

  constructor(delegate: SerializerDelegate) {
    this.#delegate = delegate;
  }

  writeHeader(): void {
    this.#out.byte(Tag.version);
    this.#out.byte(VERSION);
  }
  writeUint32(value: number): void {
    this.#out.varint(value >>> 0);
  }
  writeUint64(high: number, low: number): void {
    this.#out.varint64((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
  }
  writeDouble(value: number): void {
    this.#out.double(value);
  }
  writeRawBytes(bytes: Uint8Array): void {
    this.#out.raw(bytes);
  }
  /** Writes the number instead of the buffer's contents. */
  transferArrayBuffer(id: number, buffer: ArrayBufferLike): void {
    this.#transferred.set(buffer, id);
  }
  release(): Uint8Array<ArrayBuffer> {
    return this.#out.release();
  }

  writeValue(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.#out.byte(Tag.undefined);
      case 'boolean':
        return this.#out.byte(value ? Tag.true : Tag.false);
      case 'number':
        return this.#number(value);
      case 'bigint':
        this.#out.byte(Tag.bigint);
        return this.#bigint(value);
      case 'string':
        return this.#string(value);
      case 'object':
        if (value === null) return this.#out.byte(Tag.null);
        return this.#object(value);
      default:
        return this.#refuse(value);
    }
  }

  #refuse(value: unknown): never {
    const name = describe(value, (object) => this.#delegate.isProxy(object));
    return this.#delegate.throwDataCloneError(`${name} could not be cloned.`, value);
  }

  #number(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) {
      this.#out.byte(Tag.int32);
      this.#out.zigZag(value);
    } else {
      this.#out.byte(Tag.double);
      this.#out.double(value);
    }
  }

  /** Sign and byte length, then 64-bit digits. */
  #bigint(value: bigint): void {
    const negative = value < 0n;
    let rest = negative ? -value : value;
    const digits: number[] = [];
    while (rest > 0n) {
      for (let i = 0; i < 8; i++) {
        digits.push(Number(rest & 0xffn));
        rest >>= 8n;
      }
    }
    this.#out.varint(digits.length * 2 + (negative ? 1 : 0));
    this.#out.raw(Uint8Array.from(digits));
  }

  #string(text: string): void {
    if (ONE_BYTE.test(text)) {
      this.#out.byte(Tag.oneByteString);
      this.#out.varint(text.length);
      this.#out.latin1(text);
      return;
    }
    const bytes = text.length * 2;
    // Two-byte characters are aligned, so that V8 can read them in place.
    let header = 1;
    for (let rest = bytes; rest > 0; rest = Math.floor(rest / 0x80)) header++;
    if ((this.#out.length + header) % 2 === 1) this.#out.byte(Tag.padding);
    this.#out.byte(Tag.twoByteString);
    this.#out.varint(bytes);
    this.#out.utf16(text);
  }

  #object(value: object): void {
    const isView = ArrayBuffer.isView(value);
    // A view is preceded by its buffer, which may be shared by several.
    if (isView && !this.treatViewsAsHostObjects && !this.#ids.has(value)) {
      this.writeValue(value.buffer);
    }
    const known = this.#ids.get(value);
    if (known !== undefined) {
      this.#out.byte(Tag.objectReference);
      this.#out.varint(known);
      return;
    }
    this.#ids.set(value, this.#ids.size);
    if (this.#delegate.isProxy(value)) return this.#refuse(value);
    if (isView) {
      if (this.treatViewsAsHostObjects) return this.#hostObject(value);
      return this.#view(value);
    }
    if (this.#delegate.isHostObject(value)) return this.#hostObject(value);
    switch (classify(value)) {
      case 'plain':
        this.#out.byte(Tag.beginObject);
        return this.#endProperties(value, Object.keys(value), Tag.endObject);
      case 'array':
        return this.#array(value as unknown[]);
      case 'date':
        this.#out.byte(Tag.date);
        return this.#out.double(Date.prototype.getTime.call(value));
      case 'boolean': {
        const isTrue = Boolean.prototype.valueOf.call(value);
        return this.#out.byte(isTrue ? Tag.trueObject : Tag.falseObject);
      }
      case 'number':
        this.#out.byte(Tag.numberObject);
        return this.#out.double(Number.prototype.valueOf.call(value));
      case 'bigint':
        this.#out.byte(Tag.bigintObject);
        return this.#bigint(BigInt.prototype.valueOf.call(value));
      case 'string':
        this.#out.byte(Tag.stringObject);
        return this.#string(String.prototype.valueOf.call(value));
      case 'regexp':
        return this.#regExp(value as RegExp);
      case 'map':
        return this.#map(value as Map<unknown, unknown>);
      case 'set':
        return this.#set(value as Set<unknown>);
      case 'arrayBuffer':
        return this.#arrayBuffer(value as Resizable);
      case 'sharedArrayBuffer':
        this.#out.byte(Tag.sharedArrayBuffer);
        return this.#out.varint(this.#delegate.sharedArrayBufferId(value as SharedArrayBuffer));
      case 'error':
        return this.#error(value as Error);
      case 'wasmModule': {
        const id = this.#delegate.wasmModuleId(value as WebAssembly.Module);
        if (id === undefined) return this.#refuse(value);
        this.#out.byte(Tag.wasmModuleTransfer);
        return this.#out.varint(id);
      }
      default:
        return this.#refuse(value);
    }
  }

  #hostObject(value: object): void {
    this.#out.byte(Tag.hostObject);
    this.#delegate.writeHostObject(value);
  }

  /** Pairs of key and value, the tag, and how many pairs there were. */
  #endProperties(object: object, keys: string[], end: number): void {
    let written = 0;
    for (const key of keys) {
      // A getter that ran before may have removed it.
      if (!Object.prototype.propertyIsEnumerable.call(object, key)) continue;
      const value = (object as Record<string, unknown>)[key];
      if (isIndex(key)) this.#number(Number(key));
      else this.#string(key);
      this.writeValue(value);
      written++;
    }
    this.#out.byte(end);
    this.#out.varint(written);
  }

  #array(array: unknown[]): void {
    const { length } = array;
    const keys = Object.keys(array);
    let indices = 0;
    while (indices < keys.length && isIndex(keys[indices]!)) indices++;
    if (indices < length) {
      this.#out.byte(Tag.beginSparseArray);
      this.#out.varint(length);
      this.#endProperties(array, keys, Tag.endSparseArray);
    } else {
      this.#out.byte(Tag.beginDenseArray);
      this.#out.varint(length);
      for (let i = 0; i < length; i++) {
        if (i in array) this.writeValue(array[i]);
        else this.#out.byte(Tag.hole);
      }
      this.#endProperties(array, keys.slice(indices), Tag.endDenseArray);
    }
    this.#out.varint(length);
  }

  #regExp(value: RegExp): void {
    let bits = 0;
    for (const flag of value.flags) bits |= REGEXP_FLAGS[flag] ?? 0;
    this.#out.byte(Tag.regExp);
    this.#string(value.source);
    this.#out.varint(bits);
  }

  #map(map: Map<unknown, unknown>): void {
    // Copied first: getters of what it holds may change it.
    const entries: unknown[] = [];
    Map.prototype.forEach.call(map, (value, key) => entries.push(key, value));
    this.#out.byte(Tag.beginMap);
    for (const entry of entries) this.writeValue(entry);
    this.#out.byte(Tag.endMap);
    this.#out.varint(entries.length);
  }

  #set(set: Set<unknown>): void {
    const entries: unknown[] = [];
    Set.prototype.forEach.call(set, (value) => entries.push(value));
    this.#out.byte(Tag.beginSet);
    for (const entry of entries) this.writeValue(entry);
    this.#out.byte(Tag.endSet);
    this.#out.varint(entries.length);
  }

  #arrayBuffer(buffer: Resizable): void {
    const id = this.#transferred.get(buffer);
    if (id !== undefined) {
      this.#out.byte(Tag.arrayBufferTransfer);
      this.#out.varint(id);
      return;
    }
    if (isDetached(buffer)) {
      this.#delegate.throwDataCloneError(
        'An ArrayBuffer is detached and could not be cloned.',
        buffer,
      );
    }
    this.#out.byte(buffer.resizable ? Tag.resizableArrayBuffer : Tag.arrayBuffer);
    this.#out.varint(buffer.byteLength);
    if (buffer.resizable) this.#out.varint(buffer.maxByteLength!);
    this.#out.raw(new Uint8Array(buffer));
  }

  #view(view: ArrayBufferView): void {
    const name = viewName(view);
    const tag = VIEW_TAGS[name];
    if (tag === undefined) this.#refuse(view);
    const buffer = view.buffer as Resizable & { growable?: boolean };
    let flags = 0;
    if (buffer.resizable || buffer.growable) {
      flags |= BACKED_BY_RESIZABLE;
      if (isLengthTracking(view, buffer)) flags |= LENGTH_TRACKING;
    }
    this.#out.byte(Tag.arrayBufferView);
    this.#out.varint(tag!);
    this.#out.varint(view.byteOffset);
    this.#out.varint(flags & LENGTH_TRACKING ? 0 : view.byteLength);
    this.#out.varint(flags);
  }

  #error(error: Error): void {
    const own = (key: string): PropertyDescriptor | undefined =>
      Object.getOwnPropertyDescriptor(error, key);
    const message = own('message');
    const cause = own('cause');
    const { name, stack } = error as { name: unknown; stack: unknown };
    const prototype = ERROR_PROTOTYPES.find((known) => known === String(name));
    this.#out.byte(Tag.error);
    if (prototype) this.#out.varint(ErrorTag[prototype]);
    if (message) {
      this.#out.varint(ErrorTag.message);
      this.#string(String(message.get ? error.message : message.value));
    }
    if (typeof stack === 'string') {
      this.#out.varint(ErrorTag.stack);
      this.#string(stack);
    }
    if (cause) {
      this.#out.varint(ErrorTag.cause);
      this.writeValue(cause.get ? error.cause : cause.value);
    }
    this.#out.varint(ErrorTag.end);
  }
}

const viewTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)!.get!;
const viewName = (view: ArrayBufferView): string =>
  (viewTag.call(view) as string | undefined) ?? 'DataView';

/** Whether the view grows with its buffer; only trying tells. */
function isLengthTracking(view: ArrayBufferView, buffer: Resizable): boolean {
  const { resize, byteLength, maxByteLength } = buffer as Resizable & {
    resize?: (length: number) => void;
  };
  // What a growable shared buffer has grown by cannot be taken back.
  if (!resize || byteLength === maxByteLength) {
    return view.byteOffset + view.byteLength === byteLength;
  }
  const before = view.byteLength;
  try {
    const step = (view as Uint8Array).BYTES_PER_ELEMENT ?? 1;
    if (byteLength + step > maxByteLength!) return view.byteOffset + before === byteLength;
    buffer.resize(byteLength + step);
    return view.byteLength !== before;
  } finally {
    buffer.resize(byteLength);
  }
}

function isDetached(buffer: Resizable): boolean {
  if (buffer.detached !== undefined) return buffer.detached;
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
