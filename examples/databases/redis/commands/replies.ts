import {
  isResponseStream,
  RedisResult,
  RedisValue,
  type CommandDefinition,
} from 'js-redis-server/core';
import { byCounting } from './ranks.ts';
import {
  acknowledgesNothing,
  namesMissingGroups,
  tellsOfDestroyedGroups,
  trimsWithoutDeleting,
  untilTheGroupGoes,
} from './streams.ts';
import { ServerState } from '../server-state.ts';

type Wrap = (definition: CommandDefinition) => CommandDefinition;

/** The command, with its reply put right. */
const reply =
  (correct: (value: RedisValue) => RedisValue): Wrap =>
  (definition) => ({
    ...definition,
    execute(args, context) {
      const put = (result: RedisResult): RedisResult =>
        RedisResult.create(correct(result.value), result.options);
      const result = definition.execute(args, context);
      if (isResponseStream(result)) return result;
      return result instanceof Promise ? result.then(put) : put(result);
    },
  });

/** In RESP 2 "nothing" is `*-1` where an array would have come, and `$-1` where a string would have. */
const noArray = (value: RedisValue): RedisValue =>
  value.kind === 'null' || (value.kind === 'bulk-string' && value.value === null)
    ? RedisValue.nullArray()
    : value;

/** In RESP 3 members come as a set. */
const asSet = (value: RedisValue): RedisValue =>
  value.kind === 'array' ? RedisValue.set(value.items) : value;

/** XPENDING's summary: the numbers of the consumers are strings, and there is no list if there are none. */
function pendingSummary(value: RedisValue): RedisValue {
  if (value.kind !== 'array' || value.items.length !== 4) return value;
  const consumers = value.items[3]!;
  if (value.items[0]!.kind !== 'integer' || consumers.kind !== 'array') return value;
  const asStrings = consumers.items.map((pair) =>
    pair.kind === 'array'
      ? RedisValue.array(
          pair.items.map((item) =>
            item.kind === 'integer' ? RedisValue.bulkString(Buffer.from(`${item.value}`)) : item,
          ),
        )
      : pair,
  );
  const list = asStrings.length > 0 ? RedisValue.array(asStrings) : RedisValue.nullArray();
  return RedisValue.array([...value.items.slice(0, 3), list]);
}

/** SCRIPT LOAD refuses what does not compile. */
const compiled: Wrap = (definition) => ({
  ...definition,
  async execute(args, context) {
    const { subcommand, rest } = args as { subcommand: string; rest: Buffer[] };
    if (/^load$/i.test(subcommand) && rest.length === 1 && context.server instanceof ServerState) {
      const problem = (await context.server.scripts()).compileError(rest[0]!, context);
      if (problem) return RedisResult.error(problem, 'ERR');
    }
    return definition.execute(args, context) as RedisResult;
  },
});

/** A watched key whose time is up has changed, whether or not the clock has removed it yet. */
const afterExpiry: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    context.server.sweepExpired();
    return definition.execute(args, context);
  },
});

/** The key that gets the result may hold anything before; the others must be of these types. */
const replacing =
  (...types: string[]): Wrap =>
  (definition) => ({
    ...definition,
    execute(args, context) {
      const [destination, ...sources] = definition.keys(args);
      const type = context.db.getType(destination!);
      const isRight = (key: Buffer): boolean => {
        const found = context.db.getType(key);
        return found === null || types.includes(found);
      };
      if (type !== null && !types.includes(type) && sources.every(isRight))
        context.db.delete(destination!);
      return definition.execute(args, context);
    },
  });

/** An empty string has no bit, neither 0 nor 1. */
const inNothing: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    const [key] = definition.keys(args);
    const isEmpty =
      context.db.getType(key!) === 'string' && context.db.getString(key!)!.length === 0;
    return isEmpty ? RedisResult.create(RedisValue.integer(-1)) : definition.execute(args, context);
  },
});

const both =
  (one: Wrap, other: Wrap): Wrap =>
  (definition) =>
    other(one(definition));

export const correctedReplies: Record<string, Wrap> = {
  xread: reply(noArray),
  xreadgroup: both(untilTheGroupGoes, reply(noArray)),
  xgroup: tellsOfDestroyedGroups,
  xadd: trimsWithoutDeleting,
  xtrim: trimsWithoutDeleting,
  xinfo: namesMissingGroups,
  xack: acknowledgesNothing,
  sinterstore: replacing('set'),
  sunionstore: replacing('set'),
  sdiffstore: replacing('set'),
  zinterstore: replacing('set', 'zset'),
  zunionstore: replacing('set', 'zset'),
  zdiffstore: replacing('set', 'zset'),
  bitpos: inNothing,
  zrank: byCounting((difference) => difference < 0),
  zrevrank: byCounting((difference) => difference > 0),
  xpending: reply(pendingSummary),
  geopos: reply((value) =>
    value.kind === 'array' ? RedisValue.array(value.items.map(noArray)) : value,
  ),
  smembers: reply(asSet),
  sinter: reply(asSet),
  sunion: reply(asSet),
  sdiff: reply(asSet),
  script: compiled,
  exec: afterExpiry,
};
