/**
 * Requests of the Redis serialization protocol: arrays of bulk strings, and inline commands, which
 * people type into `telnet`. Limits and messages are those of Redis's `networking.c`.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/#sending-commands-to-a-redis-server
 */
export type Request = Buffer[];

/** What Redis answers before it closes the connection. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/** PROTO_INLINE_MAX_SIZE: an inline command, and the line before an array or a bulk string. */
const longestLine = 64 * 1024;
/** The default of `proto-max-bulk-len`. */
const longestBulk = 512 * 1024 * 1024;
const longestArray = 2 ** 31 - 1;

export class RequestParser {
  /** What has come and is not yet part of a request. Joined only when a request may be complete. */
  #chunks: Buffer[] = [];
  #length = 0;
  /** No request can be complete with fewer bytes than that; keeps a large value from being joined often. */
  #needed = 0;
  #arguments: Buffer[] = [];
  /** Of the array that is being read; 0 between requests. */
  #missing = 0;

  /** Gives the requests that are complete now. Throws a {@link ProtocolError} after the last good one. */
  *push(chunk: Buffer): Generator<Request, void, void> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return;
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#length);
    let position = 0;
    try {
      while (position < bytes.length) {
        this.#needed = 0;
        const next = this.#missing > 0 ? this.#bulk(bytes, position) : this.#start(bytes, position);
        if (next === undefined) break;
        position = next.position;
        if (next.request) yield next.request;
      }
    } finally {
      const rest = bytes.subarray(position);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
    }
  }

  /** The head of an array, or an inline command. */
  #start(bytes: Buffer, position: number): { position: number; request?: Request } | undefined {
    const isArray = bytes[position] === 0x2a;
    const line = readLine(bytes, position, isArray ? 'too big mbulk count string' : undefined);
    if (!line) return undefined;
    if (!isArray) {
      const words = splitInline(line.bytes);
      return words.length > 0 ? { position: line.end, request: words } : { position: line.end };
    }
    const count = toInteger(line.bytes.subarray(1));
    if (count === undefined || count > longestArray)
      throw new ProtocolError('Protocol error: invalid multibulk length');
    this.#missing = Math.max(0, count);
    this.#arguments = [];
    return { position: line.end };
  }

  /** One more argument of the array. */
  #bulk(bytes: Buffer, position: number): { position: number; request?: Request } | undefined {
    const line = readLine(bytes, position, 'too big bulk count string');
    if (!line) return undefined;
    if (line.bytes[0] !== 0x24) {
      const got = String.fromCharCode(line.bytes[0] ?? 0x0d);
      throw new ProtocolError(`Protocol error: expected '$', got '${got}'`);
    }
    const length = toInteger(line.bytes.subarray(1));
    if (length === undefined || length < 0 || length > longestBulk)
      throw new ProtocolError('Protocol error: invalid bulk length');
    const end = line.end + length;
    if (bytes.length < end + 2) {
      this.#needed = end + 2 - position;
      return undefined;
    }
    // A copy: the value outlives the chunk, and a small value must not keep a large chunk in memory.
    this.#arguments.push(Buffer.from(bytes.subarray(line.end, end)));
    this.#missing -= 1;
    return this.#missing === 0
      ? { position: end + 2, request: this.#arguments }
      : { position: end + 2 };
  }
}

function readLine(bytes: Buffer, start: number, tooLong = 'too big inline request') {
  const newline = bytes.indexOf(0x0a, start);
  if (newline < 0 ? bytes.length - start > longestLine : newline - start > longestLine)
    throw new ProtocolError(`Protocol error: ${tooLong}`);
  if (newline < 0) return undefined;
  const end = bytes[newline - 1] === 0x0d && newline > start ? newline - 1 : newline;
  return { bytes: bytes.subarray(start, end), end: newline + 1 };
}

function toInteger(bytes: Buffer): number | undefined {
  const text = bytes.toString('latin1');
  return /^(0|-?[1-9]\d{0,18})$/.test(text) ? Number(text) : undefined;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/** Words of an inline command, with the quotes that `sdssplitargs` knows. One byte is one character. */
export function splitInline(line: Buffer): Buffer[] {
  const text = line.toString('latin1');
  const word =
    /[ \t\r\n\0\v\f]*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([^ \t\r\n\0\v\f"']+))(?=[ \t\r\n\0\v\f]|$)/y;
  const words: Buffer[] = [];
  while (word.lastIndex < text.length) {
    const from = word.lastIndex;
    const match = word.exec(text);
    if (!match) {
      if (/^[ \t\r\n\0\v\f]*$/.test(text.slice(from))) break;
      throw new ProtocolError('Protocol error: unbalanced quotes in request');
    }
    const [, double, single, plain] = match;
    const value =
      double?.replace(/\\(?:x([\da-fA-F]{2})|([^]))/g, (_, hex: string, char: string) =>
        hex ? String.fromCharCode(parseInt(hex, 16)) : (escapes[char] ?? char),
      ) ??
      single?.replaceAll("\\'", "'") ??
      plain!;
    words.push(Buffer.from(value, 'latin1'));
  }
  return words;
}
