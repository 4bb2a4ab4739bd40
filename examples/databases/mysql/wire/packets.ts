/** Packets: a length of three bytes, a number, and the payload. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html */
const MAX_PAYLOAD = 0xffffff;

export class PacketError extends Error {}

/** Cuts a stream of bytes into payloads; those of 16 MB and more come in parts. */
export class PacketReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #parts: Buffer[] = [];
  #partLength = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *push(chunk: Buffer): Generator<{ sequence: number; payload: Buffer }> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= 4) {
      const head = this.#peek(4);
      const length = head.readUIntLE(0, 3);
      if (this.#partLength + length > this.#limit) throw new PacketError();
      if (this.#length < length + 4) return;
      const packet = this.#take(length + 4);
      this.#parts.push(packet.subarray(4));
      this.#partLength += length;
      if (length === MAX_PAYLOAD) continue;
      const payload = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
      this.#parts = [];
      this.#partLength = 0;
      yield { sequence: packet[3]!, payload };
    }
  }

  #peek(n: number): Buffer {
    if (this.#chunks[0]!.length < n) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #take(n: number): Buffer {
    if (this.#chunks[0]!.length < n) this.#chunks = [Buffer.concat(this.#chunks)];
    const [first] = this.#chunks;
    const taken = first!.subarray(0, n);
    if (first!.length === n) this.#chunks.shift();
    else this.#chunks[0] = first!.subarray(n);
    this.#length -= n;
    return taken;
  }
}

/** Frames a payload, in parts if it is long. Gives the next sequence number. */
export function frame(payload: Buffer, sequence: number, out: Buffer[]): number {
  let at = 0;
  do {
    const part = payload.subarray(at, at + MAX_PAYLOAD);
    const head = Buffer.allocUnsafe(4);
    head.writeUIntLE(part.length, 0, 3);
    head[3] = sequence++ & 255;
    out.push(head, part);
    at += MAX_PAYLOAD;
    // A part that is full is followed by another, even an empty one.
    if (part.length === MAX_PAYLOAD && at === payload.length) {
      out.push(Buffer.from([0, 0, 0, sequence++ & 255]));
    }
  } while (at < payload.length);
  return sequence;
}

export function integer(n: number, bytes: number): Buffer {
  const b = Buffer.alloc(bytes);
  b.writeUIntLE(n, 0, bytes);
  return b;
}

/** An integer whose first byte tells its length. */
export function lenenc(n: number | bigint): Buffer {
  if (n < 251) return Buffer.from([Number(n)]);
  if (n < 65_536) return Buffer.concat([Buffer.from([0xfc]), integer(Number(n), 2)]);
  if (n < 16_777_216) return Buffer.concat([Buffer.from([0xfd]), integer(Number(n), 3)]);
  const b = Buffer.alloc(9);
  b[0] = 0xfe;
  b.writeBigUInt64LE(BigInt(n), 1);
  return b;
}

export function lenencString(value: string | Uint8Array): Buffer {
  const bytes =
    typeof value === 'string'
      ? Buffer.from(value)
      : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Buffer.concat([lenenc(bytes.length), bytes]);
}

/** Reads a payload from front to back; past its end is a fault of the client's. */
export class PayloadReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get rest(): number {
    return this.bytes.length - this.at;
  }

  #need(n: number) {
    if (n > this.rest) throw new PacketError();
  }

  integer(bytes: number): number {
    this.#need(bytes);
    this.at += bytes;
    return this.bytes.readUIntLE(this.at - bytes, bytes);
  }

  take(n: number): Buffer {
    this.#need(n);
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }

  lenenc(): number {
    const first = this.integer(1);
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.integer(2);
    if (first === 0xfd) return this.integer(3);
    if (first !== 0xfe) throw new PacketError();
    this.#need(8);
    this.at += 8;
    const n = this.bytes.readBigUInt64LE(this.at - 8);
    if (n > 0xffffffffn) throw new PacketError();
    return Number(n);
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new PacketError();
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }
}
