import type { Db } from 'mongodb';
import { answerOf, plain } from './plain.ts';

export type Document = Record<string, unknown>;

/**
 * Commands on a database of their own; the answer is that of the last one. What is in `data` is inserted
 * first.
 */
export interface CommandCase {
  name: string;
  data?: Record<string, Document[]>;
  run: Document[];
}

export async function runCommands({ data, run }: CommandCase, db: Db): Promise<unknown> {
  await db.dropDatabase();
  for (const [collection, documents] of Object.entries(data ?? {})) {
    // The driver adds an _id to what it inserts: to a copy.
    await db.collection(collection).insertMany(documents.map((document) => ({ ...document })));
  }
  let answer: Document = {};
  try {
    // The types of numbers are part of what is compared.
    for (const command of run) answer = await db.command(command, { promoteValues: false });
  } catch (error) {
    const { code, codeName } = error as { code: number; codeName: string };
    return { error: { code, codeName } };
  }
  return plain(answerOf(answer));
}

export const find = (filter: Document, rest: Document = {}): Document => ({
  find: 'c',
  filter,
  sort: { _id: 1 },
  ...rest,
});
export const aggregate = (...pipeline: Document[]): Document => ({
  aggregate: 'c',
  pipeline,
  cursor: {},
});
export const update = (q: Document, u: unknown, rest: Document = {}): Document => ({
  update: 'c',
  updates: [{ q, u, ...rest }],
});

/** One document, an update, and the document after it. */
export const updated = (
  name: string,
  before: Document,
  u: unknown,
  rest: Document = {},
  q: Document = {},
): CommandCase => ({
  name: `update: ${name}`,
  data: { c: [{ _id: 1, ...before }] },
  run: [update(q, u, rest), find({})],
});

export const failing = (
  name: string,
  run: Document,
  data: Document[] = [{ _id: 1, a: 1, s: 'x', l: [1] }],
): CommandCase => ({ name: `error: ${name}`, data: { c: data }, run: [run] });

/** The ids of the documents that a filter finds. */
export const finds = (
  name: string,
  data: Document[],
  filter: Document,
  rest: Document = {},
): CommandCase => ({
  name: `find: ${name}`,
  data: { c: data },
  run: [find(filter, { projection: { _id: 1 }, ...rest })],
});

export const expression = (name: string, spec: unknown, document: Document = {}): CommandCase => ({
  name: `expression: ${name}`,
  data: { c: [{ _id: 1, ...document }] },
  run: [aggregate({ $project: { _id: 0, v: spec } })],
});
