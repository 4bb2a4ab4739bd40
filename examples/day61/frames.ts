export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;
export type Opcode = (typeof opcodes)[keyof typeof opcodes];

export interface Frame {
  opcode: Opcode;
  payload: Buffer;
  /** Whether this is the last frame of its message. */
  fin: boolean;
}

/** What the other side did wrong, with the code that closes the connection (RFC 6455, section 7.4). */
export class ProtocolError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

// #region encode
/** One frame as bytes. Clients mask what they send; servers must not. */
export function encodeFrame({ opcode, payload, fin }: Frame, mask?: Buffer): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended);

  head[0] = (fin ? 0x80 : 0) | opcode;
  head[1] = (mask ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(length), 2);

  return mask
    ? Buffer.concat([head, mask, applyMask(payload, mask)])
    : Buffer.concat([head, payload]);
}

const applyMask = (payload: Buffer, mask: Buffer): Buffer =>
  Buffer.from(payload.map((byte, at) => byte ^ mask[at % 4]!));
// #endregion

/** Takes bytes as they arrive, in pieces of any size, and gives back the frames that are complete. */
export class FrameReader {
  #bytes = Buffer.alloc(0);
  readonly #limit: number;
  readonly #masked: boolean;

  /** @param from Who sends: what a client sends is masked, what a server sends is not. */
  constructor({ from, limit }: { from: 'client' | 'server'; limit: number }) {
    this.#masked = from === 'client';
    this.#limit = limit;
  }

  *read(chunk: Buffer): Generator<Frame> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let frame = this.#next(); frame; frame = this.#next()) yield frame;
  }

  // #region next
  #next(): Frame | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 2) return;

    const [first = 0, second = 0] = bytes;
    const fin = (first & 0x80) !== 0;
    const opcode = Object.values(opcodes).find((known) => known === (first & 0x0f));
    if (opcode === undefined) throw new ProtocolError(1002, 'There is no such opcode');
    if (first & 0x70) throw new ProtocolError(1002, 'A reserved bit is set');
    if (((second & 0x80) !== 0) !== this.#masked) {
      throw new ProtocolError(1002, 'Clients mask their frames, servers do not');
    }

    const short = second & 0x7f;
    if (opcode >= opcodes.close && (!fin || short > 125)) {
      throw new ProtocolError(1002, 'A control frame is short and whole');
    }
    const extended = short < 126 ? 0 : short === 126 ? 2 : 8;
    const start = 2 + extended + (this.#masked ? 4 : 0);
    if (bytes.length < 2 + extended) return;

    const length =
      extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : bytes.readBigUInt64BE(2);
    // Before a byte of it is kept: a client may announce more than there is memory.
    if (length > this.#limit) throw new ProtocolError(1009, `At most ${this.#limit} bytes`);
    const end = start + Number(length);
    if (bytes.length < end) return;

    this.#bytes = bytes.subarray(end);
    const payload = bytes.subarray(start, end);
    const mask = bytes.subarray(start - 4, start);
    return { opcode, fin, payload: this.#masked ? applyMask(payload, mask) : payload };
  }
  // #endregion
}
