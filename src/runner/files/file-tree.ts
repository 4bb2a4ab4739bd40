/** A list of paths as a tree, and when a tree is better than tabs. */

export type TreeNode =
  | { kind: 'file'; name: string; path: string }
  | { kind: 'folder'; name: string; path: string; children: TreeNode[] };

/** As many as tabs show without scrolling on a laptop. */
const mostTabs = 5;

/** Whether files have a tree instead of tabs. */
export const needsTree = (paths: readonly string[]): boolean =>
  paths.length > mostTabs || paths.some((path) => path.includes('/'));

/**
 * `['app.ts', 'public/a.css']` → the file `app.ts` and the folder `public` with the file `a.css`.
 * Folders come after the files, each in the order of its first path.
 */
export function treeOf(paths: readonly string[], folder = ''): TreeNode[] {
  const files: TreeNode[] = [];
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const [name = '', ...rest] = path.slice(folder.length).split('/');
    if (rest.length === 0) files.push({ kind: 'file', name, path });
    else folders.set(name, [...(folders.get(name) ?? []), path]);
  }
  const nodes = [...folders].map(([name, within]): TreeNode => ({
    kind: 'folder',
    name,
    path: folder + name,
    children: treeOf(within, `${folder}${name}/`),
  }));
  return [...files, ...nodes];
}
