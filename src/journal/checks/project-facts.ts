/** What the checks know of the project: read once from the disk, so that the checks are pure. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asText } from '../example-files.ts';
import { dayOfFile } from '../page-id.ts';
import { codeTags, type CodeTag } from './code-tags.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';

export interface WriteUp {
  /** Path from the root of the repository. */
  file: string;
  /** The day that the file's name says; `undefined` when the name is not `day-NNN.mdx`. */
  fileDay: number | undefined;
  frontMatter: FrontMatter;
  /** Whether the text places the day's runner. */
  hasRunner: boolean;
  /** The databases of which the text says what they are here. */
  databaseTags: string[];
  codeTags: CodeTag[];
}

export interface ExampleFolder {
  /** Path from the root of the repository. */
  folder: string;
  /** The day that the folder's name says. */
  day: number;
  /** The files by their path inside the folder, with `/` between parts; `undefined` for binary ones. */
  files: ReadonlyMap<string, string | undefined>;
}

export interface ProjectFacts {
  writeUps: WriteUp[];
  examples: ExampleFolder[];
  /** The dependencies in `examples/package.json`; `undefined` when there is no such file. */
  packages: ReadonlySet<string> | undefined;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Folders whose files are not part of an example: installed packages, and what it writes as it runs. */
const notSource = new Set(['node_modules', 'data']);

/** The paths of all files of an example, dot files left out, sorted. */
export async function filesUnder(folder: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !notSource.has(name) && !name.startsWith('.'))
      .map((entry) => {
        const path = prefix + entry.name;
        return entry.isDirectory() ? filesUnder(folder, `${path}/`) : [path];
      }),
  );
  return nested.flat().sort();
}

async function readWriteUps(root: string): Promise<WriteUp[]> {
  const names = (await readdir(join(root, 'content'))).filter((name) => /^day.*\.mdx?$/.test(name));
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(root, 'content', name), 'utf8');
      const file = `content/${name}`;
      return {
        file,
        fileDay: dayOfFile(name),
        frontMatter: readFrontMatter(file, text),
        hasRunner: /^<Runner\b/m.test(text),
        databaseTags: [...text.matchAll(/^<Database name="([^"]*)" \/>/gm)].map(
          ([, name]) => name!,
        ),
        codeTags: codeTags(text),
      };
    }),
  );
}

async function readFiles(folder: string): Promise<ExampleFolder['files']> {
  const paths = await filesUnder(folder);
  const texts = paths.map(async (path) => asText(await readFile(join(folder, path))));
  return new Map((await Promise.all(texts)).map((text, index) => [paths[index]!, text]));
}

async function readExamples(root: string): Promise<ExampleFolder[]> {
  const names = await readdir(join(root, 'examples'));
  const days = names.flatMap((name) => /^day(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
  return Promise.all(
    days
      .sort((a, b) => a - b)
      .map(async (day) => {
        const folder = `examples/day${day}`;
        return { folder, day, files: await readFiles(join(root, folder)) };
      }),
  );
}

async function readPackages(root: string): Promise<ReadonlySet<string> | undefined> {
  const path = join(root, 'examples', 'package.json');
  if (!(await exists(path))) return undefined;
  const manifest = JSON.parse(await readFile(path, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return new Set(Object.keys(manifest.dependencies ?? {}));
}

/** @param root The root of the repository. */
export async function readProject(root: string): Promise<ProjectFacts> {
  const [writeUps, examples, packages] = await Promise.all([
    readWriteUps(root),
    readExamples(root),
    readPackages(root),
  ]);
  return { writeUps, examples, packages };
}
