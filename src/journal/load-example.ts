import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayerRef } from '../container/engine.ts';
import { dayFolder, type Example, type ExampleFile } from '../runner/example.ts';
import { readFrontMatter } from './checks/front-matter.ts';
import { formatProblem } from './checks/problem.ts';
import { filesUnder } from './checks/project-facts.ts';
import { importedDatabases } from './databases.ts';
import { asText, stripRegionMarkers } from './example-files.ts';
import { layersOf, MissingLayersError } from './layers-manifest.ts';
import { writeUpPath } from './page-id.ts';

export interface LoadExampleOptions {
  /** The root of the repository. */
  root?: string;
  /**
   * Go on without layers that are not built: the example is then shown, but its packages are not
   * found when it runs. For the dev server, which should not need a build of them to show prose.
   */
  allowMissingLayers?: boolean;
}

const requestsFile = 'requests.http';

async function readExampleFile(folder: string, path: string): Promise<ExampleFile> {
  const bytes = await readFile(join(folder, path));
  const text = asText(bytes);
  return text === undefined
    ? { path, contents: bytes.toString('base64'), encoding: 'base64' }
    : { path, contents: stripRegionMarkers(text) };
}

/** The entry first, then the rest by name, as tabs are shown. */
const entryFirst =
  (entry: string) =>
  (a: string, b: string): number =>
    Number(b === entry) - Number(a === entry) || a.localeCompare(b, 'en');

async function layersOrNone(day: number, root: string): Promise<LayerRef[]> {
  try {
    return await layersOf(day, root);
  } catch (error) {
    if (error instanceof MissingLayersError) return [];
    throw error;
  }
}

/**
 * One day's example as the runner is given it: the files without region markers, its requests, and
 * the layers that hold its packages.
 *
 * @throws Error that names the write-up and the field when its front matter is not sound.
 * @throws MissingLayersError unless `allowMissingLayers` is set.
 */
export async function loadExample(
  day: number,
  { root = process.cwd(), allowMissingLayers = false }: LoadExampleOptions = {},
): Promise<Example> {
  const writeUp = writeUpPath(day);
  const { data, problems } = readFrontMatter(writeUp, await readFile(join(root, writeUp), 'utf8'));
  if (!data) throw new Error(problems.map(formatProblem).join('\n'));

  const folder = join(root, 'examples', dayFolder(day));
  const paths = (await filesUnder(folder)).filter((path) => path !== requestsFile);
  const [files, requests, layers] = await Promise.all([
    Promise.all(paths.sort(entryFirst(data.entry)).map((path) => readExampleFile(folder, path))),
    readFile(join(folder, requestsFile), 'utf8'),
    allowMissingLayers ? layersOrNone(day, root) : layersOf(day, root),
  ]);
  const texts = files.map(({ path, contents, encoding }): [string, string | undefined] => [
    path,
    encoding ? undefined : contents,
  ]);
  const databases = importedDatabases(new Map(texts));
  return { day, title: data.title, entry: data.entry, files, requests, layers, databases };
}
