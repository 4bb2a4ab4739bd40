import { expect, test } from 'vitest';
import { identifier, noEffects, observe, rewrite, statements } from './sql.ts';

test.each([
  ['select 1; select 2', ['select 1', 'select 2']],
  ["select ';' ; -- a;\n select 2", ["select ''", 'select 2']],
  ['/* a; /* b; */ c; */ select 1', ['select 1']],
  ['select $$ ; $$, $t$ ; $$ ; $t$; select $1', ["select '', ''", 'select $1']],
  [String.raw`select E'\';', 1`, ["select '', 1"]],
  ['select ";" x', ['select ";" x']],
  ["select 'open; still", ["select 'open", 'still']],
  ['', []],
])('statements of %j', (sql, bare) => {
  expect(statements(sql).map((statement) => statement.bare)).toEqual(bare);
});

test.each([
  ['set local a = 1', false],
  ['set transaction read only', false],
  ['update t set a = 1', false],
  ['SET a = 1', true],
  ["select set_config('a.b', 'c', false)", true],
])('%s changes the session’s settings: %s', (sql, settings) => {
  const effects = noEffects();
  observe(sql, effects);
  expect(effects.settings).toBe(settings);
});

test('LISTEN names a channel as the server folds it', () => {
  const effects = noEffects();
  observe('listen Ch; unlisten "Ch"; unlisten *', effects);
  expect(effects.channels).toEqual([
    { listen: true, channel: 'ch' },
    { listen: false, channel: 'Ch' },
    { listen: false, channel: '*' },
  ]);
  expect(identifier('"a""b"')).toBe('a"b');
});

test.each([
  ['select 1', null],
  ['prepare p as select 1', 'prepare "7:p" as select 1'],
  ['explain (costs off) execute p (1)', 'explain (costs off) execute "7:p" (1)'],
  ['discard all', 'RESET ALL'],
  ['deallocate all', 'DISCARD PLANS'],
  ["prepare transaction 'x'", null],
])('rewrite of %s', (sql, expected) => {
  expect(rewrite(sql, (name) => `7:${name}`)).toBe(expected);
});
