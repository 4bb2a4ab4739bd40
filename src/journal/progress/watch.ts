/** Keeps what the reader does on a page. Loaded when the page is idle (`Watch.astro`). */
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
  // After the reader came back to a page that was kept, or did something in another tab.
  for (const event of ['pageshow', 'storage']) addEventListener(event, showOnSquares);
  showOnSquares();
}
