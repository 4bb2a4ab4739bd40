import { createServer, type Server } from 'node:net';
import { RedisServerState } from 'js-redis-server/core';
import { createExecutor } from './commands.ts';
import { Connection } from './connection.ts';

/** The version that the stand-in claims, and whose commands and options it accepts. */
export const compatibility = 'redis-7.0';

/** A server with 16 empty databases. It does not listen yet; closing it ends its clock. */
export function createRedisServer(): Server {
  const state = new RedisServerState({ databaseCount: 16, compatibility });
  const executor = createExecutor(compatibility);
  return createServer((socket) => new Connection(socket, state, executor)).on('close', () =>
    state.close(),
  );
}
