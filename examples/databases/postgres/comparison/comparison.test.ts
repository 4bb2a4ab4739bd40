import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type Server } from '../server.ts';
import { cases } from './cases.ts';
import { normalize, run } from './run.ts';

/** A real server to compare with, for instance postgres://postgres@127.0.0.1:5432/postgres. */
const real = process.env.REAL_DATABASE_URL;
const differences = JSON.parse(
  readFileSync(new URL('differences.json', import.meta.url), 'utf8'),
) as Record<string, string>;

describe.skipIf(!real)('compared with the server in REAL_DATABASE_URL', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(() => server?.close());

  test.each(cases)(
    '$name',
    async (each) => {
      const expected = normalize(await run(each, { connectionString: real! }));
      const { host, port } = server;
      const actual = normalize(
        await run(each, { host, port, user: 'postgres', database: 'postgres' }),
      );
      if (each.name in differences)
        expect(actual, 'is the same now: take it off the list').not.toBe(expected);
      else expect(actual).toBe(expected);
    },
    30_000,
  );

  test('every listed difference is a case', () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(differences)));
  });
});
