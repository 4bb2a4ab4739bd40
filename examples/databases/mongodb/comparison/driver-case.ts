import { MongoClient, type Db, type MongoServerError } from 'mongodb';

/** What one sees through a driver, on a database of its own. */
export interface DriverCase {
  name: string;
  use(server: { client: MongoClient; db: Db; uri: string }): Promise<unknown>;
}

export const databaseName = 'comparison';

export async function runDriver({ use }: DriverCase, uri: string): Promise<unknown> {
  const client = await new MongoClient(uri).connect();
  try {
    const db = client.db(databaseName);
    await db.dropDatabase();
    return await use({ client, db, uri });
  } finally {
    await client.close();
  }
}

/** The error of something that must fail. */
export const failure = async (promise: Promise<unknown>): Promise<MongoServerError> => {
  try {
    await promise;
  } catch (error) {
    return error as MongoServerError;
  }
  throw new Error('It did not fail.');
};

/** Each entry's answer under its name. */
export async function table<Spec>(
  specs: Record<string, Spec>,
  ask: (spec: Spec) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) answers[name] = await ask(spec);
  return answers;
}
