/**
 * Starts the real server of a database where it is installed, and prints its address, as the database's
 * environment variable takes it: `node real-server.ts <name>`. Ends it when its standard input ends.
 */
import { once } from 'node:events';
import type { Comparison } from './comparison.ts';

const { comparison } = (await import(`./${process.argv[2]}/comparison/index.ts`)) as {
  comparison: Comparison;
};
const server = await comparison.real();
console.log(server?.url ?? '');
if (server) {
  process.stdin.resume();
  await once(process.stdin, 'end');
  await server.close();
}
process.exit(0);
