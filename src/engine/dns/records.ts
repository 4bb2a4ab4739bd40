/** Records as `dns.resolve…` shows them. */
import { formatIP } from '../net/ip-address.ts';
import {
  latin1,
  TYPES,
  type RecordReader,
  type RecordType,
  type ResourceRecord,
} from './message.ts';

type Shown = Record<string, unknown>;

/** What a record of each type is to `resolveAny`, in the order in which c-ares gives them. */
const READERS: Partial<Record<RecordType, (data: RecordReader, ttl: number) => Shown>> = {
  A: (data, ttl) => ({ address: formatIP(data.bytes(4)), ttl }),
  CNAME: (data) => ({ value: data.name() }),
  AAAA: (data, ttl) => ({ address: formatIP(data.bytes(16)), ttl }),
  MX: (data) => ({ priority: data.uint16(), exchange: data.name() }),
  NS: (data) => ({ value: data.name() }),
  TXT: (data) => ({ entries: texts(data) }),
  SRV: (data) => {
    const [priority, weight, port] = [data.uint16(), data.uint16(), data.uint16()];
    return { name: data.name(), port, priority, weight };
  },
  PTR: (data) => ({ value: data.name() }),
  NAPTR: (data) => {
    const [order, preference] = [data.uint16(), data.uint16()];
    const [flags, service, regexp] = [data.text(), data.text(), data.text()];
    return { flags, service, regexp, replacement: data.name(), order, preference };
  },
  SOA: (data) => ({
    nsname: data.name(),
    hostmaster: data.name(),
    serial: data.uint32(),
    refresh: data.uint32(),
    retry: data.uint32(),
    expire: data.uint32(),
    minttl: data.uint32(),
  }),
  TLSA: (data) => ({
    certUsage: data.uint8(),
    selector: data.uint8(),
    match: data.uint8(),
    data: data.rest().slice().buffer,
  }),
  CAA: (data) => {
    const critical = data.uint8();
    const tag = data.text();
    return { critical, [tag]: latin1(data.rest()) };
  },
};

function texts(data: RecordReader): string[] {
  const entries: string[] = [];
  while (!data.isAtEnd) entries.push(data.text());
  return entries;
}

function readAll(records: readonly ResourceRecord[], type: RecordType): Shown[] {
  return records
    .filter((record) => record.type === TYPES[type])
    .map(({ data, ttl }) => READERS[type]!(data, ttl));
}

/**
 * The arguments of `oncomplete` after the error.
 *
 * @returns `undefined` when there is no such record.
 * @throws RangeError for a record that is not well-formed.
 */
export function showRecords(
  records: readonly ResourceRecord[],
  type: RecordType,
): unknown[] | undefined {
  if (type === 'ANY') {
    const all = (Object.keys(READERS) as RecordType[]).flatMap((one) =>
      readAll(records, one).map((shown) => ({ ...shown, type: one })),
    );
    return all.length > 0 ? [all] : undefined;
  }
  const shown = readAll(records, type);
  if (shown.length === 0) return undefined;
  switch (type) {
    case 'A':
    case 'AAAA':
      return [shown.map(({ address }) => address), shown.map(({ ttl }) => ttl)];
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return [shown.map(({ value }) => value)];
    case 'TXT':
      return [shown.map(({ entries }) => entries)];
    case 'SOA':
      return [shown[0]];
    default:
      return [shown];
  }
}
