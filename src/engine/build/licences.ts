/** The licences of everything that the engine's files contain. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineFolder, projectFolder } from './paths.ts';

/** Packages bundled into the scripts; Node's own licence file names what Node bundles. */
const PACKAGES = [
  '@noble/ciphers',
  '@noble/curves',
  '@noble/hashes',
  'acorn',
  'brotli-wasm',
  'cjs-module-lexer',
  'nanotar',
  'semver',
  'sucrase',
];

const INTRODUCTION = `The scripts in this folder contain the JavaScript core library of Node.js and of what Node.js
bundles (undici, llhttp, acorn, minimatch), extracted from its binary, minified and, in
lib/internal/timers.js, lib/internal/bootstrap/realm.js, lib/internal/http2/core.js and
lib/internal/process/promises.js, modified, as well as the packages named below. Node.js is a
trademark of the OpenJS Foundation; this engine is neither made nor endorsed by it.

The file sqlite3.*.wasm is SQLite, which is in the public domain, as built by the authors of the
package @sqlite.org/sqlite-wasm (Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0).

The file zlib-wasm.*.wasm is zlib 1.3.1 with another hash function (src/engine/build/zlib).
`;

const section = (name: string, file: string): string => {
  const rule = '='.repeat(80);
  return `\n${rule}\n${name}\n${rule}\n\n${readFileSync(file, 'utf8')}`;
};

function packageLicence(name: string): string {
  const folder = join(projectFolder, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`${name} ships no licence file; find its terms before bundling it`);
  return section(name, join(folder, file));
}

export function collectLicences(): string {
  // The npm package of Node's binary carries no licence text that survives its own installation, so
  // the text of the pinned version is kept here.
  const node = section('Node.js', join(engineFolder, 'build', 'node-LICENSE.txt'));
  const zlib = section('zlib', join(engineFolder, 'build', 'zlib', 'zlib-LICENSE.txt'));
  return [INTRODUCTION, node, zlib, ...PACKAGES.map(packageLicence)].join('\n');
}
