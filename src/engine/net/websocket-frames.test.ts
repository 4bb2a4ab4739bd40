import { describe, expect, it } from 'vitest';
import {
  BINARY,
  CLOSE,
  encodeClose,
  encodeFrame,
  FrameReader,
  PING,
  PONG,
  ProtocolError,
  TEXT,
} from './websocket-frames.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const MASK = unhex('37 fa 21 3d');

describe('encode', () => {
  it('the masked "Hello" of RFC 6455, 5.7', () => {
    expect(hex(encodeFrame(TEXT, utf8('Hello'), MASK))).toBe('818537fa213d7f9f4d5158');
  });

  it.each([
    [125, '82fd'],
    [126, '82fe007e'],
    [65535, '82feffff'],
    [65536, '82ff0000000000010000'],
  ])('a length of %i', (length, head) => {
    const frame = encodeFrame(BINARY, new Uint8Array(length), MASK);
    expect(hex(frame.subarray(0, head.length / 2))).toBe(head);
    expect(frame.length).toBe(head.length / 2 + 4 + length);
  });

  it('a close frame with and without a status', () => {
    expect(hex(encodeClose(1000, utf8('ok')))).toBe('03e86f6b');
    expect(hex(encodeClose(undefined, utf8('')))).toBe('');
  });
});

const readAll = (chunks: Uint8Array[]): [number, string][] => {
  const reader = new FrameReader();
  return chunks.flatMap((chunk) =>
    [...reader.read(chunk)].map(({ opcode, payload }): [number, string] => [
      opcode,
      Buffer.from(payload).toString(),
    ]),
  );
};

const unmasked = (opcode: number, payload: Uint8Array): Uint8Array => {
  const frame = encodeFrame(opcode, payload, new Uint8Array(4));
  const header = frame.length - payload.length - 4;
  const plain = new Uint8Array(frame.length - 4);
  plain.set(frame.subarray(0, header));
  plain[1]! &= 0x7f;
  plain.set(payload, header);
  return plain;
};

describe('read', () => {
  it.each<[string, string, [number, string][]]>([
    ['a single-frame unmasked text', '81 05 48656c6c6f', [[TEXT, 'Hello']]],
    ['a fragmented text', '01 03 48656c 80 02 6c6f', [[TEXT, 'Hello']]],
    ['a ping', '89 05 48656c6c6f', [[PING, 'Hello']]],
    [
      'a ping between fragments',
      '01 03 48656c 89 00 80 02 6c6f',
      [
        [PING, ''],
        [TEXT, 'Hello'],
      ],
    ],
    ['an empty message', '82 00', [[BINARY, '']]],
    [
      'two in one delivery',
      '8a 00 88 02 03e8',
      [
        [PONG, ''],
        [CLOSE, '\x03\ufffd'],
      ],
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(readAll([unhex(bytes)])).toEqual(expected);
    // Byte by byte, too.
    expect(readAll([...unhex(bytes)].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it.each([126, 65535, 65536, 200_000])('a payload of %i bytes in pieces', (length) => {
    const frame = unmasked(BINARY, new Uint8Array(length).fill(7));
    const pieces = [];
    for (let i = 0; i < frame.length; i += 1460) pieces.push(frame.subarray(i, i + 1460));
    const reader = new FrameReader();
    const messages = pieces.flatMap((piece) => [...reader.read(piece)]);
    expect(messages).toHaveLength(1);
    expect(messages[0]!.payload.length).toBe(length);
    expect(messages[0]!.payload.every((byte) => byte === 7)).toBe(true);
  });

  it.each([
    ['a masked frame', '81 85 37fa213d 7f9f4d5158', 1002],
    ['a reserved bit', 'c1 00', 1002],
    ['a long ping', '89 7e 007e', 1002],
    ['a fragmented ping', '09 00', 1002],
    ['an unknown opcode', '83 00', 1002],
    ['an unknown control opcode', '8b 00', 1002],
    ['a continuation of nothing', '80 00', 1002],
    ['a new message within another', '01 00 81 00', 1002],
    ['a length beyond 2^53', '82 7f ffffffffffffffff', 1009],
  ])('refuses %s', (_name, bytes, status) => {
    const reader = new FrameReader();
    const error = (() => {
      try {
        return [...reader.read(unhex(bytes))];
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).status).toBe(status);
  });
});
