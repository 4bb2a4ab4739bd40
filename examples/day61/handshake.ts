import { createHash } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Refusal {
  status: number;
  error: string;
  headers?: Record<string, string>;
}

// #region check
/** Why this request cannot become a WebSocket, or `undefined` when it can (RFC 6455, section 4.2.1). */
export function findFault({ method, headers }: IncomingMessage): Refusal | undefined {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') {
    return { status: 400, error: 'A WebSocket begins with GET and Upgrade: websocket' };
  }
  if (headers['sec-websocket-version'] !== '13') {
    const error = 'This server speaks version 13 of the protocol';
    return { status: 426, error, headers: { 'Sec-WebSocket-Version': '13' } };
  }
  if (!/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    return { status: 400, error: 'Sec-WebSocket-Key must be 16 bytes in Base64' };
  }
  // Browsers let any page connect to any server, and send its cookies along. They do say who asks.
  if (headers.origin && URL.parse(headers.origin)?.host !== headers.host) {
    return { status: 403, error: 'Pages of another origin may not connect' };
  }
  return undefined;
}
// #endregion

// #region accept
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function accept(req: IncomingMessage, socket: Duplex): void {
  const key = req.headers['sec-websocket-key'] + GUID;
  writeHead(socket, 101, {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': createHash('sha1').update(key).digest('base64'),
  });
}
// #endregion

export function refuse(socket: Duplex, { status, error, headers }: Refusal): void {
  const body = JSON.stringify({ error });
  writeHead(socket, status, {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  });
  socket.end(body);
}

function writeHead(socket: Duplex, status: number, headers: Record<string, string>): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`);
}
