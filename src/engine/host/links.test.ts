import { describe, expect, it } from 'vitest';
import type { LinkAddress, LinkEvent } from '../process-messages.ts';
import { Links, type LinkOwner } from './links.ts';

/** A process that writes down what it is told. */
class Owner implements LinkOwner {
  readonly log: string[] = [];
  post(event: LinkAddress & LinkEvent): void {
    if (event.op === 'data') this.log.push(new TextDecoder().decode(event.data));
    else if (event.op === 'ack') this.log.push(`ack ${event.bytes}`);
    else if (event.op === 'closed') this.log.push(event.reset ? 'reset' : 'closed');
    else this.log.push(event.op);
  }
}

const ID = 7;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function joined(): { links: Links; a: Owner; b: Owner } {
  const links = new Links();
  const [a, b] = [new Owner(), new Owner()];
  links.open(ID);
  links.hold(ID, 0, a);
  links.hold(ID, 1, b);
  return { links, a, b };
}
const at = (end: 0 | 1) => ({ type: 'link', id: ID, end }) as const;

describe('a link', () => {
  it('keeps bytes until the reader asks, and tells the writer what was taken', () => {
    const { links, a, b } = joined();
    links.receive(a, { ...at(0), op: 'data', data: bytes('one') });
    expect(b.log).toEqual([]);
    links.receive(b, { ...at(1), op: 'flow', on: true });
    links.receive(a, { ...at(0), op: 'data', data: bytes('two') });
    links.receive(b, { ...at(1), op: 'ack', bytes: 6 });
    expect(b.log).toEqual(['one', 'two']);
    expect(a.log).toEqual(['ack 3', 'ack 3']);
  });

  it('ends after what was written before', () => {
    const { links, a, b } = joined();
    links.receive(a, { ...at(0), op: 'data', data: bytes('last') });
    links.receive(a, { ...at(0), op: 'end' });
    links.receive(b, { ...at(1), op: 'flow', on: true });
    expect(b.log).toEqual(['last', 'end']);
  });

  it('sends no more than a window ahead of the reader', () => {
    const { links, a, b } = joined();
    links.receive(b, { ...at(1), op: 'flow', on: true });
    const chunk = 'x'.repeat(100 * 1024);
    for (let n = 0; n < 4; n++) {
      links.receive(a, { ...at(0), op: 'data', data: bytes(chunk) });
    }
    expect(b.log).toHaveLength(3);
    links.receive(b, { ...at(1), op: 'ack', bytes: 100 * 1024 });
    expect(b.log).toHaveLength(4);
  });

  it('closes when the process that holds an end dies', () => {
    const { links, a, b } = joined();
    links.receive(b, { ...at(1), op: 'flow', on: true });
    links.receive(a, { ...at(0), op: 'data', data: bytes('words') });
    links.removeOwner(a);
    expect(b.log).toEqual(['words', 'gone', 'closed']);
  });

  it('is reset when what was written is never read', () => {
    const { links, a, b } = joined();
    links.receive(b, { ...at(1), op: 'flow', on: true });
    links.receive(b, { ...at(1), op: 'data', data: bytes('unread') });
    links.removeOwner(a);
    expect(b.log).toEqual(['gone', 'reset']);
  });

  it('lives as long as one of several processes holds the end', () => {
    const { links, a, b } = joined();
    const heir = new Owner();
    links.hold(ID, 1, heir);
    links.removeOwner(b);
    expect(a.log).toEqual([]);
    links.removeOwner(heir);
    expect(a.log).toEqual(['gone']);
  });

  it('hands what one reader gives back to the next, before what is newer', () => {
    const { links, a, b } = joined();
    const next = new Owner();
    links.hold(ID, 1, next);
    links.receive(b, { ...at(1), op: 'flow', on: true });
    links.receive(a, { ...at(0), op: 'data', data: bytes('old') });
    links.receive(b, { ...at(1), op: 'flow', on: false });
    links.receive(next, { ...at(1), op: 'flow', on: true });
    links.receive(a, { ...at(0), op: 'data', data: bytes('new') });
    expect(next.log).toEqual([]);
    links.receive(b, { ...at(1), op: 'return', data: bytes('old') });
    expect(next.log).toEqual(['old', 'new']);
  });

  it('is held by the message that it travels in', () => {
    const { links, a, b } = joined();
    const channel = 8;
    links.open(channel);
    links.hold(channel, 0, a);
    links.hold(channel, 1, b);
    const far = new Owner();
    links.open(9);
    links.hold(9, 0, far);
    links.hold(9, 1, a);
    const handle = { kind: 'stream', type: 'tcp', link: 9, end: 1 } as const;
    links.receive(a, {
      type: 'link',
      id: channel,
      end: 0,
      op: 'data',
      data: bytes('here'),
      handle,
    });
    links.receive(a, { type: 'link', id: 9, end: 1, op: 'close', reset: false });
    expect(far.log).toEqual([]);
    links.receive(b, { type: 'link', id: channel, end: 1, op: 'flow', on: true });
    links.removeOwner(b);
    expect(far.log).toEqual(['gone']);
  });
});
