/** Handles on their way between processes, as `subprocess.send(message, handle)` sends them. */
import type { HandleDescription, LinkEndIndex } from '../process-messages.ts';
import { handleReceiver, LinkEnd, newLinkId, openLink, type LinkedHandle } from './links.ts';
import type { Peer } from './peer.ts';

/** What a stream has to offer to be handed on. */
interface SendableStream extends LinkedHandle {
  readonly peer: Peer | undefined;
  readonly incomingEnd: 'open' | 'ended' | 'closed' | 'reset';
  takeUnread(): Uint8Array[];
}

type Described<Kind extends HandleDescription['kind']> = HandleDescription & { kind: Kind };
type Stream = Described<'stream'>;

/** How handles of each kind are made from their descriptions; filled in by `tcp.ts` and `pipe.ts`. */
export const receiveHandles: {
  tcp?: (description: Stream) => object;
  pipe?: (description: Stream) => object;
  tcpServer?: (description: Described<'tcp-server'>) => object;
  pipeServer?: (description: Described<'pipe-server'>) => object;
  udp?: (description: Described<'udp'>) => object;
} = {};

handleReceiver.receive = (description) => {
  switch (description.kind) {
    case 'stream':
      return receiveHandles[description.type]?.(description);
    case 'tcp-server':
      return receiveHandles.tcpServer?.(description);
    case 'pipe-server':
      return receiveHandles.pipeServer?.(description);
    case 'udp':
      return receiveHandles.udp?.(description);
  }
};

/** A handle that can be sent: a server describes itself, a connection by its link. */
interface Sendable extends SendableStream {
  describeAsServer(): HandleDescription | undefined;
  describeEndpoints?(): Pick<Stream, 'local' | 'remote'>;
}

/** What the handle looks like on its way to another process; `undefined` when it cannot be sent. */
export function describeHandle(handle: object): HandleDescription | undefined {
  if (!('describeAsServer' in handle)) return undefined;
  const sendable = handle as Sendable;
  const server = sendable.describeAsServer();
  if (server) return server;
  const stream = describeStream(sendable);
  if (!stream) return undefined;
  const type = 'describeEndpoints' in sendable ? 'tcp' : 'pipe';
  return { kind: 'stream', type, ...stream, ...sendable.describeEndpoints?.() };
}

type Joinable = Peer & { connectTo(peer: Peer): void };

/**
 * Makes a connection one that another process can take over: its end of a link. A connection within
 * this process becomes a link first. The handle stays a holder of the end until it is closed.
 */
function describeStream(handle: SendableStream): { link: number; end: LinkEndIndex } | undefined {
  const { peer } = handle;
  if (peer instanceof LinkEnd) {
    peer.handOn(handle.takeUnread());
    return { link: peer.id, end: peer.end };
  }
  if (!peer || !('connectTo' in peer)) return undefined;
  const id = newLinkId();
  openLink(id, [0, 1]);
  const far = new LinkEnd(id, 0);
  const near = new LinkEnd(id, 1);
  const unread = handle.takeUnread();
  const arriving = handle.incomingEnd;
  for (const bytes of unread) far.receive(bytes);
  if (arriving === 'closed' || arriving === 'reset') far.receiveClosed(arriving === 'reset');
  else {
    if (arriving === 'ended') far.receiveEnd();
    const joined = peer as Joinable;
    far.attach({
      get isReading() {
        return true;
      },
      get saturated() {
        return joined.saturated;
      },
      receive: (bytes) => joined.receive(bytes),
      receiveEnd: () => joined.receiveEnd(),
      receiveClosed: (reset) => joined.receiveClosed(reset),
      drained: () => joined.drained(),
      connectTo: (end) => joined.connectTo(end),
    });
  }
  near.handOn([]);
  near.attach(handle);
  // The writer may wait for room that the handle no longer needs.
  (peer as Joinable).drained();
  return { link: id, end: 1 };
}
