import { RedisCommandError } from 'js-redis-server/core';

const flags = new Set([
  'no-writes',
  'allow-oom',
  'allow-stale',
  'no-cluster',
  'allow-cross-slot-keys',
]);

/**
 * The first line of a script, `#!lua flags=no-writes`, which Redis reads and Lua does not. The empty line
 * that stays in its place keeps the numbers of the others.
 *
 * @see https://redis.io/docs/latest/develop/programmability/eval-intro/#script-flags
 */
export function readHeader(script: string): { text: string; isReadOnly: boolean } {
  if (!script.startsWith('#!')) return { text: script, isReadOnly: false };
  const end = script.indexOf('\n');
  if (end < 0) throw new RedisCommandError('Invalid script shebang');
  const [engine, ...options] = script.slice(0, end).trim().split(/\s+/);
  if (engine !== '#!lua')
    throw new RedisCommandError(`Unexpected engine in script shebang: ${engine}`);
  const found: string[] = [];
  for (const option of options) {
    if (!option.startsWith('flags='))
      throw new RedisCommandError(`Unknown lua shebang option: ${option}`);
    found.push(...option.slice('flags='.length).split(',').filter(Boolean));
  }
  const unknown = found.find((flag) => !flags.has(flag));
  if (unknown !== undefined)
    throw new RedisCommandError(`Unexpected flag in script shebang: ${unknown}`);
  return { text: script.slice(end), isReadOnly: found.includes('no-writes') };
}
