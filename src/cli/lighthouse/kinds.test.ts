import { expect, it } from 'vitest';
import { onePerKind } from './kinds.ts';

it('takes the largest page of each kind, and none that nobody reads', () => {
  const pages = [
    ['/', 10],
    ['/404.html', 50],
    ['/day/0/', 10],
    ['/day/16/', 30],
    ['/day/16/files/', 60],
    ['/day/9/', 20],
    ['/days/', 40],
    ['/headless/', 90],
  ] as const;
  const sized = pages.map(([path, bytes]) => ({ path, file: '', bytes }));
  expect(onePerKind(sized)).toEqual(['/', '/day/16/', '/day/16/files/', '/days/']);
});
