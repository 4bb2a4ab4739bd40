import {
  CommandExecutor,
  createAuthPolicy,
  createRedisCommandRegistry,
  createTransactionPolicy,
  RedisResult,
  resolveCompatibilityProfile,
  type CompatibilitySpec,
} from 'js-redis-server/core';

type Policy = ReturnType<typeof createAuthPolicy>;

/** The library's commands with ours before them, and the rules that hold for every command. */
export function createExecutor(compatibility: CompatibilitySpec): CommandExecutor {
  const profile = resolveCompatibilityProfile(compatibility);
  const registry = createRedisCommandRegistry([], profile);
  return new CommandExecutor({
    registry,
    profile,
    policies: [createAuthPolicy(), subscribedPolicy, createTransactionPolicy()],
  });
}

/** In RESP 2 a connection that has subscribed can do little else. */
const subscribedPolicy: Policy = {
  name: 'subscribed',
  beforeExecute(plan, { session }) {
    if (!session.usesSubscribedReplyMode || plan.flags.includes('subscribed')) return undefined;
    return RedisResult.error(
      `Can't execute '${plan.definition.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      'ERR',
    );
  },
};
