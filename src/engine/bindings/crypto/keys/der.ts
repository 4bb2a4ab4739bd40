/** The Distinguished Encoding Rules of ASN.1 (ITU-T X.690), as far as keys and certificates need them. */
import { concatBytes } from '@noble/hashes/utils.js';
import { toBigInt, toBytes } from './big-int.ts';

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tag of a context-specific element, `[number]`. */
export const contextTag = (number: number, constructed = true): number =>
  (constructed ? 0xa0 : 0x80) | number;

export class DerError extends Error {}

export interface Element {
  tag: number;
  contents: Uint8Array;
  /** Header and contents. */
  raw: Uint8Array;
}

/** The element at `offset`. @throws DerError when it does not fit */
export function readElement(bytes: Uint8Array, offset = 0): Element {
  const tag = bytes[offset];
  let length = bytes[offset + 1];
  if (tag === undefined || length === undefined) throw new DerError('not enough data');
  let start = offset + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) throw new DerError('unsupported length');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] ?? NaN);
  }
  if (!(start + length <= bytes.length)) throw new DerError('too long');
  return {
    tag,
    contents: bytes.subarray(start, start + length),
    raw: bytes.subarray(offset, start + length),
  };
}

export function children({ contents }: Element): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < contents.length;) {
    const element = readElement(contents, at);
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

/** The element if it has that tag. @throws DerError otherwise, also when it is missing */
export function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new DerError('wrong tag');
  return element;
}

export const readSequence = (element: Element | undefined): Element[] =>
  children(expectTag(element, TAG.sequence));

/** @throws DerError when negative: no number of a key is. */
export function readInteger(element: Element | undefined): bigint {
  const { contents } = expectTag(element, TAG.integer);
  if (contents.length === 0 || contents[0]! >= 0x80) throw new DerError('illegal integer');
  return toBigInt(contents);
}

export const readOctets = (element: Element | undefined): Uint8Array =>
  expectTag(element, TAG.octetString).contents;

/** The bytes of a bit string without unused bits. */
export function readBits(element: Element | undefined): Uint8Array {
  const { contents } = expectTag(element, TAG.bitString);
  if (contents.length === 0 || contents[0] !== 0) throw new DerError('wrong length of bits');
  return contents.subarray(1);
}

/** Dotted, such as `1.2.840.113549.1.1.1`. */
export function readOid(element: Element | undefined): string {
  const { contents } = expectTag(element, TAG.oid);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - first * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join('.');
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export function writeElement(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatBytes(Uint8Array.from([tag, ...lengthBytes(length)]), ...parts);
}

export const sequence = (...parts: Uint8Array[]): Uint8Array =>
  writeElement(TAG.sequence, ...parts);
export const octets = (bytes: Uint8Array): Uint8Array => writeElement(TAG.octetString, bytes);
export const bits = (bytes: Uint8Array): Uint8Array =>
  writeElement(TAG.bitString, Uint8Array.of(0), bytes);
export const nothing = (): Uint8Array => writeElement(TAG.null);

/** A number that is not negative: a leading zero keeps its first bit clear. */
export function integer(value: bigint | number): Uint8Array {
  const bytes = toBytes(BigInt(value));
  return bytes.length === 0 || bytes[0]! >= 0x80
    ? writeElement(TAG.integer, Uint8Array.of(0), bytes)
    : writeElement(TAG.integer, bytes);
}

export function oid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first! * 40 + second!, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let more = Math.floor(arc / 128); more > 0; more = Math.floor(more / 128)) {
      groups.unshift(0x80 | (more % 128));
    }
    return groups;
  });
  return writeElement(TAG.oid, Uint8Array.from(bytes));
}
