/** The requests of the days with databases, on plain Node against the real servers that are installed. */
import { importedDatabases, readDatabaseFacts } from '../../journal/databases.ts';
import { readProject } from '../../journal/checks/project-facts.ts';
import { runNativeRequests } from '../native-requests.ts';
import { root } from '../project.mjs';
import type { TestResult } from '../test-result.ts';
import { startRealServer, type RealServer } from './real-server.ts';

/** @param names Days that use none of these databases are left out. */
export async function testRealDays(names: readonly string[]): Promise<TestResult[]> {
  const { examples } = await readProject(root);
  const results: TestResult[] = [];
  for (const { day, files } of examples) {
    const databases = importedDatabases(files).filter((name) => names.includes(name));
    // A server of its own for each day: two days may call different tables alike.
    const servers = new Map<string, RealServer>();
    try {
      for (const name of databases) {
        const facts = await readDatabaseFacts(name, root);
        const server = await startRealServer(name);
        if (!server) {
          const detail = `There is no ${facts.name} here.`;
          results.push({ name: `day ${day} (real ${name})`, status: 'skipped', detail });
          continue;
        }
        servers.set(name, server);
        process.env[facts.variable] = server.url;
      }
      if (servers.size === 0) continue;
      const title = [...servers.keys()].join(', ');
      for (const result of await runNativeRequests(day)) {
        results.push({ ...result, name: `${result.name} (real ${title})` });
      }
    } finally {
      for (const [name, server] of servers) {
        delete process.env[(await readDatabaseFacts(name, root)).variable];
        await server.stop();
      }
    }
  }
  return results;
}
