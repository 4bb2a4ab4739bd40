/** The Logs tab: output in colours, a frame's worth at a time, following its end. */
import { h, part } from '../dom.ts';
import { plural } from '../quantities.ts';
import { AnsiRenderer } from './ansi.ts';
import { LogBuffer } from './log-buffer.ts';

const limit = 5_000;
/** Lines per frame: what a phone can lay out without a long frame. */
const perFrame = 200;
/** Lines per block; the browser skips the layout of blocks that are out of sight. */
const perBlock = 200;
/** Pixels from the end within which the view follows it. */
const nearEnd = 24;

export class LogView {
  readonly #buffer = new LogBuffer(limit);
  readonly #scroller: HTMLElement;
  readonly #lines: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #note = h('p', { class: 'log-note', hidden: true });
  readonly #partial = h('div', { class: 'log-line' });
  #ansi = new AnsiRenderer();
  /** Lines on the page. */
  #count = 0;
  #dropped = 0;
  #frame = 0;
  #following = true;

  constructor(panel: HTMLElement) {
    this.#scroller = part(panel, 'log');
    this.#empty = part(panel, 'log-empty');
    this.#lines = h('div', { class: 'log-lines' });
    this.#scroller.append(this.#note, this.#lines, this.#partial);
    this.#scroller.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
      this.#following = scrollTop + clientHeight >= scrollHeight - nearEnd;
    });
    part(panel, 'log-clear').addEventListener('click', () => this.clear());
  }

  append(chunk: string): void {
    this.#buffer.append(chunk);
    this.#schedule();
  }

  /** A line of the runner's own, such as the start of another run. */
  mark(text: string): void {
    this.#buffer.append(`\x1b[0m\x1b[2m— ${text} —\x1b[0m\n`);
    this.#schedule();
  }

  clear(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#buffer.clear();
    this.#ansi = new AnsiRenderer();
    this.#lines.replaceChildren();
    this.#partial.replaceChildren();
    this.#count = 0;
    this.#dropped = 0;
    this.#note.hidden = true;
    this.#empty.hidden = false;
    this.#following = true;
  }

  /** To be called when the tab is shown: a hidden element cannot be scrolled. */
  shown(): void {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#flush();
    });
  }

  #flush(): void {
    const { lines, partial, dropped } = this.#buffer.take(perFrame);
    this.#dropped += dropped;
    // Escaped by AnsiRenderer; one assignment is several times faster than an element at a time.
    const template = document.createElement('template');
    template.innerHTML = lines
      .map((line) => `<div class="log-line">${this.#ansi.html(line)}</div>`)
      .join('');
    this.#append(template.content, lines.length);
    this.#partial.innerHTML = partial === '' ? '' : new AnsiRenderer().html(partial);

    this.#trim();
    if (this.#dropped > 0) {
      this.#note.hidden = false;
      this.#note.textContent = `${plural(this.#dropped, 'older line')} not kept`;
    }
    this.#empty.hidden = true;
    this.shown();
    if (this.#buffer.pending) this.#schedule();
  }

  #append(lines: DocumentFragment, count: number): void {
    if (count === 0) return;
    let block = this.#lines.lastElementChild as HTMLElement | null;
    if (!block || block.childElementCount >= perBlock) {
      block = h('div', { class: 'log-block' });
      this.#lines.append(block);
    }
    block.append(lines);
    this.#size(block);
    this.#count += count;
  }

  /** A block out of sight takes the height of its lines, or the text would jump when it comes in. */
  #size(block: HTMLElement): void {
    const height = `calc(${block.childElementCount} * var(--log-line-height))`;
    block.style.containIntrinsicHeight = height;
  }

  #trim(): void {
    while (this.#count > limit) {
      const oldest = this.#lines.firstElementChild as HTMLElement | null;
      if (!oldest) return;
      const lines = oldest.childElementCount;
      const excess = Math.min(lines, this.#count - limit);
      if (excess === lines) oldest.remove();
      else {
        for (let index = 0; index < excess; index += 1) oldest.firstElementChild?.remove();
        this.#size(oldest);
      }
      this.#count -= excess;
      this.#dropped += excess;
    }
  }
}
