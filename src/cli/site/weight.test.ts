import { expect, it } from 'vitest';
import { overweight } from './weight.ts';

const most = (page: string) =>
  page === '/'
    ? { html: 10_000, script: 10_000, total: 50_000 }
    : { html: 20_000, script: 10_000, total: 50_000 };

it.each([
  ['/day/0/', { html: 20_000, script: 10_000, total: 50_000 }, []],
  ['/', { html: 10_100, script: 1, total: 1 }, ['html: 10.1 kB by gzip, of 10.0 kB at most']],
  [
    '/day/0/',
    { html: 1, script: 12_345, total: 60_000 },
    ['script: 12.3 kB by gzip, of 10.0 kB at most', 'total: 60.0 kB by gzip, of 50.0 kB at most'],
  ],
])('%s of %j', (page, weight, messages) => {
  const problems = overweight(new Map([[page, weight]]), most);
  expect(problems).toEqual(messages.map((message) => ({ page, message })));
});
