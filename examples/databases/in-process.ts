/**
 * Connections to an embedded server that are no sockets, for drivers that take a stream. Whether the
 * loopback of WebContainers carries any TCP but HTTP's is not documented.
 */
import type { Server, Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';

/** WebContainers name themselves among the versions. */
export const prefersStreams = (): boolean => 'webcontainer' in process.versions;

/** What drivers and servers call on a socket, where a stream has nothing to do. */
const socketMethods = {
  ref: returnThis,
  unref: returnThis,
  setKeepAlive: returnThis,
  setNoDelay: returnThis,
  setTimeout: returnThis,
};
function returnThis<This>(this: This): This {
  return this;
}

/** The client's end of a new connection; `server`, which need not listen, gets the other. */
export function connectInProcess(server: Server): Duplex {
  const [client, accepted] = duplexPair();
  for (const [side, other] of [
    [client, accepted],
    [accepted, client],
  ] as const) {
    Object.assign(side, socketMethods, {
      destroySoon: () => side.end(() => side.destroy()),
    });
    side.on('close', () => other.destroy());
  }
  Object.assign(client, {
    /** Some drivers connect a stream before they use it. */
    connect() {
      process.nextTick(() => client.emit('connect'));
      return client;
    },
  });
  process.nextTick(() => server.emit('connection', accepted as unknown as Socket));
  return client;
}
