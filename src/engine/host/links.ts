/** The links between processes, as the page carries them: see `LinkCommand` for what they promise. */
import type {
  HandleDescription,
  LinkAddress,
  LinkCommand,
  LinkEndIndex,
  LinkEvent,
} from '../process-messages.ts';

/** Whoever holds ends of links: a process. */
export interface LinkOwner {
  post(message: LinkAddress & LinkEvent, transfer?: Transferable[]): void;
}

/** Bytes that a reader may have been sent and not have taken. */
const WINDOW = 256 * 1024;

interface Chunk {
  data: Uint8Array;
  handle: HandleDescription | undefined;
  /** Who wrote it, and learns when it has been taken. */
  from: LinkOwner | undefined;
}

/** What was sent to a reader and not acknowledged, in order. */
interface Sent {
  from: LinkOwner | undefined;
  bytes: number;
}

type Ending = 'open' | 'ended' | 'closed' | 'reset';

class End {
  /** How often each process holds it. */
  readonly refs = new Map<LinkOwner, number>();
  /** Times it is on its way inside a message. */
  inTransit = 0;
  /** Who wants to read, the latest last. */
  flowing: LinkOwner[] = [];
  queue: Chunk[] = [];
  /** What readers that have handed the end on have sent back; older than the queue. */
  returned: Chunk[] = [];
  readonly sent = new Map<LinkOwner, Sent[]>();
  /** What follows the queue. */
  ending: Ending = 'open';
  readonly told = new Map<LinkOwner, Ending>();

  get isHeld(): boolean {
    return this.refs.size > 0 || this.inTransit > 0;
  }
  outstanding(owner: LinkOwner): number {
    let bytes = 0;
    for (const sent of this.sent.get(owner) ?? []) bytes += sent.bytes;
    return bytes;
  }
}

type Link = [End, End];

const other = (end: LinkEndIndex): LinkEndIndex => (end === 0 ? 1 : 0);

export class Links {
  readonly #links = new Map<number, Link>();

  /** Makes a link. Its ends have to be held at once, or a `close` of the other one ends it. */
  open(id: number): void {
    if (!this.#links.has(id)) this.#links.set(id, [new End(), new End()]);
  }

  /** @returns false when there is no such link: it has ended meanwhile. */
  hold(id: number, end: LinkEndIndex, owner: LinkOwner): boolean {
    const held = this.#links.get(id)?.[end];
    if (!held) return false;
    held.refs.set(owner, (held.refs.get(owner) ?? 0) + 1);
    return true;
  }

  /** What a process says about a link. */
  receive(owner: LinkOwner, message: LinkAddress & LinkCommand): void {
    const { id, end } = message;
    if (message.op === 'open') {
      this.open(id);
      for (const index of message.ends) this.hold(id, index, owner);
      return;
    }
    const link = this.#links.get(id);
    if (!link) return;
    const own = link[end];
    const peer = link[other(end)];
    switch (message.op) {
      case 'data':
        if (!peer.isHeld) return;
        this.#keep(message.handle);
        peer.queue.push({ data: message.data, handle: message.handle, from: owner });
        this.#pump(id, other(end));
        break;
      case 'flow':
        own.flowing = own.flowing.filter((reader) => reader !== owner);
        if (message.on) own.flowing.push(owner);
        this.#pump(id, end);
        break;
      case 'ack':
        for (const { from, bytes } of take(own.sent.get(owner) ?? [], message.bytes)) {
          from?.post({ type: 'link', id, end: other(end), op: 'ack', bytes });
        }
        this.#pump(id, end);
        break;
      case 'return': {
        const [first] = take(own.sent.get(owner) ?? [], message.data.length);
        const { data, handle } = message;
        own.returned.push({ data, handle, from: first?.from });
        this.#pump(id, end);
        break;
      }
      case 'end':
        if (peer.ending === 'open') peer.ending = 'ended';
        this.#pump(id, other(end));
        break;
      case 'close':
        this.#release(id, end, owner, message.reset);
    }
  }

  /** A process has ended: it lets go of all that it held. */
  removeOwner(owner: LinkOwner): void {
    for (const [id, link] of [...this.#links]) {
      for (const end of [0, 1] as const) {
        const count = link[end].refs.get(owner) ?? 0;
        for (let n = 0; n < count; n++) this.#release(id, end, owner, false);
      }
    }
  }

  #release(id: number, end: LinkEndIndex, owner: LinkOwner, reset: boolean): void {
    const own = this.#links.get(id)![end];
    const count = own.refs.get(owner) ?? 0;
    if (count > 1) {
      own.refs.set(owner, count - 1);
      return;
    }
    own.refs.delete(owner);
    own.flowing = own.flowing.filter((reader) => reader !== owner);
    // What was sent counts as read: a process acknowledges in large steps, and may end in between.
    own.sent.delete(owner);
    if (own.isHeld) this.#pump(id, end);
    else this.#close(id, end, reset);
  }

  /** Nobody holds the end any more. */
  #close(id: number, end: LinkEndIndex, reset: boolean): void {
    const link = this.#links.get(id);
    if (!link) return;
    const own = link[end];
    const peer = link[other(end)];
    const unread = own.returned.concat(own.queue);
    own.returned = [];
    own.queue = [];
    for (const { handle } of unread) this.#drop(handle);
    if (!peer.isHeld) {
      this.#links.delete(id);
      return;
    }
    // What waits was never read, and the kernel answers a close with unread data by an RST.
    if (peer.ending === 'open' || peer.ending === 'ended') {
      const isReset = (reset || unread.length > 0) && peer.ending === 'open';
      peer.ending = isReset ? 'reset' : 'closed';
    }
    for (const owner of peer.refs.keys()) {
      owner.post({ type: 'link', id, end: other(end), op: 'gone' });
    }
    this.#pump(id, other(end));
  }

  /** Sends the end's reader what waits for it. */
  #pump(id: number, index: LinkEndIndex): void {
    const end = this.#links.get(id)?.[index];
    const reader = end?.flowing.at(-1);
    if (!end || !reader) return;
    // Bytes that were sent to another reader come back, or have been taken, before newer ones go out.
    for (const owner of end.sent.keys()) {
      if (owner !== reader && end.outstanding(owner) > 0) return;
    }
    let sent = end.sent.get(reader);
    if (!sent) end.sent.set(reader, (sent = []));
    let outstanding = end.outstanding(reader);
    if (end.returned.length > 0) {
      end.queue = end.returned.concat(end.queue);
      end.returned = [];
    }
    while (end.queue.length > 0 && outstanding < WINDOW) {
      const { data, handle, from } = end.queue.shift()!;
      this.#deliver(handle, reader);
      sent.push({ from, bytes: data.length });
      outstanding += data.length;
      const transfer =
        data.byteLength === data.buffer.byteLength ? [data.buffer as ArrayBuffer] : [];
      reader.post({ type: 'link', id, end: index, op: 'data', data, handle }, transfer);
    }
    if (end.queue.length > 0 || end.ending === 'open') return;
    if (end.told.get(reader) === end.ending) return;
    end.told.set(reader, end.ending);
    if (end.ending === 'ended') reader.post({ type: 'link', id, end: index, op: 'end' });
    else {
      reader.post({
        type: 'link',
        id,
        end: index,
        op: 'closed',
        reset: end.ending === 'reset',
      });
    }
  }

  /** An end that is inside a message is held by it. */
  #keep(handle: HandleDescription | undefined): void {
    if (handle?.kind !== 'stream') return;
    const end = this.#links.get(handle.link)?.[handle.end];
    if (end) end.inTransit++;
  }
  #deliver(handle: HandleDescription | undefined, reader: LinkOwner): void {
    if (handle?.kind !== 'stream') return;
    const end = this.#links.get(handle.link)?.[handle.end];
    if (!end) return;
    end.inTransit--;
    this.hold(handle.link, handle.end, reader);
    // The other side may have gone while the end was in nobody's hands.
    const peer = this.#links.get(handle.link)![other(handle.end)];
    if (!peer.isHeld) {
      reader.post({ type: 'link', id: handle.link, end: handle.end, op: 'gone' });
    }
  }
  #drop(handle: HandleDescription | undefined): void {
    if (handle?.kind !== 'stream') return;
    const end = this.#links.get(handle.link)?.[handle.end];
    if (!end) return;
    end.inTransit--;
    if (!end.isHeld) this.#close(handle.link, handle.end, true);
  }
}

/** Takes so many bytes off the front, splitting the last record. */
function take(sent: Sent[], bytes: number): Sent[] {
  const taken: Sent[] = [];
  let left = bytes;
  while (left > 0 && sent.length > 0) {
    const first = sent[0]!;
    if (first.bytes > left) {
      first.bytes -= left;
      taken.push({ from: first.from, bytes: left });
      break;
    }
    left -= first.bytes;
    taken.push(first);
    sent.shift();
  }
  return taken;
}
