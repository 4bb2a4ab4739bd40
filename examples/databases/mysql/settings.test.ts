import { describe, expect, it } from 'vitest';
import { settingsOf } from './settings.ts';

describe('settings of a URL', () => {
  it.each([
    ['mysql://root:a%40b@db.example:3307/shop', ['db.example', 3307, 'root', 'a@b', 'shop']],
    ['mysql://app@[::1]/app', ['::1', 3306, 'app', '', 'app']],
  ])('%s', (url, expected) => {
    expect(Object.values(settingsOf(url))).toEqual(expected);
  });

  it.each(['localhost', 'postgres://localhost/app', 'mysql://localhost:3306', 'mysql:///app'])(
    'refuses %s',
    (url) => expect(() => settingsOf(url)).toThrow('MYSQL_URL must look like mysql://'),
  );
});
