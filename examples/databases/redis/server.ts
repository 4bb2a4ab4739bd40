import { createServer, type Server } from 'node:net';
import { createExecutor } from './commands.ts';
import { Connection } from './connection.ts';
import { ServerState } from './server-state.ts';
import { TurnQueue } from './turn-queue.ts';

/** The version that the stand-in claims, and whose commands and options it accepts. */
export const compatibility = 'redis-7.0';

/** A server with 16 empty databases. It does not listen yet; closing it ends its clock. */
export function createRedisServer(): Server {
  const state = new ServerState({ databaseCount: 16, compatibility });
  const executor = createExecutor(compatibility);
  const turnQueue = new TurnQueue();
  return createServer(
    (socket) => new Connection(socket, { server: state, executor, turnQueue }),
  ).on('close', () => state.close());
}
