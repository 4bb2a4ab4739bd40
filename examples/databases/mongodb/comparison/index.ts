import { MongoClient } from 'mongodb';
import type { Comparison, Target } from '../../comparison.ts';
import { MongoServer } from '../server.ts';
import { aggregateCases } from './cases/aggregate.ts';
import { errorCases } from './cases/errors.ts';
import { expressionCases } from './cases/expressions.ts';
import { findCases } from './cases/find.ts';
import { ruleCases } from './cases/rules.ts';
import { searchCases } from './cases/search.ts';
import { updateCases } from './cases/update.ts';
import { runCommands, type CommandCase } from './command-case.ts';
import { databaseName, runDriver, type DriverCase } from './driver-case.ts';
import { aggregationCases } from './drivers/aggregations.ts';
import { mongooseCases } from './drivers/mongoose.ts';
import { queryCases } from './drivers/queries.ts';
import { transactionCases } from './drivers/transactions.ts';
import { writeCases } from './drivers/writes.ts';
import { plain } from './plain.ts';

type Case = CommandCase | DriverCase;

async function target(
  kind: string,
  uri: string,
  close: () => Promise<void>,
): Promise<Target<Case>> {
  const client = await new MongoClient(uri).connect();
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  return {
    name: `${kind} ${version}`,
    run: async (testCase) =>
      'run' in testCase
        ? runCommands(testCase, client.db(databaseName))
        : plain(await runDriver(testCase, uri)),
    async close() {
      await client.close();
      await close();
    },
  };
}

/**
 * There is no MongoDB to install where this project is tested. The recorded answers are those of its
 * manual, of its specifications, and of a server that could be asked once. With MONGODB_TEST_URI set to
 * a replica set, they are asked anew: the database `comparison` there is dropped.
 */
export const comparison: Comparison<Case> = {
  database: 'MongoDB',
  cases: [
    ...findCases,
    ...updateCases,
    ...errorCases,
    ...ruleCases,
    ...aggregateCases,
    ...expressionCases,
    ...searchCases,
    ...queryCases,
    ...writeCases,
    ...aggregationCases,
    ...transactionCases,
    ...mongooseCases,
  ],
  async standIn() {
    const server = await new MongoServer().listen();
    return target('stand-in for', server.uri, () => server.close());
  },
  async real() {
    const uri = process.env.MONGODB_TEST_URI;
    return uri ? target('MongoDB', uri, async () => undefined) : undefined;
  },
};
