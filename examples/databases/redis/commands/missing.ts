import {
  defineCommand,
  RedisCommandError,
  RedisResult,
  RedisValue,
  t,
  type RedisDataValue,
} from 'js-redis-server/core';

const text = (value: string): RedisValue => RedisValue.bulkString(Buffer.from(value));

/** `OBJECT ENCODING`, with the default limits of `redis.conf`. */
export function encodingOf(data: RedisDataValue): string {
  const small = (values: Iterable<Buffer>, count: number, limit: number): boolean =>
    count <= limit && [...values].every((value) => value.length <= 64);
  const isInteger = (value: Buffer): boolean =>
    value.length < 20 && /^(0|-?[1-9]\d*)$/.test(value.toString('latin1'));
  switch (data.type) {
    case 'string':
      if (isInteger(data.value)) return 'int';
      return data.value.length <= 44 ? 'embstr' : 'raw';
    case 'list':
      return 'quicklist';
    case 'hash': {
      const fields = [...data.fields.values()];
      const all = fields.flatMap(({ field, value }) => [field, value]);
      return small(all, fields.length, 128) ? 'listpack' : 'hashtable';
    }
    case 'set': {
      const members = [...data.members.values()];
      return members.length <= 512 && members.every(isInteger) ? 'intset' : 'hashtable';
    }
    case 'zset': {
      const members = [...data.members.values()].map(({ member }) => member);
      return small(members, members.length, 128) ? 'listpack' : 'skiplist';
    }
    case 'stream':
      return 'stream';
  }
}

/** Commands that the library has not. */
export const missingCommands = [
  defineCommand({
    name: 'echo',
    schema: t.object({ message: t.bulk() }),
    flags: ['readonly', 'fast'],
    keys: () => [],
    execute: ({ message }) => RedisResult.create(RedisValue.bulkString(message)),
  }),
  defineCommand({
    name: 'object',
    schema: t.object({ subcommand: t.string(), rest: t.variadic(t.bulk()) }),
    flags: ['readonly'],
    keys: ({ rest }) => rest,
    execute({ subcommand, rest }, { db }) {
      if (!/^encoding$/i.test(subcommand))
        throw new RedisCommandError(`unknown subcommand '${subcommand}'. Try OBJECT HELP.`);
      if (rest.length !== 1)
        throw new RedisCommandError("wrong number of arguments for 'object|encoding' command");
      const data = db.get(rest[0]!);
      return data ? RedisResult.create(text(encodingOf(data))) : RedisResult.nil();
    },
  }),
  defineCommand({
    name: 'role',
    schema: t.object({}),
    flags: ['readonly', 'fast', 'noscript'],
    keys: () => [],
    execute: () =>
      RedisResult.create(
        RedisValue.array([text('master'), RedisValue.integer(0), RedisValue.array([])]),
      ),
  }),
  defineCommand({
    // There are no replicas: zero of them have every write, at once if none is asked for.
    name: 'wait',
    schema: t.object({ replicas: t.integer({ min: 0 }), timeout: t.integer({ min: 0 }) }),
    flags: ['noscript'],
    keys: () => [],
    execute({ replicas }) {
      if (replicas > 0)
        throw new RedisCommandError('WAIT for replicas is not supported by the embedded Redis');
      return RedisResult.create(RedisValue.integer(0));
    },
  }),
  defineCommand({
    name: 'cluster',
    schema: t.object({ rest: t.variadic(t.bulk(), { min: 1 }) }),
    flags: ['admin'],
    keys: () => [],
    execute: () => {
      throw new RedisCommandError('This instance has cluster support disabled');
    },
  }),
];
