/** The exact versions of what the examples depend on, from `examples/package.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function packageVersions(root = process.cwd()): Promise<Record<string, string>> {
  const text = await readFile(join(root, 'examples', 'package.json'), 'utf8');
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
}
