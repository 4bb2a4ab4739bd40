/**
 * Messages of PostgreSQL's frontend/backend protocol, version 3.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

export const PROTOCOL_3 = 3 << 16;
export const CANCEL_REQUEST = 80877102;
export const SSL_REQUEST = 80877103;
export const GSSENC_REQUEST = 80877104;

/** The server's own limit of a message is 1 GB; no example needs a quarter of it. */
export const MAX_MESSAGE = 256 * 1024 * 1024;
/** `MAX_STARTUP_PACKET_LENGTH` of the server. */
export const MAX_STARTUP = 10_000;

/** One message with its type byte and length. */
export function message(type: string, ...body: Uint8Array[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(
    body.reduce((sum, part) => sum + part.length, 4),
    1,
  );
  return Buffer.concat([head, ...body]);
}

export function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32BE(value, 4 * i));
  return bytes;
}

export const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

/** Reads zero-terminated strings one after the other. */
export class Reader {
  readonly bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
  }

  cstring(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new ProtocolViolation('invalid string in message');
    const text = this.bytes.toString('utf8', this.offset, end);
    this.offset = end + 1;
    return text;
  }

  rest(): Buffer {
    return this.bytes.subarray(this.offset);
  }
}

/** What a client may not send (SQLSTATE 08P01): the connection ends. */
export class ProtocolViolation extends Error {}

/** Fields of ErrorResponse and NoticeResponse by their one-letter codes. */
export type ErrorFields = Record<string, string>;

/** https://www.postgresql.org/docs/current/protocol-error-fields.html */
export function errorResponse(fields: {
  severity?: 'ERROR' | 'FATAL';
  code: string;
  message: string;
  detail?: string;
  hint?: string;
}): Buffer {
  const { severity = 'ERROR', code, detail, hint } = fields;
  return encodeFields('E', {
    S: severity,
    V: severity,
    C: code,
    M: fields.message,
    ...(detail && { D: detail }),
    ...(hint && { H: hint }),
  });
}

export function encodeFields(type: 'E' | 'N', fields: ErrorFields): Buffer {
  const parts = Object.entries(fields).map(([key, value]) => cstring(key + value));
  return message(type, ...parts, Buffer.of(0));
}

export function decodeFields(frame: Buffer): ErrorFields {
  const reader = new Reader(frame, 5);
  const fields: ErrorFields = {};
  while (reader.offset < frame.length && frame[reader.offset] !== 0) {
    const text = reader.cstring();
    fields[text[0]!] = text.slice(1);
  }
  return fields;
}

/** I: idle, T: in a transaction, E: in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E';

export const readyForQuery = (status: TransactionStatus): Buffer =>
  message('Z', Buffer.from(status));

/** Whole messages in `bytes`, as views; a rest that is cut off is left out. */
export function* frames(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + 5 <= bytes.length;) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** Rows of text columns, from the answer to a query of the gateway's own. */
export function textRows(answer: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (const frame of frames(answer)) {
    const type = String.fromCharCode(frame[0]!);
    if (type === 'E') throw new Error(decodeFields(frame).M);
    if (type !== 'D') continue;
    const row: (string | null)[] = [];
    let at = 7;
    for (let left = frame.readInt16BE(5); left > 0; left--) {
      const length = frame.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : frame.toString('utf8', at, at + length));
      at += Math.max(length, 0);
    }
    rows.push(row);
  }
  return rows;
}
