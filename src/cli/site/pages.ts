import { glob } from 'node:fs/promises';

export interface BuiltPage {
  /** File inside the folder of the built site. */
  file: string;
  /** Address inside the site, with a slash at its start. */
  path: string;
}

/** @example pathOf('day/0/index.html') // => '/day/0/' */
const pathOf = (file: string): string => `/${file.replace(/(^|\/)index\.html$/, '$1')}`;

/** Every HTML page of a built site, in the order of their paths. */
export async function builtPages(folder: string): Promise<BuiltPage[]> {
  const pages: BuiltPage[] = [];
  for await (const name of glob('**/*.html', { cwd: folder })) {
    const file = name.replaceAll('\\', '/');
    pages.push({ file, path: pathOf(file) });
  }
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}
