import {
  createRedisLuaRuntime,
  RedisServerState,
  type RedisLuaRuntime,
  type RedisServerStateOptions,
} from 'js-redis-server/core';
import { EventEmitter } from 'node:events';
import { ScriptRuntime } from './lua.ts';
import { withoutCopies } from './without-copies.ts';

/** The library's state with our Lua, which is loaded at the first script. */
export class ServerState extends RedisServerState {
  /** Emits the name of a consumer group that is destroyed, for those who wait for its entries. */
  readonly destroyedGroups = new EventEmitter().setMaxListeners(0);
  #scripts: Promise<ScriptRuntime> | undefined;

  constructor(options: RedisServerStateOptions) {
    super(options);
    for (const database of this.databases) withoutCopies(database);
  }

  override getLuaRuntime(): Promise<RedisLuaRuntime> {
    return this.scripts() as Promise<unknown> as Promise<RedisLuaRuntime>;
  }

  scripts(): Promise<ScriptRuntime> {
    this.#scripts ??= createRedisLuaRuntime(this.profile).then(
      (runtime) => new ScriptRuntime(runtime),
    );
    return this.#scripts;
  }
}
