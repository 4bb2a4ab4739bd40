/** Tab: completes commands and paths. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commands } from '../commands/index.ts';
import { builtins } from '../run/builtins.ts';
import { readPackageJson, projectFolder } from '../npm/package-json.ts';
import type { Shell } from '../run/shell.ts';

/** Characters of a name that the shell would take for its own. */
const escapeName = (name: string): string => name.replace(/[\s'"\\$&|;<>()*?[\]#!`{}]/g, '\\$&');

/** @returns what could stand in place of the text before the cursor's last word, and that word. */
export function complete(line: string, shell: Shell): [hits: string[], word: string] {
  const word = /(?:\\.|[^\s;&|()<>])*$/.exec(line)![0];
  const before = line.slice(0, line.length - word.length).trimEnd();
  const isCommand = before === '' || /[;&|(]$/.test(before);
  if (word.startsWith('$')) return [variables(word, shell), word];
  const previous = /(?:^|[;&|(])\s*npm\s+(?:run|run-script)$/.test(before);
  if (previous)
    return [
      scripts(shell)
        .filter((name) => name.startsWith(word))
        .map(spaced),
      word,
    ];
  if (isCommand && !word.includes('/')) {
    const names = [...Object.keys(commands), ...Object.keys(builtins), 'node', ...programs(shell)];
    const hits = [...new Set(names)].filter((name) => name.startsWith(word) && /\w/.test(name));
    return [hits.sort().map(spaced), word];
  }
  return [paths(word, shell, /(?:^|[;&|(])\s*cd$/.test(before)), word];
}

const spaced = (name: string): string => `${name} `;

const variables = (word: string, shell: Shell): string[] =>
  shell
    .names()
    .map((name) => `$${name}`)
    .filter((name) => name.startsWith(word));

function scripts(shell: Shell): string[] {
  try {
    return Object.keys(readPackageJson(projectFolder(shell.cwd))?.scripts ?? {});
  } catch {
    return [];
  }
}

function programs(shell: Shell): string[] {
  return (shell.get('PATH') ?? '').split(':').flatMap((folder) => {
    try {
      return readdirSync(resolve(shell.cwd, folder));
    } catch {
      return [];
    }
  });
}

function paths(word: string, shell: Shell, onlyFolders: boolean): string[] {
  const typed = word.replace(/\\(.)/g, '$1').replace(/^["']/, '');
  const at = typed.lastIndexOf('/') + 1;
  const [base, start] = [typed.slice(0, at), typed.slice(at)];
  const folder = resolve(shell.cwd, base.replace(/^~(?=\/)/, shell.get('HOME') ?? '/') || '.');
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const wanted = names.filter(
    (name) => name.startsWith(start) && (!name.startsWith('.') || start.startsWith('.')),
  );
  const hits = wanted.flatMap((name) => {
    const isFolder =
      statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isFolder) return [`${escapeName(base + name)}/`];
    return onlyFolders ? [] : [`${escapeName(base + name)} `];
  });
  return hits.sort();
}
