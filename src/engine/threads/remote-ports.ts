/** Ends of channels whose other half is in another thread. */
import { runtime } from '../core/runtime.ts';
import {
  buffersIn,
  otherEnd,
  type PortId,
  type ThreadEvent,
  type WireMessage,
  type WirePassenger,
  type WirePort,
} from '../thread-messages.ts';
import type { Message, Passenger } from '../bindings/messaging/message.ts';
import {
  CLOSE,
  LocalLink,
  PortData,
  type Incoming,
  type Link,
} from '../bindings/messaging/port-data.ts';
import { publishWith, receiveBroadcast } from '../bindings/messaging/broadcast.ts';
import { copyUnshareable, reviveUnshareable } from './shared-memory.ts';
import { thisThread } from './this-thread.ts';

/** Ends of this thread by their names. */
const ends = new Map<PortId, PortData>();
let made = 0;

class RemoteLink implements Link {
  readonly id: PortId;
  constructor(id: PortId) {
    this.id = id;
  }
  post(message: Message): void {
    const own: PortId[] = [];
    const wire = toWire(message, own);
    const command = {
      type: 'thread-post',
      to: otherEnd(this.id),
      message: wire,
      ends: own,
    } as const;
    runtime.post(command, buffersIn(wire));
  }
  close(): void {
    ends.delete(this.id);
    runtime.post({ type: 'thread-post', to: otherEnd(this.id), message: null, ends: [] });
  }
}

/**
 * An end on its way to another thread. `own` collects the names of ends that stay here because only
 * their other half leaves.
 */
export function exportPort(data: PortData, own: PortId[]): WirePort {
  const { link } = data;
  const incoming = data.incoming.splice(0).map((message) => incomingToWire(message, own));
  data.link = undefined;
  if (link instanceof RemoteLink) {
    ends.delete(link.id);
    return { id: link.id, incoming };
  }
  if (!(link instanceof LocalLink)) return { id: undefined, incoming };
  const name = `${runtime.pid}.${thisThread.id}.${++made}.`;
  const id: PortId = `${name}a`;
  link.peer.link = new RemoteLink(id);
  ends.set(id, link.peer);
  own.push(id);
  return { id: otherEnd(id), incoming };
}

export function importPort({ id, incoming }: WirePort): PortData {
  const data = new PortData();
  data.incoming.push(...incoming.map(incomingFromWire));
  if (id) {
    data.link = new RemoteLink(id);
    ends.set(id, data);
  }
  return data;
}

const incomingToWire = (incoming: Incoming, own: PortId[]): WireMessage | null =>
  incoming === CLOSE ? null : toWire(incoming, own);
const incomingFromWire = (message: WireMessage | null): Incoming =>
  message === null ? CLOSE : fromWire(message);

function toWire(message: Message, own: PortId[]): WireMessage {
  const passengers = message.passengers.map((passenger): WirePassenger => {
    if (passenger.kind === 'port') return { kind: 'port', port: exportPort(passenger.port, own) };
    if (passenger.kind !== 'native') return passenger;
    const { type, data } = passenger.state;
    return { kind: 'native', state: { type, data } };
  });
  const shared = copyUnshareable(message.shared);
  return { ...message, ...shared, passengers };
}

function fromWire(message: WireMessage): Message {
  const passengers = message.passengers.map((passenger): Passenger =>
    passenger.kind === 'port' ? { kind: 'port', port: importPort(passenger.port) } : passenger,
  );
  const { unshared, ...rest } = message;
  const shared = unshared ? reviveUnshareable(unshared) : message.shared;
  return { ...rest, shared, passengers };
}

publishWith((name, message) => {
  if (thisThread.hasOthers) {
    runtime.post({ type: 'thread-broadcast', name, message: toWire(message, []) });
  }
});

/** @returns Whether the event was about ports. */
export function receivePortEvent(event: ThreadEvent): boolean {
  switch (event.type) {
    case 'thread-message': {
      const data = ends.get(event.to);
      if (!data) {
        runtime.post(
          { type: 'thread-bounce', to: event.to, message: event.message },
          buffersIn(event.message),
        );
        return true;
      }
      if (event.message === null) {
        ends.delete(event.to);
        data.link = undefined;
      }
      data.receive(incomingFromWire(event.message));
      return true;
    }
    case 'thread-flush':
      runtime.post({ type: 'thread-flushed', port: event.port });
      return true;
    case 'thread-broadcast':
      receiveBroadcast(event.name, fromWire(event.message));
      return true;
    default:
      return false;
  }
}
