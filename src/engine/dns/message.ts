/** DNS messages (RFC 1035): what a resolver asks, and what a name server answers. */

export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  TLSA: 52,
  ANY: 255,
  CAA: 257,
} as const;
export type RecordType = keyof typeof TYPES;

const IN = 1;
const HEADER = 12;
const RESPONSE = 0x8000;
const RECURSION_DESIRED = 0x0100;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

/** One resource record. `data` reads its contents, in which names may point into the whole message. */
export interface ResourceRecord {
  type: number;
  ttl: number;
  data: RecordReader;
}

export interface Reply {
  id: number;
  /** 0 is success; see RFC 1035, 4.1.1. */
  code: number;
  answers: ResourceRecord[];
}

/** @returns `undefined` for a name that cannot be asked for. */
export function encodeQuery(
  id: number,
  name: string,
  type: number,
): Uint8Array<ArrayBuffer> | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  const length = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (length > LONGEST_NAME) return undefined;
  const bytes = new Uint8Array(HEADER + length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  view.setUint16(2, RECURSION_DESIRED);
  view.setUint16(4, 1);
  let at = HEADER;
  for (const label of labels) {
    if (label.length === 0 || label.length > LONGEST_LABEL) return undefined;
    bytes[at++] = label.length;
    for (let index = 0; index < label.length; index++) bytes[at++] = label.charCodeAt(index);
  }
  at++;
  view.setUint16(at, type);
  view.setUint16(at + 2, IN);
  return bytes;
}

/** @returns `undefined` for what is no well-formed answer. */
export function decodeReply(bytes: Uint8Array): Reply | undefined {
  try {
    const reader = new RecordReader(bytes, 0, bytes.length);
    const id = reader.uint16();
    const flags = reader.uint16();
    if ((flags & RESPONSE) === 0) return undefined;
    const counts = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()];
    for (let n = 0; n < counts[0]!; n++) {
      reader.name();
      reader.skip(4);
    }
    const answers = Array.from({ length: counts[1]! }, () => readRecord(reader));
    return { id, code: flags & 0xf, answers };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readRecord(reader: RecordReader): ResourceRecord {
  reader.name();
  const type = reader.uint16();
  reader.skip(2);
  const ttl = reader.uint32();
  return { type, ttl, data: reader.section(reader.uint16()) };
}

/** Reads from one part of a message. @throws RangeError beyond its end. */
export class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    if (end > bytes.length) throw new RangeError('The message ends too early');
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }
  skip(length: number): void {
    this.bytes(length);
  }
  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#end) throw new RangeError('The message ends too early');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
  rest(): Uint8Array {
    return this.bytes(this.#end - this.#at);
  }
  section(length: number): RecordReader {
    const start = this.#at;
    this.skip(length);
    return new RecordReader(this.#bytes, start, start + length);
  }
  uint8(): number {
    return this.bytes(1)[0]!;
  }
  uint16(): number {
    return this.uint8() * 0x100 + this.uint8();
  }
  uint32(): number {
    return this.uint16() * 0x10000 + this.uint16();
  }
  /** A character string: a length, and so many bytes of Latin 1. */
  text(): string {
    return latin1(this.bytes(this.uint8()));
  }
  /** A name, which may end in a pointer to an earlier one. */
  name(): string {
    const labels: string[] = [];
    let at = this.#at;
    let isInside = true;
    // Each pointer goes back, else two of them could point at each other.
    let limit = at;
    for (;;) {
      const length = this.#bytes[at];
      if (length === undefined) throw new RangeError('The name ends too early');
      if (length >= 0xc0) {
        const target = (length & 0x3f) * 0x100 + (this.#bytes[at + 1] ?? 0);
        if (isInside) this.#at = at + 2;
        isInside = false;
        if (target >= limit) throw new RangeError('A name points forward');
        limit = at = target;
        continue;
      }
      at += 1 + length;
      if (at > this.#bytes.length) throw new RangeError('The name ends too early');
      if (length === 0) break;
      labels.push(latin1(this.#bytes.subarray(at - length, at)));
    }
    if (isInside) this.#at = at;
    if (this.#at > this.#end) throw new RangeError('The name ends too early');
    return labels.join('.');
  }
}

export const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
