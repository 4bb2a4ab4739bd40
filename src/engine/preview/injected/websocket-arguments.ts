/** What `WebSocket` accepts, and how it refuses the rest. https://websockets.spec.whatwg.org/ */

/** RFC 9110, 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const LONGEST_REASON = 123;
const encoder = new TextEncoder();

/** @throws SyntaxError */
export function parseSocketUrl(url: string, base: string): URL {
  const parsed = URL.parse(url, base);
  if (!parsed) throw new DOMException(`The URL '${url}' is invalid.`, 'SyntaxError');
  if (parsed.protocol === 'http:') parsed.protocol = 'ws:';
  if (parsed.protocol === 'https:') parsed.protocol = 'wss:';
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:') {
    const scheme = parsed.protocol.slice(0, -1);
    throw new DOMException(
      `The URL's scheme must be either 'http', 'https', 'ws', or 'wss'. '${scheme}' is not allowed.`,
      'SyntaxError',
    );
  }
  if (parsed.href.includes('#')) {
    throw new DOMException(
      `The URL contains a fragment identifier ('${parsed.hash}').`,
      'SyntaxError',
    );
  }
  return parsed;
}

/** @throws SyntaxError */
export function parseProtocols(protocols: unknown): string[] {
  const list =
    typeof protocols === 'object' && protocols !== null
      ? Array.from(protocols as Iterable<unknown>, String)
      : [String(protocols)];
  for (const [index, protocol] of list.entries()) {
    if (!TOKEN.test(protocol)) {
      throw new DOMException(`The subprotocol '${protocol}' is invalid.`, 'SyntaxError');
    }
    if (list.some((other, at) => at < index && other.toLowerCase() === protocol.toLowerCase())) {
      throw new DOMException(`The subprotocol '${protocol}' is duplicated.`, 'SyntaxError');
    }
  }
  return list;
}

/** @throws InvalidAccessError, SyntaxError */
export function checkClose(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
    throw new DOMException(
      `The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`,
      'InvalidAccessError',
    );
  }
  if (encoder.encode(reason).length > LONGEST_REASON) {
    throw new DOMException(
      `The close reason must not be greater than ${LONGEST_REASON} UTF-8 bytes.`,
      'SyntaxError',
    );
  }
}

export type Payload = string | ArrayBuffer | Blob;

/** A copy, so that what the program does to its buffer afterwards is not sent. */
export function payloadOf(data: unknown): Payload {
  if (data instanceof Blob) return data;
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  }
  if (data instanceof ArrayBuffer) return data.slice(0);
  return String(data);
}

export function sizeOf(payload: Payload): number {
  if (typeof payload === 'string') return encoder.encode(payload).length;
  return payload instanceof Blob ? payload.size : payload.byteLength;
}
