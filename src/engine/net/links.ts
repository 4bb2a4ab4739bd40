/** Ends of links to other processes, as the other ends of this process's handles. */
import { runtime } from '../core/runtime.ts';
import type {
  HandleDescription,
  LinkAddress,
  LinkCommand,
  LinkEndIndex,
  LinkEvent,
} from '../process-messages.ts';
import { ownsBuffer, utf8Bytes } from './outgoing-bytes.ts';
import type { Peer } from './peer.ts';

/** Bytes on their way from which on the writer has to wait. */
const HIGH_WATER_MARK = 256 * 1024;
/** Bytes taken that are worth a message. */
const ACK_FROM = 32 * 1024;

/** The handle of this process that a link end belongs to. */
export interface LinkedHandle extends Peer {
  connectTo(peer: Peer): void;
  /** Whether it has asked for data. */
  readonly isReading: boolean;
}

const ends = new Map<string, LinkEnd[]>();
const keyOf = (id: number, end: LinkEndIndex): string => `${id}:${end}`;

let lastLink = 0;
/** A number for a new link that no other process chooses. */
export const newLinkId = (): number => runtime.pid * 2 ** 24 + ++lastLink;

/** How handles inside of messages are taken in; set by `net/handles.ts`. */
export const handleReceiver: { receive: (handle: HandleDescription) => object | undefined } = {
  receive: () => undefined,
};

export class LinkEnd implements Peer {
  readonly id: number;
  readonly end: LinkEndIndex;
  #handle: LinkedHandle | undefined;
  /** Bytes that the other end has not taken. */
  #inFlight = 0;
  #written = 0;
  #wasSaturated = false;
  #untold = 0;
  #gone = false;
  #flowing = false;
  /** The end was handed on: what still arrives here belongs to somebody else. */
  #handedOn = false;
  /** Whether to tell when the handle stops reading, since another process may read meanwhile. */
  #isShared: boolean;
  #wasHandedOn = false;

  constructor(id: number, end: LinkEndIndex, isShared = false) {
    this.id = id;
    this.end = end;
    this.#isShared = isShared;
    const key = keyOf(id, end);
    const same = ends.get(key);
    if (same) same.push(this);
    else ends.set(key, [this]);
  }

  /** Joins a handle to the link. */
  attach(handle: LinkedHandle): void {
    this.#handle = handle;
    handle.connectTo(this);
    if (handle.isReading) this.readingChanged(true);
  }

  #send(command: LinkCommand, transfer: Transferable[] = []): void {
    const address: LinkAddress = { type: 'link', id: this.id, end: this.end };
    runtime.post({ ...address, ...command }, transfer);
  }

  // --- what the handle of this process does ---

  receive(bytes: Uint8Array, handle?: HandleDescription): void {
    if (this.#gone) return;
    this.#inFlight += bytes.length;
    this.#written += bytes.length;
    const data = ownsBuffer(bytes) ? bytes : bytes.slice();
    this.#send({ op: 'data', data, handle }, [data.buffer as ArrayBuffer]);
  }
  receiveEnd(): void {
    this.#send({ op: 'end' });
  }
  receiveClosed(reset: boolean): void {
    const same = ends.get(keyOf(this.id, this.end))?.filter((other) => other !== this) ?? [];
    if (same.length > 0) ends.set(keyOf(this.id, this.end), same);
    else ends.delete(keyOf(this.id, this.end));
    this.#tellTaken();
    this.#send({ op: 'close', reset });
  }
  drained(): void {
    this.#tellTaken();
  }
  get saturated(): boolean {
    this.#wasSaturated = !this.#gone && this.#inFlight > HIGH_WATER_MARK;
    return this.#wasSaturated;
  }
  /** What this end has written counts as read: nobody can know until it is acknowledged. */
  get bytesRead(): number {
    return this.#written;
  }
  get gone(): boolean {
    return this.#gone;
  }
  readingChanged(reading: boolean): void {
    if (reading === this.#flowing) return;
    // Only a shared end has to say when it stops: what comes meanwhile waits in the handle.
    if (!reading && !this.#isShared) return;
    // Whoever has handed an end on may read again, for instance what a child has left.
    this.#handedOn = false;
    this.#isShared ||= reading && this.#wasHandedOn;
    this.#flowing = reading;
    this.#send({ op: 'flow', on: reading });
  }

  /** Gives back what was sent here and not read, and asks for no more. */
  handOn(unread: Uint8Array[]): void {
    this.#tellTaken(unread.reduce((sum, { length }) => sum + length, 0));
    this.#handedOn = this.#wasHandedOn = true;
    if (this.#flowing) this.#send({ op: 'flow', on: false });
    this.#flowing = false;
    for (const bytes of unread) this.giveBack(bytes);
  }
  /** Puts bytes before what waits for the end's next reader. */
  giveBack(data: Uint8Array, handle?: HandleDescription): void {
    this.#untold = Math.max(0, this.#untold - data.length);
    this.#send({ op: 'return', data: data.slice(), handle });
  }

  #tellTaken(except = 0): void {
    const bytes = this.#untold - except;
    if (bytes <= 0) return;
    this.#untold -= bytes;
    this.#send({ op: 'ack', bytes });
  }

  // --- what comes from the other process ---

  get isFlowing(): boolean {
    return this.#flowing;
  }
  get isHandedOn(): boolean {
    return this.#handedOn;
  }

  handleEvent(event: LinkEvent): void {
    const handle = this.#handle;
    switch (event.op) {
      case 'data': {
        const { data } = event;
        if (this.#handedOn) {
          this.#untold += data.length;
          this.giveBack(data, event.handle);
          return;
        }
        this.#untold += data.length;
        const received = event.handle && handleReceiver.receive(event.handle);
        handle?.receive(data, received);
        if (handle?.saturated === false && this.#untold >= ACK_FROM) this.#tellTaken();
        return;
      }
      case 'ack':
        this.#inFlight -= event.bytes;
        if (this.#wasSaturated && !this.saturated) handle?.drained();
        return;
      case 'end':
        return handle?.receiveEnd();
      case 'closed':
        this.#gone = true;
        return handle?.receiveClosed(event.reset);
      case 'gone':
        this.#gone = true;
        if (this.#wasSaturated) handle?.drained();
    }
  }
}

/** A message of the page about a link. */
export function receiveLinkEvent(event: LinkAddress & LinkEvent): void {
  const same = ends.get(keyOf(event.id, event.end));
  if (!same) {
    // The handle was closed meanwhile; a handle inside of the message must not stay open.
    if (event.op === 'data' && event.handle) discardHandle(event.handle);
    return;
  }
  if (event.op === 'gone' || event.op === 'ack') {
    for (const end of same) end.handleEvent(event);
    return;
  }
  (same.find((end) => end.isFlowing) ?? same[0]!).handleEvent(event);
}

function discardHandle(handle: HandleDescription): void {
  if (handle.kind !== 'stream') return;
  const { link: id, end } = handle;
  runtime.post({ type: 'link', id, end, op: 'close', reset: true });
}

/** Makes a link of which this process holds both ends. */
export function openLink(id: number, held: LinkEndIndex[]): void {
  runtime.post({ type: 'link', id, end: 0, op: 'open', ends: held });
}

/** Text or bytes of a standard stream, written without a handle. */
export const asLinkBytes = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? utf8Bytes(data) : data;
