import { MongoServer } from './server.ts';

export { MongoServer, type Options } from './server.ts';

let started: Promise<MongoServer> | undefined;

/**
 * The connection string for a MongoDB driver: `MONGODB_URI` if it is set, else that of the server in this
 * process, which is started once.
 */
export async function mongodb(): Promise<string> {
  if (process.env.MONGODB_URI) return process.env.MONGODB_URI;
  started ??= new MongoServer().listen();
  return (await started).uri;
}
