/** Writes an HTTP/1.1 request as bytes. */
import { latin1Bytes, allocateBytes, writeLatin1 } from './outgoing-bytes.ts';

export interface OutgoingRequest {
  method: string;
  port: number;
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body?: Uint8Array | undefined;
}

/** A request that HTTP cannot carry; `code` and `message` are those of Node's client. */
export class InvalidRequest extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
// Not only for tidiness: encoding keeps the low byte, and U+010A would become a line feed.
const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const INVALID_PATH = /[^\u0021-\u00ff]/;

/** Up to here head and body leave as one delivery. */
const LARGEST_JOINED = 32 * 1024;
/** Methods whose requests say `Content-Length: 0` without a body (Fetch, HTTP-network-or-cache fetch). */
const EXPECTS_LENGTH = /^(?:POST|PUT|PATCH)$/;

export interface EncodedRequest {
  /** What to send, in order. */
  parts: Uint8Array[];
  /** Whether the body is framed as the head says, so that another request can follow. */
  framed: boolean;
}

/**
 * Adds `Host`, `Connection` and `Content-Length` where they are missing.
 * @throws InvalidRequest
 */
export function encodeRequest(request: OutgoingRequest): EncodedRequest {
  const { method, path, body, port } = request;
  if (!TOKEN.test(method)) {
    throw new InvalidRequest(
      'ERR_INVALID_HTTP_TOKEN',
      `Method must be a valid HTTP token ["${method}"]`,
    );
  }
  if (path === '' || INVALID_PATH.test(path)) {
    throw new InvalidRequest(
      'ERR_UNESCAPED_CHARACTERS',
      'Request path contains unescaped characters',
    );
  }
  let hasHost = false;
  let hasConnection = false;
  let contentLength: string | undefined;
  let chunked = false;
  let fields = '';
  for (const [name, value] of request.headers) {
    if (!TOKEN.test(name)) {
      throw new InvalidRequest(
        'ERR_INVALID_HTTP_TOKEN',
        `Header name must be a valid HTTP token ["${name}"]`,
      );
    }
    if (INVALID_VALUE.test(value)) {
      throw new InvalidRequest(
        'ERR_INVALID_CHAR',
        `Invalid character in header content ["${name}"]`,
      );
    }
    switch (name.length) {
      case 4:
        hasHost ||= name.toLowerCase() === 'host';
        break;
      case 10:
        hasConnection ||= name.toLowerCase() === 'connection';
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') contentLength = value;
        break;
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') chunked ||= /\bchunked\s*$/i.test(value);
        break;
    }
    fields += `${name}: ${value}\r\n`;
  }
  let head = `${method} ${path} HTTP/1.1\r\n`;
  if (!hasHost) head += `Host: localhost:${port}\r\n`;
  head += fields;
  if (!hasConnection) head += 'Connection: keep-alive\r\n';
  const length = body?.length ?? 0;
  if (contentLength === undefined && !chunked && (body || EXPECTS_LENGTH.test(method))) {
    head += `Content-Length: ${length}\r\n`;
  }
  head += '\r\n';

  if (chunked) {
    const size = length > 0 ? `${length.toString(16)}\r\n` : '';
    const parts = [latin1Bytes(head + size)];
    if (body && length > 0) parts.push(body);
    parts.push(latin1Bytes(length > 0 ? '\r\n0\r\n\r\n' : '0\r\n\r\n'));
    return { parts, framed: true };
  }
  return {
    parts: joinBody(head, body),
    framed: contentLength === undefined ? true : Number(contentLength) === length,
  };
}

function joinBody(head: string, body: Uint8Array | undefined): Uint8Array[] {
  if (!body || body.length === 0) return [latin1Bytes(head)];
  if (head.length + body.length > LARGEST_JOINED) return [latin1Bytes(head), body];
  const joined = allocateBytes(head.length + body.length);
  writeLatin1(head, joined, 0);
  joined.set(body, head.length);
  return [joined];
}
