/** `BroadcastChannel`: ports by name, each of which hears what the others say. */
import type { Message } from './message.ts';
import { createPort } from './message-port.ts';
import { PortData, type Link } from './port-data.ts';

const groups = new Map<string, Set<PortData>>();

/** A message without ports or buffers to move may be read by several: reading leaves it as it is. */
class GroupLink implements Link {
  readonly #name: string;
  readonly #own: PortData;
  constructor(name: string, own: PortData) {
    this.#name = name;
    this.#own = own;
  }
  post(message: Message): void {
    for (const other of groups.get(this.#name) ?? [])
      if (other !== this.#own) other.receive(message);
    publish(this.#name, message);
  }
  close(): void {
    const group = groups.get(this.#name);
    group?.delete(this.#own);
    if (group?.size === 0) groups.delete(this.#name);
  }
}

let publish: (name: string, message: Message) => void = () => {};
/** Registers what tells other threads. */
export const publishWith = (listener: typeof publish): void => {
  publish = listener;
};

/** A message of another thread. */
export function receiveBroadcast(name: string, message: Message): void {
  for (const data of groups.get(name) ?? []) data.receive(message);
}

export function broadcastChannel(name: string): object {
  const data = new PortData();
  data.link = new GroupLink(name, data);
  let group = groups.get(name);
  if (!group) groups.set(name, (group = new Set()));
  group.add(data);
  return createPort(data);
}
