/**
 * V8's serialization format, version 15: what `v8.serialize` writes and messages between threads
 * consist of. Source: V8's `src/objects/value-serializer.cc`.
 */

export const VERSION = 15;

const code = (character: string): number => character.charCodeAt(0);

export const Tag = {
  version: 0xff,
  padding: 0,
  verifyObjectCount: code('?'),
  hole: code('-'),
  undefined: code('_'),
  null: code('0'),
  true: code('T'),
  false: code('F'),
  int32: code('I'),
  uint32: code('U'),
  double: code('N'),
  bigint: code('Z'),
  utf8String: code('S'),
  oneByteString: code('"'),
  twoByteString: code('c'),
  objectReference: code('^'),
  beginObject: code('o'),
  endObject: code('{'),
  beginSparseArray: code('a'),
  endSparseArray: code('@'),
  beginDenseArray: code('A'),
  endDenseArray: code('$'),
  date: code('D'),
  trueObject: code('y'),
  falseObject: code('x'),
  numberObject: code('n'),
  bigintObject: code('z'),
  stringObject: code('s'),
  regExp: code('R'),
  beginMap: code(';'),
  endMap: code(':'),
  beginSet: code("'"),
  endSet: code(','),
  arrayBuffer: code('B'),
  resizableArrayBuffer: code('~'),
  arrayBufferTransfer: code('t'),
  arrayBufferView: code('V'),
  sharedArrayBuffer: code('u'),
  wasmModuleTransfer: code('w'),
  wasmMemoryTransfer: code('m'),
  hostObject: code('\\'),
  error: code('r'),
} as const;

/** What follows `Tag.arrayBufferView`, by the name of the view's class. */
export const VIEW_TAGS: Record<string, number> = {
  Int8Array: code('b'),
  Uint8Array: code('B'),
  Uint8ClampedArray: code('C'),
  Int16Array: code('w'),
  Uint16Array: code('W'),
  Int32Array: code('d'),
  Uint32Array: code('D'),
  Float16Array: code('h'),
  Float32Array: code('f'),
  Float64Array: code('F'),
  BigInt64Array: code('q'),
  BigUint64Array: code('Q'),
  DataView: code('?'),
};

/** What follows `Tag.error`, up to `end`. Prototypes by the error's name; `Error` itself has none. */
export const ErrorTag = {
  EvalError: code('E'),
  RangeError: code('R'),
  ReferenceError: code('F'),
  SyntaxError: code('S'),
  TypeError: code('T'),
  URIError: code('U'),
  message: code('m'),
  cause: code('c'),
  stack: code('s'),
  end: code('.'),
} as const;

export const ERROR_PROTOTYPES = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
] as const;

/** Bits of V8's `JSRegExp::Flags`. */
export const REGEXP_FLAGS: Record<string, number> = {
  g: 1,
  i: 2,
  m: 4,
  y: 8,
  u: 16,
  s: 32,
  d: 128,
  v: 256,
};

/** Flags of a view: its length follows the buffer's, its buffer can be resized. */
export const LENGTH_TRACKING = 1;
export const BACKED_BY_RESIZABLE = 2;
