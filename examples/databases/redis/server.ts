import { createServer, type Server } from 'node:net';
import { keptData } from '../kept-data.ts';
import { createExecutor } from './commands.ts';
import { Connection } from './connection.ts';
import { ServerState } from './server-state.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { TurnQueue } from './turn-queue.ts';

/** The version that the stand-in claims, and whose commands and options it accepts. */
export const compatibility = 'redis-7.0';

/**
 * A server with 16 databases. It does not listen yet; closing it ends its clock.
 * @param keptAs The file for its data, where data are kept at all; without it they start empty.
 */
export function createRedisServer(keptAs?: string): Server {
  const state = new ServerState({ databaseCount: 16, compatibility });
  const turnQueue = new TurnQueue();

  /** Between two commands: never half a transaction or script. */
  const snapshot = async (): Promise<Uint8Array> => {
    const turn = await turnQueue.waitTurn();
    try {
      return takeSnapshot(state);
    } finally {
      turn.release();
    }
  };
  const kept = keptAs === undefined ? undefined : keptData(keptAs, snapshot);
  if (kept?.bytes) restoreSnapshot(state, kept.bytes);

  const executor = createExecutor(compatibility, () => kept?.changed());
  return createServer(
    (socket) => new Connection(socket, { server: state, executor, turnQueue }),
  ).on('close', () => state.close());
}
