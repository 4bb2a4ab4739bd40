/** The `serdes` binding: `v8.Serializer` and `v8.Deserializer`, with the hooks that Node gives them. */
import { latin1Slice } from '../bytes/latin1.ts';
import { ucs2Slice } from '../bytes/utf16.ts';
import { AsyncWrap } from '../core/async-wrap.ts';
import { browser } from '../core/browser.ts';
import { loadChunk } from '../chunks/index.ts';
import type { Any, Binding, Fn } from '../core/node-data.ts';
import { isRegisteredProxy } from '../core/proxies.ts';
import { runtime } from '../core/runtime.ts';
import type { ValueDeserializer } from '../serialization/value-deserializer.ts';
import type { ValueSerializer } from '../serialization/value-serializer.ts';
import { nativeTypeError } from './messaging/message-port.ts';

const UNREADABLE = 'Unable to deserialize cloned data.';

const fail = (message: string): never => {
  throw new browser.Error(message);
};

function bytesOf(value: Any, name: string): Uint8Array {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (name === 'source' && value instanceof ArrayBuffer) return new Uint8Array(value);
  return nativeTypeError('ERR_INVALID_ARG_TYPE', `${name} must be a TypedArray or a DataView`);
}

function bufferOf(value: unknown): ArrayBufferLike {
  const { SharedArrayBuffer } = browser;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return value;
  }
  const text = 'arrayBuffer must be an ArrayBuffer or SharedArrayBuffer';
  return nativeTypeError('ERR_INVALID_ARG_TYPE', text);
}

/** Node's message for a class that is called. */
const constructOnly = (target: unknown, name: string): void => {
  if (target) return;
  const text = `Class constructor ${name} cannot be invoked without \`new\``;
  nativeTypeError('ERR_CONSTRUCT_CALL_REQUIRED', text);
};

const methods = (constructor: Any, functions: Record<string, Fn>): void => {
  for (const [name, value] of Object.entries(functions)) {
    const descriptor = { value, writable: true, configurable: true, enumerable: true };
    Object.defineProperty(constructor.prototype, name, descriptor);
  }
};

export function serdes(stub: Binding): Binding {
  const serializers = new WeakMap<object, ValueSerializer>();
  const deserializers = new WeakMap<object, ValueDeserializer>();
  const writer = (self: object): ValueSerializer => serializers.get(self)!;
  const reader = (self: object): ValueDeserializer => deserializers.get(self)!;

  const Serializer = function Serializer(this: Any) {
    constructOnly(new.target, 'Serializer');
    const { ValueSerializer } = loadChunk('serialization');
    const throwDataCloneError = (message: string): never => {
      const error = this._getDataCloneError as unknown;
      throw typeof error === 'function'
        ? Reflect.apply(error, this, [message])
        : new browser.Error(message);
    };
    const serializer = new ValueSerializer({
      throwDataCloneError,
      isProxy: isRegisteredProxy,
      isHostObject: (object) => object instanceof AsyncWrap,
      writeHostObject: (object) => {
        if (typeof this._writeHostObject !== 'function') {
          const name = (object.constructor as Fn | undefined)?.name ?? 'Object';
          throwDataCloneError(`#<${name}> could not be cloned.`);
        }
        this._writeHostObject(object);
      },
      sharedArrayBufferId: (buffer) => {
        if (typeof this._getSharedArrayBufferId !== 'function') {
          throwDataCloneError('#<SharedArrayBuffer> could not be cloned.');
        }
        return this._getSharedArrayBufferId(buffer) >>> 0;
      },
      wasmModuleId: () => undefined,
    });
    serializers.set(this as object, serializer);
  };
  methods(Serializer, {
    writeHeader() {
      writer(this).writeHeader();
    },
    writeValue(value: unknown) {
      writer(this).writeValue(value);
      return true;
    },
    releaseBuffer() {
      const bytes = writer(this).release();
      return runtime.Buffer.from(bytes.buffer, 0, bytes.length);
    },
    transferArrayBuffer(id: unknown, buffer: unknown) {
      writer(this).transferArrayBuffer(Number(id) >>> 0, bufferOf(buffer));
    },
    writeUint32(value: unknown) {
      writer(this).writeUint32(Number(value));
    },
    writeUint64(high: unknown, low: unknown) {
      writer(this).writeUint64(Number(high), Number(low));
    },
    writeDouble(value: unknown) {
      writer(this).writeDouble(Number(value));
    },
    writeRawBytes(source: unknown) {
      writer(this).writeRawBytes(bytesOf(source, 'source'));
    },
    _setTreatArrayBufferViewsAsHostObjects(treat: unknown) {
      writer(this).treatViewsAsHostObjects = Boolean(treat);
    },
  });

  const Deserializer = function Deserializer(this: Any, buffer: unknown) {
    constructOnly(new.target, 'Deserializer');
    const bytes = bytesOf(buffer, 'buffer');
    const { ValueDeserializer } = loadChunk('serialization');
    const deserializer = new ValueDeserializer(bytes, {
      readHostObject: () => {
        if (typeof this._readHostObject !== 'function') fail(UNREADABLE);
        const object: unknown = this._readHostObject();
        if (object === null || typeof object !== 'object') {
          throw new (browser.global as Any).TypeError('readHostObject must return an object');
        }
        return object;
      },
      sharedArrayBuffer: () => undefined,
      wasmModule: () => undefined,
      latin1: latin1Slice,
      utf16: ucs2Slice,
    });
    this.buffer = buffer;
    deserializers.set(this as object, deserializer);
  };
  /** Reads a primitive; native code says which one failed. */
  const reading =
    <T>(name: string, read: (deserializer: ValueDeserializer, argument: number) => T) =>
    (self: object, argument = 0): T => {
      try {
        return read(reader(self), argument);
      } catch {
        return fail(`${name}() failed`);
      }
    };
  const readUint32 = reading('ReadUint32', (source) => source.readUint32());
  const readUint64 = reading('ReadUint64', (source) => source.readUint64());
  const readDouble = reading('ReadDouble', (source) => source.readDouble());
  const readRawBytes = reading('ReadRawBytes', (source, length) => source.readRawBytes(length));
  methods(Deserializer, {
    readHeader() {
      reader(this).readHeader();
      return true;
    },
    readValue() {
      return reader(this).readValue();
    },
    transferArrayBuffer(id: unknown, buffer: unknown) {
      reader(this).transferArrayBuffer(Number(id) >>> 0, bufferOf(buffer));
    },
    getWireFormatVersion() {
      return reader(this).version;
    },
    readUint32() {
      return readUint32(this as object);
    },
    readUint64() {
      return readUint64(this as object);
    },
    readDouble() {
      return readDouble(this as object);
    },
    _readRawBytes(length: unknown) {
      return readRawBytes(this as object, Number(length));
    },
  });
  return Object.assign(stub, { Serializer, Deserializer });
}
