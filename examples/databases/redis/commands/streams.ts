import {
  isResponseStream,
  RedisCommandError,
  RedisResult,
  RedisValue,
  type CommandDefinition,
  type RedisExecutionContext,
} from 'js-redis-server/core';
import type { ServerState } from '../server-state.ts';

const serverOf = (context: RedisExecutionContext): ServerState => context.server as ServerState;

type Wrap = (definition: CommandDefinition) => CommandDefinition;

const nameOf = (database: number, key: Buffer, group: Buffer): string =>
  [database, key.toString('hex'), group.toString('hex')].join();

/** The group that XREADGROUP reads for. */
const groupOf = (args: unknown): Buffer => (args as { args: { group: Buffer } }).args.group;

/** A client that waits for new entries of a group is told when the stream or the group goes. */
export const untilTheGroupGoes: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    const watched: RedisExecutionContext = Object.create(context, {
      park: {
        value: (async (request) => {
          const gone = Promise.withResolvers<never>();
          gone.promise.catch(() => undefined);
          const { destroyedGroups } = serverOf(context);
          const ends = definition.keys(args).map((key) => {
            const name = nameOf(context.db.id, key, groupOf(args));
            const groupGone = (): void =>
              gone.reject(
                new RedisCommandError(
                  'the consumer group this client was blocked on no longer exists',
                  'NOGROUP',
                ),
              );
            destroyedGroups.on(name, groupGone);
            const end = context.db.subscribeKey(key, ({ type }) => {
              if (type !== 'write' && type !== 'expire' && type !== 'persist')
                gone.reject(new RedisCommandError('the stream key no longer exists', 'UNBLOCKED'));
            });
            return () => {
              destroyedGroups.off(name, groupGone);
              end();
            };
          });
          try {
            const waitFor = Promise.race([request.waitFor, gone.promise]);
            return await context.park({ ...request, waitFor });
          } finally {
            for (const end of ends) end();
          }
        }) satisfies RedisExecutionContext['park'],
      },
    }) as RedisExecutionContext;
    return definition.execute(args, watched);
  },
});

interface GroupCommand {
  subcommand: string;
  key: Buffer;
  group: Buffer;
}

const noKey =
  'The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.';

export const tellsOfDestroyedGroups: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    const { subcommand, key, group } = (args as { args: GroupCommand }).args;
    if (subcommand !== 'create' && context.db.getType(key) === null)
      throw new RedisCommandError(noKey);
    const result = definition.execute(args, context);
    if (subcommand === 'destroy') {
      serverOf(context).destroyedGroups.emit(nameOf(context.db.id, key, group));
    }
    return result;
  },
});

/** What is trimmed away does not count as deleted: only XDEL sets max-deleted-entry-id. */
export const trimsWithoutDeleting: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    const { key } = args as { key: Buffer };
    const isStream = context.db.getType(key) === 'stream';
    const before = isStream ? { ...context.db.getStream(key)!.maxDeletedEntryId } : undefined;
    const result = definition.execute(args, context);
    if (isResponseStream(result) || context.db.getType(key) !== 'stream') return result;
    const stream = context.db.getStream(key);
    if (stream) stream.maxDeletedEntryId = before ?? { ms: 0n, seq: 0n };
    return result;
  },
});

/** XINFO CONSUMERS names the group first. */
export const namesMissingGroups: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    try {
      return definition.execute(args, context);
    } catch (error) {
      if (!(error instanceof RedisCommandError) || error.code !== 'NOGROUP') throw error;
      const { key, group } = (args as { args: GroupCommand }).args;
      throw new RedisCommandError(
        `No such consumer group '${group}' for key name '${key}'`,
        'NOGROUP',
      );
    }
  },
});

/** XACK finds nothing where there is no group. */
export const acknowledgesNothing: Wrap = (definition) => ({
  ...definition,
  execute(args, context) {
    try {
      return definition.execute(args, context);
    } catch (error) {
      if (error instanceof RedisCommandError && error.code === 'NOGROUP')
        return RedisResult.create(RedisValue.integer(0));
      throw error;
    }
  },
});
