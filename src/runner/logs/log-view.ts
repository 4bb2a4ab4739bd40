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
  /** Lines that came since the reader scrolled up. */
  #unseen = 0;
  #filter = '';
  readonly #follow: HTMLElement;
  readonly #status: HTMLElement;

  constructor(panel: HTMLElement) {
    this.#scroller = part(panel, 'log');
    this.#empty = part(panel, 'log-empty');
    this.#lines = h('div', { class: 'log-lines' });
    this.#scroller.append(this.#note, this.#lines, this.#partial);
    this.#scroller.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
      this.#following = scrollTop + clientHeight >= scrollHeight - nearEnd;
      if (this.#following) this.#seen();
    });
    this.#follow = part(panel, 'log-follow');
    this.#status = part(panel, 'log-status');
    this.#follow.addEventListener('click', () => {
      this.#seen();
      this.shown();
      this.#scroller.focus();
    });
    part(panel, 'log-clear').addEventListener('click', () => this.clear());
    part(panel, 'log-copy').addEventListener('click', () => void this.#copy());
    const wrap = part(panel, 'log-wrap');
    wrap.addEventListener('click', () => {
      const on = wrap.getAttribute('aria-pressed') !== 'true';
      wrap.setAttribute('aria-pressed', String(on));
      this.#scroller.toggleAttribute('data-unwrapped', !on);
    });
    const filter = part<HTMLInputElement>(panel, 'log-filter');
    filter.addEventListener('input', () => {
      this.#filter = filter.value.trim().toLowerCase();
      const lines = [...this.#lines.querySelectorAll<HTMLElement>('.log-line')];
      for (const line of lines) this.#applyFilter(line);
      for (const block of this.#lines.children) this.#size(block as HTMLElement);
      const left = lines.filter(({ hidden }) => !hidden).length;
      this.#status.textContent = this.#filter === '' ? '' : `${plural(left, 'line')} found`;
      this.shown();
    });
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
    this.#seen();
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
    if (!this.#following) this.#notice(lines.length);
    this.shown();
    if (this.#buffer.pending) this.#schedule();
  }

  /** The reader has scrolled up: what comes is counted, and the end is one click away. */
  #notice(lines: number): void {
    this.#unseen += lines;
    if (this.#unseen === 0) return;
    this.#follow.textContent = `${this.#unseen.toLocaleString('en')} new line${this.#unseen === 1 ? '' : 's'} ↓`;
    this.#follow.hidden = false;
  }

  #seen(): void {
    this.#following = true;
    this.#unseen = 0;
    this.#follow.hidden = true;
  }

  #applyFilter(line: HTMLElement): void {
    const isFound = (line.textContent ?? '').toLowerCase().includes(this.#filter);
    line.hidden = this.#filter !== '' && !isFound;
  }

  async #copy(): Promise<void> {
    const lines = [...this.#lines.querySelectorAll<HTMLElement>('.log-line:not([hidden])')];
    const text = lines.map(({ textContent }) => `${textContent}\n`).join('');
    try {
      await navigator.clipboard.writeText(text);
      this.#status.textContent = `${plural(lines.length, 'line')} copied`;
    } catch {
      this.#status.textContent = 'The browser did not let the lines be copied';
    }
  }

  #append(lines: DocumentFragment, count: number): void {
    if (count === 0) return;
    let block = this.#lines.lastElementChild as HTMLElement | null;
    if (!block || block.childElementCount >= perBlock) {
      block = h('div', { class: 'log-block' });
      this.#lines.append(block);
    }
    if (this.#filter !== '')
      for (const line of lines.children) this.#applyFilter(line as HTMLElement);
    block.append(lines);
    this.#size(block);
    this.#count += count;
  }

  /** A block out of sight takes the height of its lines, or the text would jump when it comes in. */
  #size(block: HTMLElement): void {
    const shown =
      this.#filter === ''
        ? block.childElementCount
        : block.querySelectorAll('.log-line:not([hidden])').length;
    const height = `calc(${shown} * var(--log-line-height))`;
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
