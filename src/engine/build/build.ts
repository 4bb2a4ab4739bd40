/**
 * Builds the engine's static files into `.cache/engine`: the worker's scripts, the service worker, a
 * manifest of their names, and the licences of what they contain.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import type { EngineManifest } from '../manifest.ts';
import { groupBuiltins, wrapBuiltin } from './builtins.ts';
import { collectLicences } from './licences.ts';
import { minifyCore } from './minify-core.ts';
import { engineFolder, outputFolder, projectFolder } from './paths.ts';
import { PROGRAM_ENTRIES, wrapProgram } from './programs.ts';

interface Extract {
  sources: Record<string, string>;
  shapes: Record<string, unknown>;
  extras: object;
  llhttp: string;
}

const TARGET = ['chrome123', 'firefox128', 'safari17.4'];

function runNode(script: string, ...args: string[]): string {
  const file = join(engineFolder, 'build', script);
  return execFileSync(process.execPath, [...args.slice(1), file, ...args.slice(0, 1)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
}

function extract(): Extract {
  const file = join(outputFolder, 'extract.json');
  runNode('extract.ts', file, '--expose-internals');
  const result = JSON.parse(readFileSync(file, 'utf8')) as Extract;
  rmSync(file);
  return result;
}

/** Writes a file under a name that changes with its contents, so that it can be cached for ever. */
function writeHashed(name: string, contents: string | Uint8Array, extension = 'js'): string {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
  const file = `${name}.${hash}.${extension}`;
  writeFileSync(join(outputFolder, file), contents);
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`.padStart(8);
  const gzip = gzipSync(contents, { level: 9 }).length;
  console.log(
    `${file.padEnd(36)}${kilobytes(Buffer.byteLength(contents))} raw${kilobytes(gzip)} gzip`,
  );
  return file;
}

async function bundle(entry: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(engineFolder, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: TARGET,
    minify: true,
    keepNames: true,
    legalComments: 'none',
    // See `minify-core.ts`: one character beyond Latin-1 doubles the script in memory.
    charset: 'ascii',
    ...options,
  });
  return outputFiles![0]!.text;
}

/** A program of the engine as one CommonJS function; Node's modules stay `require` calls. */
async function bundleProgram(entry: string): Promise<string> {
  return wrapProgram(await bundle(entry, { format: 'cjs', platform: 'node', target: 'es2023' }));
}

mkdirSync(outputFolder, { recursive: true });
rmSync(outputFolder, { recursive: true });
mkdirSync(outputFolder, { recursive: true });

const { sources, shapes, extras, llhttp } = extract();
const loaded = JSON.parse(runNode('core-probe.ts')) as string[];
const groups = groupBuiltins(Object.keys(sources), loaded);
/** Where each module begins in its script, so that frames of stacks can name it: `[line, id]`. */
const builtinLines: Record<string, [line: number, id: string][]> = {};

/** Assignments to `table`, one module after the other, the first on line `firstLine`. */
function minifyBuiltins(
  ids: string[],
  table: string,
  firstLine: number,
): { script: string; lines: [number, string][] } {
  const texts = ids.map((id) => {
    const assignment = `${table}[${JSON.stringify(id)}]=${wrapBuiltin(id, sources[id]!)};`;
    return `${minifyCore(assignment)}\n`;
  });
  const lines: [number, string][] = [];
  let line = firstLine;
  for (const [index, text] of texts.entries()) {
    lines.push([line, ids[index]!]);
    line += text.split('\n').length - 1;
  }
  return { script: texts.join(''), lines };
}

const lazyBuiltins: Record<string, string> = {};
for (const [name, ids] of Object.entries(groups)) {
  if (name === 'core') continue;
  const { script, lines } = minifyBuiltins(ids, '__nodeBuiltins', 1);
  const file = writeHashed(`node-${name}`, script);
  builtinLines[file] = lines;
  for (const id of ids) lazyBuiltins[id] = file;
}

const require = createRequire(import.meta.url);
const compiler = writeHashed(
  'compiler',
  await bundle('worker/compiler.ts', {
    // The package's CommonJS build is the lexer in JavaScript; the ES module build is WebAssembly that
    // has to be initialized asynchronously, which `require` cannot wait for.
    alias: { 'cjs-module-lexer': require.resolve('cjs-module-lexer') },
    keepNames: false,
  }),
);

/** Scripts of `chunks/`, each of which leaves its exports in `__nodeChunk` for `loadChunk`. */
const files: Record<string, string> = {};
for (const entry of readdirSync(join(engineFolder, 'chunks'))) {
  const name = entry.replace(/\.ts$/, '');
  if (name === 'index') continue;
  const script = await bundle(`chunks/${entry}`, { globalName: 'chunk' });
  files[name] = writeHashed(name, `globalThis.__nodeChunk=(()=>{${script}return chunk})();`);
}

/** Binaries that chunks read by `loadFile`. */
const binaries: Record<string, string> = {
  'brotli-wasm': 'node_modules/brotli-wasm/pkg.web/brotli_wasm_bg.wasm',
  sqlite3: 'node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm',
  'zlib-wasm': 'src/engine/build/zlib/zlib.wasm',
};
for (const [name, path] of Object.entries(binaries)) {
  files[name] = writeHashed(name, readFileSync(join(projectFolder, path)), 'wasm');
}

// The data is the script's first line; the second opens the table of modules.
const core = minifyBuiltins(groups.core!, 'b', 3);
const engineLine = 3 + core.script.split('\n').length - 1;
builtinLines.worker = [...core.lines, [engineLine, '']];
const data = JSON.stringify({ shapes, extras, llhttp, lazyBuiltins, builtinLines, files });
const worker = writeHashed(
  'worker',
  `self.__nodeData=JSON.parse(${JSON.stringify(data)});\n` +
    `{const b=self.__nodeData.builtins={};\n${core.script}}\n` +
    (await bundle('worker/main.ts')),
);

const injected = await bundle('preview/injected.ts', { keepNames: false });
writeFileSync(
  join(outputFolder, 'service-worker.js'),
  await bundle('preview/service-worker.ts', {
    keepNames: false,
    define: { __INJECTED_SCRIPT__: JSON.stringify(injected) },
  }),
);

const programs: Record<string, string> = {};
for (const [name, entry] of Object.entries(PROGRAM_ENTRIES)) {
  programs[name] = writeHashed(`program-${name}`, await bundleProgram(entry));
}

const workerBytes = statSync(join(outputFolder, worker)).size;
const manifest: EngineManifest = { worker, workerBytes, compiler, programs };
writeFileSync(join(outputFolder, 'LICENSES.txt'), collectLicences());
writeFileSync(join(outputFolder, 'manifest.json'), JSON.stringify(manifest, null, 2));
