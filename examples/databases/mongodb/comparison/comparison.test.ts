import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MongoServer } from '../server.ts';
import { cases } from './cases.ts';

/** Against the embedded server, and against a real one if `MONGODB_URI` names it. */
const real = process.env.MONGODB_URI;
const differences = JSON.parse(
  readFileSync(new URL('differences.json', import.meta.url), 'utf8'),
) as Record<string, string>;

type Document = Record<string, unknown>;
const plain = (value: unknown): unknown => JSON.parse(EJSON.stringify(value, { relaxed: false }));

const servers: { kind: string; uri?: string }[] = [{ kind: 'embedded' }];
if (real) servers.push({ kind: 'real', uri: real });

describe.each(servers)('$kind', ({ kind, uri }) => {
  let server: MongoServer | undefined;
  let client: MongoClient;
  beforeAll(async () => {
    server = uri ? undefined : await new MongoServer().listen();
    client = await new MongoClient(uri ?? server!.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await server?.close();
  });

  it.each(cases)('$name', async ({ name, data, run, gives }) => {
    const db = client.db('comparison');
    await db.dropDatabase();
    for (const [collection, documents] of Object.entries(data ?? {})) {
      await db.collection(collection).insertMany(structuredCloneOf(documents));
    }
    let answer: Document = {};
    try {
      // The types of numbers are part of what is compared.
      for (const command of run)
        answer = (await db.command(command, { promoteValues: false })) as Document;
    } catch (error) {
      const { code, codeName } = error as { code: number; codeName: string };
      answer = { error: { code, codeName } };
    }
    const cursor = answer.cursor as { firstBatch: unknown[] } | undefined;
    const got = plain(cursor ? cursor.firstBatch : answer);
    const wanted = plain(gives);
    const check = (): void => {
      if (Array.isArray(wanted)) expect(got).toEqual(wanted);
      else expect(got).toMatchObject(wanted as Document);
    };
    if (kind === 'embedded' && name in differences) expect(check).toThrow();
    else check();
  });

  it('lists no difference of a case that is gone', () => {
    const names = cases.map(({ name }) => name);
    expect(Object.keys(differences).filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** The driver adds an _id to what it inserts. */
const structuredCloneOf = (documents: Document[]): Document[] =>
  documents.map((document) => ({ ...document }));
