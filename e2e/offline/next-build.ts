/** Another build of the site: what it names, it names otherwise, as after a change of everything. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { builtSite } from '../built-days.ts';

const hashedFolders = ['_astro', 'engine', 'layers', 'examples'];
const hashed = /^(?<stem>.+)\.(?<hash>[\w-]+)(?<extension>\.\w+)$/;
const texts = new Set(['.html', '.js', '.json', '.css']);
/** Large, and not read by day 0. */
const isLeftOut = (name: string): boolean => /\.(?:br|gz|bin)$|^pglite/.test(name);

export interface NextBuild extends AsyncDisposable {
  folder: string;
}

/** @param change Further changes, by what is replaced. */
export async function nextBuild(change: Readonly<Record<string, string>> = {}): Promise<NextBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'next-build-'));
  const files = new Map<string, string>(
    ['index.html', 'day/0/index.html', '404.html', 'preview-service-worker.js'].map((path) => [
      path,
      path,
    ]),
  );
  const names = new Map<string, string>();
  for (const part of hashedFolders) {
    for (const name of await readdir(join(builtSite, part))) {
      if (isLeftOut(name)) continue;
      const { stem, hash, extension } = hashed.exec(name)?.groups ?? {};
      const next = stem ? `${stem}.${hash}next${extension}` : name;
      if (stem) names.set(name, next);
      files.set(`${part}/${name}`, `${part}/${next}`);
    }
  }
  // Layers are named by their stems, too.
  for (const [name, next] of [...names]) {
    const stem = name.slice(0, -extname(name).length);
    names.set(stem, next.slice(0, -extname(next).length));
  }
  const [, version = ''] =
    /data-version="(\w+)"/.exec(await readFile(join(builtSite, 'day/0/index.html'), 'utf8')) ?? [];
  const replaced = new Map([...names, [version, `${version}next`], ...Object.entries(change)]);
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const alternatives = [...replaced.keys()].sort((a, b) => b.length - a.length).map(escape);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  for (const [from, to] of files) {
    const bytes = await readFile(join(builtSite, from));
    const target = join(folder, to);
    await mkdir(dirname(target), { recursive: true });
    const isText = texts.has(extname(from));
    const text = isText && bytes.toString().replace(pattern, (found) => replaced.get(found)!);
    await writeFile(target, text || bytes);
  }
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
