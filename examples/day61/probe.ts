import { once } from 'node:events';
import { connect } from 'node:net';
import { encodeFrame, FrameReader, opcodes } from './frames.ts';

const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);

const client = (opcode: keyof typeof opcodes, payload: string | Buffer, fin = true): Buffer =>
  encodeFrame({ opcode: opcodes[opcode], payload: Buffer.from(payload), fin }, mask);

const goodbye = client('close', Buffer.from([0x03, 0xe8]));

// #region probes
/** What no script in a browser can send: frames, byte by byte. */
export const probes = new Map<string, Buffer[]>([
  [
    'fragments',
    [
      client('text', 'Three fragm', false),
      client('continuation', 'ents and a ping ', false),
      client('ping', 'still there?'),
      client('continuation', 'between them'),
      goodbye,
    ],
  ],
  ['unmasked', [encodeFrame({ opcode: opcodes.text, payload: Buffer.from('hello'), fin: true })]],
  ['reserved-bit', [Buffer.from([0xc1, 0x80, ...mask])]],
  ['unknown-opcode', [Buffer.from([0x83, 0x80, ...mask])]],
  ['nothing-to-continue', [client('continuation', 'more')]],
  ['long-ping', [client('ping', 'x'.repeat(126))]],
  ['not-utf8', [client('text', Buffer.from([0x68, 0x69, 0xff]))]],
  // Announces 8 EiB and sends none of them.
  ['too-big', [Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]],
  ['close-code-1006', [client('close', Buffer.from([0x03, 0xee]))]],
]);
// #endregion

export interface Report {
  sent: string[];
  received: { frame: string; text?: string; code?: number }[];
}

/** Connects to this server like any client, sends the frames, and reports the answers to the end. */
export async function probe(port: number, frames: Buffer[]): Promise<Report> {
  const signal = AbortSignal.timeout(5_000);
  const socket = connect({ port, host: 'localhost', signal });
  socket.write(
    `GET /chat HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const [first] = (await once(socket, 'data', { signal })) as [Buffer];
  const headEnd = first.indexOf('\r\n\r\n') + 4;
  socket.unshift(first.subarray(headEnd));
  for (const frame of frames) socket.write(frame);

  const reader = new FrameReader({ from: 'server', limit: 100_000 });
  const received: Report['received'] = [];
  for await (const chunk of socket) {
    for (const { opcode, payload } of reader.read(chunk)) {
      const frame = Object.keys(opcodes).find((name) => opcodes[name as 'text'] === opcode)!;
      received.push(
        opcode === opcodes.close
          ? { frame, code: payload.readUInt16BE(0), text: payload.toString('utf8', 2) }
          : { frame, text: payload.toString() },
      );
    }
  }
  return {
    sent: frames.map((frame) => frame.toString('hex').replace(/..(?=.)/g, '$& ')),
    received,
  };
}
