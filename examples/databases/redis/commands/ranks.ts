import {
  RedisResult,
  RedisValue,
  type CommandDefinition,
  type RedisSortedSetMember,
} from 'js-redis-server/core';

interface RankArguments {
  key: Buffer;
  member: Buffer;
  withScore: boolean;
}

/** Members are in the order of their scores, and those of the same score in that of their bytes. */
const order = (one: RedisSortedSetMember, other: RedisSortedSetMember): number =>
  one.score !== other.score ? one.score - other.score : Buffer.compare(one.member, other.member);

/**
 * ZRANK and ZREVRANK by counting those who come before: the library sorts all members for each, which
 * makes a leaderboard of 10,000 players slow.
 */
export const byCounting =
  (comesBefore: (difference: number) => boolean) =>
  (definition: CommandDefinition): CommandDefinition => ({
    ...definition,
    execute(args, context) {
      const { key, member, withScore } = args as RankArguments;
      if (withScore) return definition.execute(args, context);
      const members = context.db.getSortedSet(key)?.members;
      const own = members?.get(member.toString('hex'));
      if (!own) return RedisResult.nil();
      let rank = 0;
      for (const other of members!.values()) if (comesBefore(order(other, own))) rank += 1;
      return RedisResult.create(RedisValue.integer(rank));
    },
  });
