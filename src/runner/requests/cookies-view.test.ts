import { expect, it } from 'vitest';
import type { Cookie } from '../../container/container.ts';
import { describeCookie } from './cookies-view.ts';

const plain: Cookie = {
  name: 'a',
  value: '1',
  path: '/',
  expires: null,
  secure: false,
  httpOnly: false,
  sameSite: undefined,
};
const now = Date.UTC(2026, 0, 1);

it.each<[Partial<Cookie>, string[]]>([
  [{}, ['localhost/', 'until the program is reset']],
  [{ path: '/admin' }, ['localhost/admin', 'until the program is reset']],
  [{ expires: now + 90_000 }, ['localhost/', 'until 2026-01-01T00:01:30Z (2 min)']],
  [{ expires: now + 3_600_000_000 }, ['localhost/', 'until 2026-02-11T16:00:00Z (60,000 min)']],
  [{ expires: now - 1000 }, ['localhost/', 'until 2025-12-31T23:59:59Z (0 min)']],
  [
    { httpOnly: true, secure: true, sameSite: 'lax' },
    ['localhost/', 'until the program is reset', 'HttpOnly', 'Secure', 'SameSite=Lax'],
  ],
])('a cookie with %j reads %j', (fields, words) => {
  expect(describeCookie({ ...plain, ...fields }, now)).toEqual(words);
});
