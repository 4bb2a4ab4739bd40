import { createHash } from 'node:crypto';
import {
  RedisCommandError,
  setLuaWasmLoadOptions,
  type LuaReplyValue,
  type RedisLuaRuntime,
} from 'js-redis-server/core';
import { compileOnly, failureMark, frame, fuelMessage } from './lua-frame.ts';
import { readHeader } from './lua-header.ts';

/**
 * Instructions after which a script is stopped: some seconds. Redis itself lets a script run on and
 * answers other clients with BUSY until somebody sends SCRIPT KILL; here nobody can, for the script has
 * the only thread, so that the stand-in does it.
 */
const instructions = 300_000_000;
const killedMessage = 'ERR Script killed by user with SCRIPT KILL...';

setLuaWasmLoadOptions({
  limits: { maxFuel: instructions },
  redisProps: {
    REDIS_VERSION: { value: '7.0.15' },
    REDIS_VERSION_NUM: { value: 0x07000f },
    REPL_NONE: { value: 0 },
    REPL_AOF: { value: 1 },
    REPL_SLAVE: { value: 2 },
    REPL_REPLICA: { value: 2 },
    REPL_ALL: { value: 3 },
    replicate_commands: { returns: true },
    set_repl: { returns: null },
    // There are no users but `default`, who may do everything.
    acl_check_cmd: { returns: true },
  },
});

let running = 0;
/** Commands of a script are refused in other words than a client's. */
export const isScriptRunning = (): boolean => running > 0;

/** Scripts as Redis runs them, on the library's Lua 5.1. */
export class ScriptRuntime {
  readonly #runtime: RedisLuaRuntime;

  constructor(runtime: RedisLuaRuntime) {
    this.#runtime = runtime;
  }

  eval(...[script, keys, args, context, options]: Parameters<RedisLuaRuntime['eval']>) {
    const { text, isReadOnly } = readHeader(script.toString('latin1'));
    running += 1;
    try {
      const reply = this.#runtime.eval(
        Buffer.from(frame),
        keys,
        [...args, Buffer.from(text, 'latin1')],
        context,
        isReadOnly ? { readOnly: true } : options,
      );
      return asRedisSaysIt(reply, script);
    } finally {
      running -= 1;
    }
  }

  /** What is wrong with the script, as an error reply, or undefined. */
  compileError(...[script, context]: [Buffer, Parameters<RedisLuaRuntime['eval']>[3]]) {
    try {
      const text = Buffer.from(readHeader(script.toString('latin1')).text, 'latin1');
      const reply = this.#runtime.eval(Buffer.from(compileOnly), [], [text], context);
      return isError(reply) ? reply.err.toString() : undefined;
    } catch (error) {
      if (error instanceof RedisCommandError) return error.message;
      throw error;
    }
  }
}

type ErrorReply = Extract<LuaReplyValue, { err: Buffer }>;

const isError = (reply: LuaReplyValue): reply is ErrorReply =>
  typeof reply === 'object' && reply !== null && 'err' in reply;

/** The engine's codes for errors of its own. @see lua-redis-wasm, "Error metadata" */
const engineError = /^ERR (?:user_script:\d+: )?__RLUA_E__:([a-z-]+):?(.*)$/s;

function asRedisSaysIt(reply: LuaReplyValue, script: Buffer): LuaReplyValue {
  if (!isError(reply)) return reply;
  const [, found, message] = reply.err.toString('latin1').split(failureMark);
  if (found === undefined || message === undefined) return reply;
  const line = found === '0' ? lineOfTailCall(script.toString('latin1')) : found;
  const [, kind, name] = engineError.exec(message) ?? [];
  let text = message;
  if (message.includes(fuelMessage)) text = killedMessage;
  else if (kind === 'global-read')
    text = `ERR user_script:${line}: Script attempted to access nonexistent global variable '${name}'`;
  else if (kind === 'command-arg-type')
    text = 'ERR Lua redis lib command arguments must be strings or integers';
  const sha = createHash('sha1').update(script).digest('hex');
  const [, code = '', rest] = /^(\S+)(.*)$/s.exec(text) ?? [];
  return {
    code: Buffer.from(code, 'latin1'),
    err: Buffer.from(`${rest!.slice(1)} script: ${sha}, on @user_script:${line}.`, 'latin1'),
  };
}

function lineOfTailCall(script: string): number {
  const call = /\breturn\s+[\w.]*call\b/.exec(script);
  return call ? script.slice(0, call.index).split('\n').length : 1;
}
