import { decode, encode, type Document } from '../query/values.ts';

/**
 * Messages of the wire protocol: a header of four int32, little endian (length, request, responseTo, opcode),
 * then the body. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */

export const HEADER = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1 << 0;
const MORE_TO_COME = 1 << 1;
/** Of the lower 16 flags, one that is not known is an error. */
const UNKNOWN_FLAGS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME);

export interface Request {
  id: number;
  command: Document;
  /** The client does not wait for an answer. */
  silent: boolean;
  /** The form in which the answer is expected. */
  legacy: boolean;
}

/** Bytes that are no message of this protocol: the connection is closed. */
export class ProtocolError extends Error {}

export function parseMessage(bytes: Buffer): Request {
  const id = bytes.readInt32LE(4);
  switch (bytes.readInt32LE(12)) {
    case OP_MSG:
      return { id, legacy: false, ...parseMsg(bytes) };
    case OP_QUERY:
      return { id, legacy: true, silent: false, command: parseQuery(bytes) };
    default:
      throw new ProtocolError(`opcode ${bytes.readInt32LE(12)} is not supported`);
  }
}

function section(bytes: Buffer, at: number, end: number): Buffer {
  const length = at + 4 <= end ? bytes.readInt32LE(at) : -1;
  if (length < 5 || at + length > end)
    throw new ProtocolError('a section is longer than its message');
  return bytes.subarray(at, at + length);
}

function parseMsg(bytes: Buffer): { command: Document; silent: boolean } {
  const flags = bytes.readUInt32LE(HEADER);
  if (flags & UNKNOWN_FLAGS) throw new ProtocolError(`unknown flags ${flags}`);
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let command: Document | undefined;
  const sequences: Document = {};
  let at = HEADER + 4;
  while (at < end) {
    const kind = bytes[at++];
    const part = section(bytes, at, end);
    at += part.length;
    if (kind === 0) {
      if (command) throw new ProtocolError('a message has one body');
      command = decode(part);
    } else if (kind === 1) {
      const nameEnd = part.indexOf(0, 4);
      if (nameEnd < 0) throw new ProtocolError('a document sequence has a name');
      const documents: Document[] = [];
      for (let p = nameEnd + 1; p < part.length;) {
        const document = section(part, p, part.length);
        documents.push(decode(document));
        p += document.length;
      }
      sequences[part.toString('utf8', 4, nameEnd)] = documents;
    } else throw new ProtocolError(`unknown kind of section ${kind}`);
  }
  if (!command) throw new ProtocolError('a message without a body');
  return { command: { ...command, ...sequences }, silent: (flags & MORE_TO_COME) !== 0 };
}

/** Drivers say hello in the old form, since they do not know yet what the server speaks. */
function parseQuery(bytes: Buffer): Document {
  const nameEnd = bytes.indexOf(0, HEADER + 4);
  if (nameEnd < 0) throw new ProtocolError('OP_QUERY without a collection');
  const [db] = bytes.toString('utf8', HEADER + 4, nameEnd).split('.');
  const command = decode(section(bytes, nameEnd + 1 + 8, bytes.length));
  return { ...command, $db: db };
}

export function encodeReply({ id, legacy }: Request, answer: Document, requestId: number): Buffer {
  const body = encode(answer);
  const head = Buffer.alloc(legacy ? HEADER + 20 : HEADER + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) {
    head.writeInt32LE(8, HEADER);
    head.writeInt32LE(1, HEADER + 16);
  }
  return Buffer.concat([head, body]);
}
