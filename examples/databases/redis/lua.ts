import { createHash } from 'node:crypto';
import {
  createRedisLuaRuntime,
  RedisServerState,
  setLuaWasmLoadOptions,
  type LuaReplyValue,
  type RedisLuaRuntime,
} from 'js-redis-server/core';

/**
 * Instructions after which a script is stopped: some seconds. Redis itself lets a script run on and
 * answers other clients with BUSY until somebody sends SCRIPT KILL; here nobody can, for the script has
 * the only thread, so that the stand-in does it.
 */
const instructions = 300_000_000;
const fuelMessage = 'Script killed by fuel limit';
const killedMessage = 'Script killed by user with SCRIPT KILL...';

/**
 * What surrounds a script, which comes as the last argument, so that its text, its line numbers and its
 * compile errors stay as they are:
 * - of several values that it returns only the first counts
 * - `pcall` must not swallow the end of an endless loop
 */
const frame = `
local compiled, message = loadstring("local pcall,xpcall=... " .. table.remove(ARGV), "@user_script")
if not compiled then
  return {err = "ERR Error compiling script (new function): " .. message}
end
local function checked(ok, problem, ...)
  if not ok and string.find(tostring(problem), "${fuelMessage}", 1, true) then error(problem, 0) end
  return ok, problem, ...
end
local unsafe, unsafeWithHandler = pcall, xpcall
return (compiled(
  function(...) return checked(unsafe(...)) end,
  function(...) return checked(unsafeWithHandler(...)) end))`;

const compileOnly = `
local compiled, message = loadstring(ARGV[1], "@user_script")
return compiled and 1 or {err = "ERR Error compiling script (new function): " .. message}`;

/** Scripts as Redis runs them, on the library's Lua 5.1. */
export class ScriptRuntime {
  readonly #runtime: RedisLuaRuntime;

  constructor(runtime: RedisLuaRuntime) {
    this.#runtime = runtime;
  }

  eval(...[script, keys, args, context, options]: Parameters<RedisLuaRuntime['eval']>) {
    // `#!lua flags=…` is for Redis; the empty line that stays keeps the numbers of the others.
    const text = script.toString('latin1').replace(/^#![^\n]*/, '');
    const reply = this.#runtime.eval(
      Buffer.from(frame),
      keys,
      [...args, Buffer.from(text, 'latin1')],
      context,
      options,
    );
    return asRedisSaysIt(reply, script);
  }

  /** What is wrong with the script, as an error reply, or undefined. */
  compileError(...[script, context]: [Buffer, Parameters<RedisLuaRuntime['eval']>[3]]) {
    const reply = this.#runtime.eval(Buffer.from(compileOnly), [], [script], context);
    return isError(reply) ? reply.err.toString() : undefined;
  }
}

type ErrorReply = Extract<LuaReplyValue, { err: Buffer }>;

const isError = (reply: LuaReplyValue): reply is ErrorReply =>
  typeof reply === 'object' && reply !== null && 'err' in reply;

/** The library names the script around the script, and calls the end of its budget "fuel". */
function asRedisSaysIt(reply: LuaReplyValue, script: Buffer): LuaReplyValue {
  if (!isError(reply) || !reply.meta) return reply;
  const sha = createHash('sha1').update(script).digest('hex');
  const text = reply.err.toString('latin1');
  const err = text.includes(fuelMessage) ? killedMessage : text;
  return { ...reply, err: Buffer.from(err, 'latin1'), meta: { ...reply.meta, sha } };
}

setLuaWasmLoadOptions({ limits: { maxFuel: instructions } });

/** The library's state with our Lua. It is loaded at the first script. */
export class ServerState extends RedisServerState {
  #scripts: Promise<ScriptRuntime> | undefined;

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
