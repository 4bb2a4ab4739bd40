/** `<reader-progress>`: shows the record of this browser, and writes it to a file, from one, or away. */
import { isAtLeast, mergeProgress } from './compare.ts';
import { continueWith, marks, nothingYet, parseProgress, type Progress } from './record.ts';
import { showOnSquares } from './squares.ts';
import { readProgress, writeProgress } from './store.ts';
import { summary } from './summary.ts';

/** Bytes; a record of all days has some 15,000. */
const mostImported = 1_000_000;

const notKept = 'This browser does not let the site keep anything, so nothing was changed.';
const unreadable =
  'There is a record here that this page cannot read. It is left as it is until you erase it or import another.';

class ReaderProgress extends HTMLElement {
  #before: Progress | undefined;

  connectedCallback(): void {
    this.dataset.ready = 'true';
    const file = this.querySelector('input')!;
    this.#part('export').addEventListener('click', () => this.#export());
    this.#part('import').addEventListener('click', () => file.click());
    file.addEventListener('change', () => {
      const chosen = file.files?.[0];
      if (chosen) void this.#import(chosen);
      file.value = '';
    });
    this.#part('erase').addEventListener('click', () =>
      this.#replace(nothingYet(), () => 'Erased.'),
    );
    this.#part('undo').addEventListener('click', () => this.#undo());
    for (const event of ['pageshow', 'storage']) addEventListener(event, () => this.#show());
    this.#show();
    if (!readProgress()) this.#say(unreadable);
  }

  #part<T extends HTMLElement>(name: string): T {
    return this.querySelector<T>(`[data-part="${name}"]`)!;
  }

  #show(): void {
    const progress = readProgress() ?? nothingYet();
    const rows = [...this.querySelectorAll<HTMLElement>('[data-days]')];
    const written = rows.flatMap((row) => row.dataset.days!.split(' ').map(Number));
    const count = (days: readonly number[], mark: (typeof marks)[number]): number =>
      days.filter((day) => isAtLeast(progress.days[day], mark)).length;
    for (const row of rows) {
      const days = row.dataset.days!.split(' ').map(Number);
      for (const mark of marks)
        row.querySelector(`[data-mark="${mark}"]`)!.textContent = String(count(days, mark));
    }
    this.#part('summary').textContent = summary(
      written.length,
      marks.map((mark) => count(written, mark)),
    );
    const link = this.#part<HTMLAnchorElement>('continue');
    const next = continueWith(progress, written);
    const day = next ?? written[0]!;
    link.href = this.#square(day)?.href ?? link.href;
    link.textContent = next === undefined ? `Start with day ${day}` : `Continue: day ${day}`;
    showOnSquares();
  }

  #square(day: number): HTMLAnchorElement | undefined {
    return [...this.querySelectorAll<HTMLAnchorElement>('.wall-squares a')].find(
      (square) => Number(square.textContent) === day,
    );
  }

  #export(): void {
    const progress = readProgress() ?? nothingYet();
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(progress, undefined, 2)], { type: 'application/json' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = '100-days-progress.json';
    link.click();
    // The download has begun in the task after the click's.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.#say(`Exported ${this.#days(progress)}.`);
  }

  async #import(file: File): Promise<void> {
    try {
      if (file.size > mostImported) throw new Error('It is larger than any progress can be.');
      const imported = parseProgress(await file.text());
      const merged = mergeProgress(readProgress() ?? nothingYet(), imported);
      this.#replace(
        merged,
        () => `Imported ${this.#days(imported)}. You have ${this.#days(merged)} now.`,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#say(
        `${file.name} was not imported, and nothing was changed. ${reason} Choose a file that this page has exported.`,
      );
    }
  }

  #days({ days }: Progress): string {
    const count = Object.keys(days).length;
    return count === 1 ? '1 day' : `${count} days`;
  }

  #replace(progress: Progress, words: () => string): void {
    const before = readProgress();
    if (!writeProgress(progress)) return this.#say(notKept);
    this.#before = before;
    this.#say(words());
    this.#part('undo').hidden = before === undefined;
    this.#show();
  }

  #undo(): void {
    if (!this.#before || !writeProgress(this.#before)) return this.#say(notKept);
    this.#before = undefined;
    this.#part('undo').hidden = true;
    this.#say('Undone.');
    this.#part('export').focus();
    this.#show();
  }

  #say(words: string): void {
    this.querySelector('[role="status"]')!.textContent = words;
  }
}

if (!customElements.get('reader-progress'))
  customElements.define('reader-progress', ReaderProgress);
