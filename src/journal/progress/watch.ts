/** Keeps what the reader does on a page. Loaded late (`Watch.astro`). */
import type { ExampleEvent } from '../../runner/example-events.ts';
import type { Mark } from './record.ts';
import { showOnSquares } from './squares.ts';
import { markDay } from './store.ts';

const marksByEvent: Record<ExampleEvent, Mark> = { examplerun: 'run', examplecheck: 'checked' };

export function watchProgress(): void {
  const page = document.querySelector('.wall-squares [aria-current="page"]');
  if (page) markDay(Number(page.textContent), 'opened');
  for (const [event, mark] of Object.entries(marksByEvent))
    addEventListener(event, ({ target }) => {
      markDay(Number((target as HTMLElement).dataset.day), mark);
      showOnSquares();
    });
  // What runs already began before this was loaded.
  for (const { dataset } of document.querySelectorAll<HTMLElement>('example-runner'))
    if (dataset.state === 'ready') markDay(Number(dataset.day), 'run');
  // After the reader came back to a page that was kept, or did something in another tab.
  for (const event of ['pageshow', 'storage']) addEventListener(event, showOnSquares);
  showOnSquares();
}
