import { expect, it } from 'vitest';
import { PreviewHistory } from './history.ts';

it('goes back along the visited paths', () => {
  const history = new PreviewHistory();
  expect(history.canGoBack).toBe(false);
  history.visit('/');
  history.visit('/a');
  history.visit('/a');
  history.visit('/b');
  expect(history.back()).toBe('/a');
  history.visit('/a');
  expect(history.back()).toBe('/');
  expect(history.canGoBack).toBe(false);
  expect(history.back()).toBe('/');
});

it('keeps a bounded number of paths', () => {
  const history = new PreviewHistory();
  for (let index = 0; index < 1000; index += 1) history.visit(`/${index}`);
  let steps = 0;
  while (history.canGoBack) {
    history.back();
    steps += 1;
  }
  expect(steps).toBe(99);
});
