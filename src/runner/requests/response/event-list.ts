/** A `text/event-stream` as the list of its events, each with when it came. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { h } from '../../dom.ts';
import { formatDuration, plural } from '../../quantities.ts';

/** Events on the page; of a stream without end the oldest make room. */
const shownEvents = 500;

export class EventList {
  readonly element: HTMLElement;
  readonly #list = h('ol', { class: 'events', 'aria-label': 'Events' });
  readonly #note = h('p', { class: 'quiet' });
  readonly #parser = createParser({
    onEvent: (event) => this.#add(event),
    // A line without end is not kept; the raw body has it.
    maxBufferSize: 1_000_000,
  });
  #took = 0;
  #count = 0;

  constructor() {
    this.element = h(
      'div',
      { class: 'event-stream', role: 'group', tabindex: 0, 'aria-label': 'Response body' },
      this.#note,
      this.#list,
    );
    this.#say();
  }

  /** @param took Milliseconds from sending to this part of the body. */
  feed(text: string, took: number): void {
    this.#took = took;
    this.#parser.feed(text);
    this.#say();
  }

  #add({ event, id, data }: EventSourceMessage): void {
    this.#count++;
    this.#list.append(
      h(
        'li',
        {},
        h('span', { class: 'event-time' }, `+${formatDuration(this.#took)}`),
        h('strong', {}, event ?? 'message'),
        id !== undefined && h('span', { class: 'quiet' }, `id ${id}`),
        h('code', {}, data),
      ),
    );
    if (this.#list.childElementCount > shownEvents) this.#list.firstElementChild?.remove();
  }

  #say(): void {
    const shown = this.#count > shownEvents ? `, the last ${shownEvents} are shown` : '';
    this.#note.textContent = `${plural(this.#count, 'event')}${shown}`;
  }
}
