import { describe, expect, it } from 'vitest';
import { parseIP } from '../net/ip-address.ts';
import { decodeReply, encodeQuery, TYPES, type RecordType } from './message.ts';
import { query, reverseName, type Transport } from './query.ts';

const name = (text: string): number[] => [
  ...text.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
];
const record = (type: RecordType, data: number[], ttl = 60): number[] => [
  // A pointer to the name of the question.
  ...[0xc0, 12, TYPES[type] >> 8, TYPES[type] & 255, 0, 1, 0, 0, 0, ttl],
  ...[data.length >> 8, data.length & 255, ...data],
];

/** The answer to a packet, with these records. */
function answer(packet: Uint8Array, records: number[][], code = 0): Uint8Array {
  const bytes = new Uint8Array([...packet, ...records.flat()]);
  bytes[2] = 0x81;
  bytes[3] = 0x80 | code;
  bytes[7] = records.length;
  return bytes;
}

const options = { servers: [['127.0.0.1', 53]] as const, timeout: -1, tries: 2, maxTimeout: 0 };

/** A network on which time passes when nothing else happens. */
function ask(
  type: RecordType,
  server: (packet: Uint8Array, address: string) => Uint8Array | undefined | 'refuse',
  changed: Partial<typeof options> | object = {},
) {
  const results: unknown[][] = [];
  const waits: number[] = [];
  const work: (() => void)[] = [];
  const timers = new Set<() => void>();
  const transport: Transport = {
    id: () => 7,
    send(to, packet, received, refused) {
      work.push(() => {
        const reply = server(packet, to[0]);
        if (reply === 'refuse') refused();
        else if (reply) received(reply);
      });
      return () => {};
    },
    setTimer(callback, milliseconds) {
      waits.push(milliseconds);
      timers.add(callback);
      return () => timers.delete(callback);
    },
  };
  query('example.org', type, { ...options, ...changed }, transport, (...result) =>
    results.push(result),
  );
  while (results.length === 0) {
    const next = work.shift() ?? [...timers][0]!;
    timers.delete(next);
    next();
  }
  return { results, waits };
}

describe('records', () => {
  it.each([
    ['A', [record('A', [1, 2, 3, 4])], [['1.2.3.4'], [60]]],
    ['AAAA', [record('AAAA', [...new Array<number>(15).fill(0), 1])], [['::1'], [60]]],
    [
      'MX',
      [record('MX', [0, 10, ...name('mail.org')])],
      [[{ priority: 10, exchange: 'mail.org' }]],
    ],
    ['NS', [record('NS', [2, 0x6e, 0x73, 0xc0, 12])], [['ns.example.org']]],
    ['TXT', [record('TXT', [1, 0x61, 2, 0x62, 0xe9])], [[['a', 'bé']]]],
    [
      'SRV',
      [record('SRV', [0, 1, 0, 2, 31, 144, ...name('a.b')])],
      [[{ name: 'a.b', port: 8080, priority: 1, weight: 2 }]],
    ],
    [
      'CAA',
      [record('CAA', [128, 5, ...Buffer.from('issueca.org')])],
      [[{ critical: 128, issue: 'ca.org' }]],
    ],
    [
      'ANY',
      [record('TXT', [1, 0x61]), record('A', [1, 2, 3, 4])],
      [
        [
          { address: '1.2.3.4', ttl: 60, type: 'A' },
          { entries: ['a'], type: 'TXT' },
        ],
      ],
    ],
  ] as const)('of type %s', (type, records, shown) => {
    const { results } = ask(type, (packet) => answer(packet, records as unknown as number[][]));
    expect(results).toEqual([[null, ...shown]]);
  });
});

describe('failures', () => {
  it.each([
    ['no such name', 3, 'ENOTFOUND'],
    ['the server fails', 2, 'ESERVFAIL'],
    ['the server refuses', 5, 'EREFUSED'],
    ['no such record', 0, 'ENODATA'],
  ])('%s', (_, code, error) => {
    expect(ask('A', (packet) => answer(packet, [], code)).results).toEqual([[error]]);
  });

  it('nobody listens', () => {
    expect(ask('A', () => 'refuse').results).toEqual([['ECONNREFUSED']]);
  });

  it('waits longer each time, up to a limit', () => {
    expect(ask('A', () => undefined)).toEqual({ results: [['ETIMEOUT']], waits: [2000, 4000] });
    const limited = ask('A', () => undefined, { timeout: 500, tries: 3, maxTimeout: 600 });
    expect(limited.waits).toEqual([500, 600, 600]);
  });

  it('asks the next server', () => {
    const servers = [
      ['127.0.0.1', 53],
      ['127.0.0.2', 53],
    ];
    const { results } = ask(
      'A',
      (packet, address) =>
        address === '127.0.0.1' ? 'refuse' : answer(packet, [record('A', [4, 3, 2, 1])]),
      { servers },
    );
    expect(results).toEqual([[null, ['4.3.2.1'], [60]]]);
  });

  it('drops what is not an answer', () => {
    const wrongId = (packet: Uint8Array): Uint8Array => {
      const bytes = answer(packet, [record('A', [1, 2, 3, 4])]);
      bytes[1] = 8;
      return bytes;
    };
    expect(ask('A', wrongId, { tries: 1 }).results).toEqual([['ETIMEOUT']]);
    const tooMany = (packet: Uint8Array): Uint8Array => {
      const bytes = answer(packet, [record('A', [1, 2, 3, 4])]);
      bytes[7] = 2;
      return bytes;
    };
    expect(ask('A', tooMany, { tries: 1 }).results).toEqual([['ETIMEOUT']]);
  });
});

describe('messages', () => {
  it('refuse names that no DNS has', () => {
    expect(encodeQuery(1, 'a..b', 1)).toBeUndefined();
    expect(encodeQuery(1, 'x'.repeat(64), 1)).toBeUndefined();
    expect(encodeQuery(1, 'abcdefghi.'.repeat(26), 1)).toBeUndefined();
  });
  it('end names that point at themselves', () => {
    const packet = encodeQuery(1, 'a.b', 1)!;
    expect(decodeReply(answer(packet, [[0xc0, packet.length, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]]))).toBe(
      undefined,
    );
  });
  it('know reverse names', () => {
    expect(reverseName(parseIP('1.2.3.4')!)).toBe('4.3.2.1.in-addr.arpa');
    expect(reverseName(parseIP('::1')!)).toBe(`1.${'0.'.repeat(31)}ip6.arpa`);
  });
});
