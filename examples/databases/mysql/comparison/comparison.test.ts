/**
 * The cases against the embedded server, compared with a real one: that of `MYSQL_COMPARE_URL`, or the
 * answers that MariaDB 10.11 gave (`real-answers.json`; `MYSQL_COMPARE_WRITE=1` writes them anew).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMysqlServer, settingsOf, type MysqlServer } from '../index.ts';
import { cases } from './cases.ts';
import differences from './differences.json' with { type: 'json' };
import { readAnswers, writeAnswers } from './expected.ts';
import { runCases, type Outcome } from './run.ts';

let server: MysqlServer;
let embedded: Record<string, Outcome>;
let real: Record<string, Outcome>;

beforeAll(async () => {
  server = await createMysqlServer();
  embedded = await runCases({
    host: server.host,
    port: server.port,
    user: 'app',
    password: '',
    database: 'app',
  });
  const url = process.env.MYSQL_COMPARE_URL;
  real = url ? await runCases(settingsOf(url)) : readAnswers();
  if (url && process.env.MYSQL_COMPARE_WRITE) writeAnswers(real);
}, 120_000);

afterAll(() => server.close());

describe('answers like the real server', () => {
  it.each(cases.map(({ name }) => name))('%s', (name) => {
    const same = JSON.stringify(embedded[name]) === JSON.stringify(real[name]);
    const listed = name in differences;
    if (same && listed) throw new Error('This difference is gone: take it from differences.json');
    if (!listed) expect(embedded[name]).toEqual(real[name]);
  });

  it('lists only differences of cases that there are', () => {
    const names = new Set(cases.map(({ name }) => name));
    expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([]);
  });
});
