import {
  CommandExecutor,
  createAuthPolicy,
  createRedisCommandRegistry,
  createTransactionPolicy,
  RedisCommandError,
  RedisResult,
  resolveCompatibilityProfile,
  WrongNumberOfArgumentsError,
  type CommandPlan,
  type CompatibilitySpec,
} from 'js-redis-server/core';
import { missingCommands } from './commands/missing.ts';
import { correctedReplies } from './commands/replies.ts';
import { isScriptRunning } from './lua.ts';
import { refusal } from './commands/refusals.ts';

type Policy = ReturnType<typeof createAuthPolicy>;

/** The library's commands with ours before them, and the rules that hold for every command. */
export function createExecutor(
  compatibility: CompatibilitySpec,
  onWrite: () => void,
): CommandExecutor {
  const profile = resolveCompatibilityProfile(compatibility);
  const registry = createRedisCommandRegistry(missingCommands, profile);
  for (const [name, correct] of Object.entries(correctedReplies))
    registry.override(correct(registry.get(name)!));
  return new CheckingExecutor({
    registry,
    profile,
    policies: [
      createAuthPolicy(),
      subscribedPolicy,
      createTransactionPolicy(),
      watchWrites(onWrite),
    ],
  });
}

/** Looks at the arguments before the library does. */
class CheckingExecutor extends CommandExecutor {
  override plan(command: Buffer | string, given: readonly Buffer[]): CommandPlan {
    const name = command.toString().toLowerCase();
    const args = withoutExactly(name, given);
    if (name === 'brpoplpush' && args.length === 3)
      return this.plan('blmove', args.toSpliced(2, 0, Buffer.from('RIGHT'), Buffer.from('LEFT')));
    const message = refusal(name, args);
    if (message) throw new RedisCommandError(message);
    if (!isScriptRunning()) return super.plan(command, args);
    try {
      return super.plan(command, args);
    } catch (error) {
      if (!(error instanceof WrongNumberOfArgumentsError)) throw error;
      throw new RedisCommandError('Wrong number of args calling Redis command from script');
    }
  }
}

/** `MAXLEN = 3` is `MAXLEN 3`, which is all that the library knows. */
function withoutExactly(command: string, args: readonly Buffer[]): readonly Buffer[] {
  if (command !== 'xadd' && command !== 'xtrim') return args;
  const at = args.findIndex((arg) => /^(maxlen|minid)$/i.test(arg.toString('latin1'))) + 1;
  return at > 1 && at <= 3 && args[at]?.toString() === '=' ? args.toSpliced(at, 1) : args;
}

/** Functions are data too, though their commands are not marked as such. */
const watchWrites = (onWrite: () => void): Policy => ({
  name: 'writes',
  afterExecute(plan, _context, result) {
    if (plan.flags.includes('write') || plan.definition.name === 'function') onWrite();
    return result;
  },
});

/** In RESP 2 a connection that has subscribed can do little else. */
const subscribedPolicy: Policy = {
  name: 'subscribed',
  beforeExecute(plan, { session }) {
    const subscribed = session.protocolVersion === 2 && session.pubsubSubscriptionCount > 0;
    if (!subscribed || plan.flags.includes('subscribed')) return undefined;
    return RedisResult.error(
      `Can't execute '${plan.definition.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      'ERR',
    );
  },
};
