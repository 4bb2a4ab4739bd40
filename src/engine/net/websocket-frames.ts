/** RFC 6455 frames, as a client writes and reads them. Pure: no connection, no events. */

export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

const LARGEST_CONTROL_PAYLOAD = 125;

/** A violation of the protocol, with the status code that the connection is closed with (7.4.1). */
export class ProtocolError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One final frame, masked with `mask` (4 bytes), as every frame of a client must be (5.3). */
export function encodeFrame(opcode: number, payload: Uint8Array, mask: Uint8Array): Uint8Array {
  const { length } = payload;
  const sizeBytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
  const frame = new Uint8Array(2 + sizeBytes + 4 + length);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (sizeBytes === 0 ? length : sizeBytes === 2 ? 126 : 127);
  if (sizeBytes === 2) view.setUint16(2, length);
  if (sizeBytes === 8) view.setBigUint64(2, BigInt(length));
  const start = 2 + sizeBytes + 4;
  frame.set(mask, start - 4);
  for (let i = 0; i < length; i++) frame[start + i] = payload[i]! ^ mask[i & 3]!;
  return frame;
}

/** The payload of a Close frame: a status code and a reason, or nothing. */
export function encodeClose(status: number | undefined, reason: Uint8Array): Uint8Array {
  if (status === undefined) return new Uint8Array(0);
  const payload = new Uint8Array(2 + reason.length);
  new DataView(payload.buffer).setUint16(0, status);
  payload.set(reason, 2);
  return payload;
}

export interface Message {
  opcode: typeof TEXT | typeof BINARY | typeof CLOSE | typeof PING | typeof PONG;
  payload: Uint8Array<ArrayBuffer>;
}

/** Puts the frames of a server together to messages. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #fragments: Uint8Array<ArrayBuffer>[] = [];
  /** Opcode of the message whose fragments are collected. */
  #fragmented = 0;

  /**
   * Takes bytes as they arrive and yields the messages that are complete, control frames between
   * the fragments of others included.
   * @throws ProtocolError
   */
  *read(bytes: Uint8Array): Generator<Message> {
    if (bytes.length > 0) {
      this.#chunks.push(bytes);
      this.#buffered += bytes.length;
    }
    for (;;) {
      const message = this.#readFrame();
      if (message === 'incomplete') return;
      if (message !== 'fragment') yield message;
    }
  }

  #readFrame(): Message | 'fragment' | 'incomplete' {
    if (this.#buffered < 2) return 'incomplete';
    const first = this.#peek(2);
    const final = (first[0]! & 0x80) !== 0;
    const opcode = first[0]! & 0x0f;
    const shortLength = first[1]! & 0x7f;
    if (first[0]! & 0x70) throw new ProtocolError(1002, 'a reserved bit is set');
    if (first[1]! & 0x80) throw new ProtocolError(1002, 'a server must not mask its frames');
    const sizeBytes = shortLength === 126 ? 2 : shortLength === 127 ? 8 : 0;
    const headerLength = 2 + sizeBytes;
    if (this.#buffered < headerLength) return 'incomplete';
    let length = shortLength;
    if (sizeBytes > 0) {
      const header = this.#peek(headerLength);
      const view = new DataView(header.buffer, header.byteOffset);
      length = sizeBytes === 2 ? view.getUint16(2) : Number(view.getBigUint64(2));
      if (length > Number.MAX_SAFE_INTEGER) throw new ProtocolError(1009, 'the frame is too large');
    }
    const isControl = opcode >= CLOSE;
    if (isControl && (!final || length > LARGEST_CONTROL_PAYLOAD)) {
      throw new ProtocolError(1002, 'a control frame is fragmented or too long');
    }
    if (this.#buffered < headerLength + length) return 'incomplete';
    this.#take(headerLength);
    const payload = this.#take(length);
    if (isControl) {
      if (opcode > PONG) throw new ProtocolError(1002, `unknown opcode ${opcode}`);
      return { opcode: opcode as Message['opcode'], payload };
    }
    return this.#join(opcode, final, payload);
  }

  #join(opcode: number, final: boolean, payload: Uint8Array<ArrayBuffer>): Message | 'fragment' {
    if (opcode > BINARY) throw new ProtocolError(1002, `unknown opcode ${opcode}`);
    const continues = this.#fragmented !== 0;
    if (continues !== (opcode === CONTINUATION)) {
      throw new ProtocolError(
        1002,
        continues ? 'a message was left unfinished' : 'nothing to continue',
      );
    }
    if (!continues) {
      if (final) return { opcode: opcode as Message['opcode'], payload };
      this.#fragmented = opcode;
    }
    this.#fragments.push(payload);
    if (!final) return 'fragment';
    const message = {
      opcode: this.#fragmented as Message['opcode'],
      payload: join(this.#fragments),
    };
    this.#fragmented = 0;
    this.#fragments = [];
    return message;
  }

  /** The first bytes in one piece, without taking them. `length` is buffered. */
  #peek(length: number): Uint8Array {
    if (this.#chunks[0]!.length < length) {
      const all = join(this.#chunks);
      this.#chunks = [all];
    }
    return this.#chunks[0]!;
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const chunk = this.#chunks[0]!;
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(part.length);
    }
    this.#buffered -= length;
    return taken;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
