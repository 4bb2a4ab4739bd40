/**
 * All keys as JSON, for a later start. One character of a text is one byte, so that binary values fit and
 * plain ones stay readable.
 */
import type {
  RedisDatabase,
  RedisDataValue,
  RedisServerState,
  RedisStreamData,
} from 'js-redis-server/core';

const format = 'embedded-redis 1';

type StreamId = RedisStreamData['lastId'];

interface Snapshot {
  format: typeof format;
  /** By number; each key with its value and when it ends, in milliseconds since 1970. */
  databases: Record<string, [key: string, value: Value, endsAt: number | null][]>;
  functions: string;
}

type Value =
  | { type: 'string'; value: string }
  | { type: 'list' | 'set'; items: string[] }
  | { type: 'hash'; fields: [field: string, value: string, endsAt?: number][] }
  | { type: 'zset'; members: [member: string, score: string][] }
  | { type: 'stream'; stream: StreamSnapshot };

interface StreamSnapshot {
  entries: [id: string, fields: string[]][];
  lastId: string;
  added: number;
  deletedId: string;
  groups: {
    name: string;
    lastId: string;
    read: number | null;
    consumers: [name: string, seenAt: number, activeAt: number | null][];
    pending: [id: string, consumer: string, deliveredAt: number, deliveries: number][];
  }[];
}

const text = (bytes: Buffer): string => bytes.toString('latin1');
const bytes = (value: string): Buffer => Buffer.from(value, 'latin1');
/** The library finds members, fields, groups and consumers by the hexadecimal digits of their names. */
const hex = (value: string): string => bytes(value).toString('hex');
const idText = ({ ms, seq }: StreamId): string => `${ms}-${seq}`;

function idOf(value: string): StreamId {
  const [ms, seq] = value.split('-').map(BigInt);
  return { ms: ms!, seq: seq! };
}

export function takeSnapshot(state: RedisServerState): Uint8Array {
  const databases: Snapshot['databases'] = {};
  for (const database of state.databases) {
    const entries = database.entriesSnapshot();
    if (entries.length === 0) continue;
    databases[database.id] = entries.map(({ key, value, expiresAt }) => [
      text(key),
      writeValue(value),
      expiresAt ?? null,
    ]);
  }
  const functions = text(state.functionRegistry.dump());
  return Buffer.from(JSON.stringify({ format, databases, functions } satisfies Snapshot));
}

/** Fills an empty server. Keys whose time has come meanwhile are left out. */
export function restoreSnapshot(state: RedisServerState, kept: Uint8Array): void {
  const snapshot = JSON.parse(Buffer.from(kept).toString()) as Snapshot;
  if (snapshot.format !== format) throw new Error(`The kept data are not of ${format}`);
  const now = Date.now();
  for (const [number, entries] of Object.entries(snapshot.databases)) {
    const database: RedisDatabase = state.getDatabase(Number(number));
    for (const [key, value, endsAt] of entries) {
      if (endsAt !== null && endsAt <= now) continue;
      database.set(bytes(key), readValue(value), endsAt === null ? {} : { expiresAt: endsAt });
    }
  }
  state.functionRegistry.restore(bytes(snapshot.functions), 'flush');
}

function writeValue(data: RedisDataValue): Value {
  switch (data.type) {
    case 'string':
      return { type: 'string', value: text(data.value) };
    case 'list':
      return { type: 'list', items: data.values.map(text) };
    case 'set':
      return { type: 'set', items: [...data.members.values()].map(text) };
    case 'hash':
      return {
        type: 'hash',
        fields: [...data.fields.values()].map(({ field, value, expiresAt }) =>
          expiresAt === undefined
            ? [text(field), text(value)]
            : [text(field), text(value), expiresAt],
        ),
      };
    case 'zset':
      // As text, because JSON knows no infinity.
      return {
        type: 'zset',
        members: [...data.members.values()].map(({ member, score }) => [
          text(member),
          String(score),
        ]),
      };
    case 'stream':
      return { type: 'stream', stream: writeStream(data) };
  }
}

function readValue(value: Value): RedisDataValue {
  switch (value.type) {
    case 'string':
      return { type: 'string', value: bytes(value.value) };
    case 'list':
      return { type: 'list', values: value.items.map(bytes) };
    case 'set':
      return { type: 'set', members: new Map(value.items.map((item) => [hex(item), bytes(item)])) };
    case 'hash':
      return {
        type: 'hash',
        fields: new Map(
          value.fields.map(([field, content, expiresAt]) => [
            hex(field),
            {
              field: bytes(field),
              value: bytes(content),
              ...(expiresAt !== undefined && { expiresAt }),
            },
          ]),
        ),
      };
    case 'zset':
      return {
        type: 'zset',
        members: new Map(
          value.members.map(([member, score]) => [
            hex(member),
            { member: bytes(member), score: Number(score) },
          ]),
        ),
      };
    case 'stream':
      return readStream(value.stream);
  }
}

const writeStream = (stream: RedisStreamData): StreamSnapshot => ({
  entries: stream.entries.map(({ id, fields }) => [idText(id), fields.map(text)]),
  lastId: idText(stream.lastId),
  added: stream.entriesAdded,
  deletedId: idText(stream.maxDeletedEntryId),
  groups: [...stream.groups.values()].map((group) => ({
    name: text(group.name),
    lastId: idText(group.lastDeliveredId),
    read: group.entriesRead,
    consumers: [...group.consumers.values()].map(({ name, seenAt, activeAt }) => [
      text(name),
      seenAt,
      activeAt,
    ]),
    pending: [...group.pending.values()].map(({ id, consumerId, deliveredAt, deliveryCount }) => [
      idText(id),
      text(Buffer.from(consumerId, 'hex')),
      deliveredAt,
      deliveryCount,
    ]),
  })),
});

const readStream = (stream: StreamSnapshot): RedisStreamData => ({
  type: 'stream',
  entries: stream.entries.map(([id, fields]) => ({ id: idOf(id), fields: fields.map(bytes) })),
  lastId: idOf(stream.lastId),
  entriesAdded: stream.added,
  maxDeletedEntryId: idOf(stream.deletedId),
  groups: new Map(
    stream.groups.map(({ name, lastId, read, consumers, pending }) => [
      hex(name),
      {
        name: bytes(name),
        lastDeliveredId: idOf(lastId),
        entriesRead: read,
        consumers: new Map(
          consumers.map(([consumer, seenAt, activeAt]) => [
            hex(consumer),
            { name: bytes(consumer), seenAt, activeAt },
          ]),
        ),
        pending: new Map(
          pending.map(([id, consumer, deliveredAt, deliveryCount]) => [
            id,
            { id: idOf(id), consumerId: hex(consumer), deliveredAt, deliveryCount },
          ]),
        ),
      },
    ]),
  ),
});
