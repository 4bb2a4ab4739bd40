/**
 * Builds the layers of the examples: the files that they reach in packages and in folders beside them,
 * shared between days, and each day's own modules, compiled.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirname, join as joinPosix } from 'node:path/posix';
import { runInNewContext } from 'node:vm';
import { compileFile, type PackageType } from './compile-file.ts';
import { compileOwnModule } from './compile-module.ts';
import type { CompiledFile } from './compiled-file.ts';
import { CompiledFiles } from './compiled-files.ts';
import { LAYER_CALLBACK, type Layer } from './layer.ts';
import { isLazy, LAZY_MINIMUM } from './lazy.ts';
import { collectLicences } from './licences.ts';
import { layerLines } from './lines.ts';
import { packPlain, packScript } from './pack.ts';
import { partition } from './partition.ts';
import { packageFolder, prunePackageJson } from './prune.ts';
import { inPackage, isTypeScript, traceFiles } from './trace.ts';
import {
  assetOf,
  layerId,
  sizeOf,
  writeLayers,
  type BuiltAsset,
  type BuiltLayer,
  type LayersManifest,
} from './write.ts';

export interface ExampleDay {
  day: number;
  /** All files of the example relative to the examples' folder, for instance `day4/app.ts`. */
  files: readonly string[];
}

export interface BuildOptions {
  /** Absolute path of the folder with the examples' `package.json` and `node_modules`. */
  examplesFolder: string;
  days: readonly ExampleDay[];
  /** Absolute path; everything in it is replaced. */
  outputFolder: string;
  /** From the text of an example's file to the text that is mounted and run. */
  transformSource?: (text: string) => string;
  /** The package whose whole closure is one layer, whatever else reaches parts of it. */
  basePackage?: string;
  /** What earlier builds have compiled. */
  compiled?: CompiledFiles;
}

export interface BuildResult {
  manifest: LayersManifest;
  layers: BuiltLayer[];
  /** What could not be done, for whoever runs the build. */
  notes: string[];
}

/** Code of an example from which packages are traced. */
const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
/** Code of an example that is compiled ahead. */
const isModule = (path: string, type: PackageType): boolean =>
  isCode(path) && (/\.m[jt]s$/.test(path) || (type === 'module' && /\.[jt]s$/.test(path)));

/**
 * Which of these files a program is sure to wait for: the examples' own, or else the code of packages, for
 * which own code stands in. Other data of packages is there for who asks for it.
 */
function readAtStart(paths: readonly string[]): string[] {
  const own = paths.filter((path) => !inPackage(path));
  return own.some(isWebAssembly)
    ? own
    : paths.filter((path) => !inPackage(path) || isWebAssembly(path));
}

const isWebAssembly = (path: string): boolean => path.endsWith('.wasm');

const startsThread = (source: string): boolean =>
  /['"](?:node:)?worker_threads['"]/.test(source) && /\bnew Worker\(/.test(source);

/** @throws Error with a sentence for the author of the example that cannot be built. */
export async function buildLayers(options: BuildOptions): Promise<BuildResult> {
  const { examplesFolder, outputFolder, transformSource = (text) => text } = options;
  const compiledFiles = options.compiled ?? new CompiledFiles();
  // Sorted, so that the output depends on nothing but the files.
  const days = options.days
    .map(({ day, files }) => ({ day, files: [...files].sort() }))
    .sort((a, b) => a.day - b.day);
  const read = (path: string): Buffer => readFileSync(join(examplesFolder, path));
  const trace = await traceFiles(
    examplesFolder,
    days.flatMap(({ files }) => files.filter(isCode)),
  );
  const notes = [...trace.notes];
  const built: BuiltLayer[] = [];
  const manifest: LayersManifest = { days: {}, packages: {}, layers: {} };
  const builtAssets = new Map<string, BuiltAsset>();
  const add = (
    layer: BuiltLayer,
    lazy: string[] = [],
    assets: NonNullable<Layer['assets']> = {},
    hasThreads = false,
  ): void => {
    const atStart = readAtStart(Object.keys(assets)).map((path) => assets[path]!);
    const names = atStart.map(([name]) => name);
    const script = sizeOf(layer.script);
    built.push(layer);
    manifest.layers[layer.id] = {
      script,
      bytes: atStart.reduce((sum, [, bytes]) => sum + bytes, script.raw),
      ...(layer.plain === undefined ? {} : { plain: sizeOf(layer.plain) }),
      ...(lazy.length > 0 ? { lazy } : {}),
      ...(names.length > 0 ? { assets: names } : {}),
      ...(hasThreads ? { hasThreads } : {}),
      lines: layerLines(evaluate(layer.script)),
    };
  };

  const { groups, neededBy, neededByPackage } = partition(
    trace,
    options.basePackage ?? 'express',
    new Set(['package.json', ...days.flatMap(({ files }) => files)]),
  );
  const manifests = [...trace.files.keys(), ...days.flatMap(({ files }) => files), 'package.json'];
  const packageTypes = new PackageTypes(new Set(manifests), read);
  const groupIds = groups.map(({ packages, files }) => {
    const compiled = new Map<string, CompiledFile>();
    const all = new Map<string, CompiledFile>();
    const lazy: NonNullable<Layer['lazy']> = {};
    const assets: NonNullable<Layer['assets']> = {};
    for (const path of files) {
      const { role } = trace.files.get(path)!;
      const bytes = read(path);
      const type = packageTypes.of(path);
      const file = compiledFiles.get([path, role, type ?? '', bytes], () =>
        compileFile(path, bytes, role, type),
      );
      if (file.kind === 'binary' && bytes.length >= LAZY_MINIMUM) {
        const asset = assetOf(path, bytes);
        assets[path] = [asset.name, bytes.length];
        builtAssets.set(asset.name, asset);
        continue;
      }
      all.set(path, file);
      if (
        file.kind === 'text' &&
        bytes.length >= LAZY_MINIMUM &&
        isLazy(path, trace.files, (from) => scriptSource(from, read))
      ) {
        const script = packScript(new Map([[path, file]]));
        const id = layerId(
          layerName([packageFolder(path).replace(/^.*node_modules\//, '')]),
          script,
        );
        lazy[id] = { [path]: Buffer.byteLength(file.text) };
        add({ id, script, plain: undefined });
      } else compiled.set(path, file);
    }
    const script = packScript(compiled, { lazy, assets });
    const plain = packPlain(all, assets);
    const id = layerId(layerName(packages), script, plain);
    const hasThreads = files.some(
      (path) => !inPackage(path) && isCode(path) && startsThread(read(path).toString()),
    );
    add({ id, script, plain }, Object.keys(lazy), assets, hasThreads);
    return id;
  });

  const rootPackage: CompiledFile = {
    kind: 'text',
    text: prunePackageJson(read('package.json').toString()),
  };
  for (const { day, files } of days) {
    const compiled = new Map<string, CompiledFile>([['package.json', rootPackage]]);
    for (const path of files) {
      if (!isModule(path, packageTypes.of(path))) continue;
      const source = transformSource(read(path).toString());
      try {
        const inputs = [path, 'own', source];
        compiled.set(
          path,
          compiledFiles.get(inputs, () => compileOwnModule(path, source)),
        );
      } catch (error) {
        if (isTypeScript(path)) {
          throw error instanceof SyntaxError ? new Error(`${path}: ${error.message}`) : error;
        }
        // A script for browsers, say, that is no module: whoever runs it gets the parser's word.
        notes.push(`${path} is not compiled ahead: ${(error as Error).message}`);
      }
    }
    const script = packScript(compiled);
    const plain = packPlain(compiled);
    const id = layerId(`day${day}`, script, plain);
    add({ id, script, plain });
    manifest.days[day] = [...neededBy(files).map((index) => groupIds[index]!), id];
  }

  for (const [name, indices] of [...neededByPackage].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = read(`node_modules/${name}/package.json`).toString();
    const { version = '' } = JSON.parse(text) as { version?: string };
    manifest.packages[name] = { version, layers: indices.map((index) => groupIds[index]!) };
  }

  compiledFiles.save();
  const packages = new Set([...trace.files.keys()].filter(inPackage).map(packageFolder));
  writeLayers(outputFolder, built, [...builtAssets.values()], {
    'manifest.json': `${JSON.stringify(manifest)}\n`,
    'catalog.json': `${JSON.stringify(manifest.packages)}\n`,
    'LICENSES.txt': collectLicences(examplesFolder, [...packages].sort()),
  });
  return { manifest, layers: built, notes };
}

/** @example layerName(['@scope/name']) // → 'scope-name' */
function layerName(packages: readonly string[]): string {
  if (packages.length > 1) return 'shared';
  return packages[0]!.replace(/^@/, '').replaceAll('/', '-');
}

const scriptSource = (path: string, read: (path: string) => Buffer): string | undefined =>
  /\.c?js$/.test(path) ? read(path).toString() : undefined;

/** Runs a layer's script, which also shows that it parses. */
function evaluate(script: string): Layer {
  let result: Layer | undefined;
  runInNewContext(script, { [LAYER_CALLBACK]: (layer: Layer) => (result = layer) });
  return result!;
}

/** The types of files without an extension that says it, by the `package.json` that rules over them. */
class PackageTypes {
  readonly #files: ReadonlySet<string>;
  readonly #read: (path: string) => Buffer;
  readonly #types = new Map<string, PackageType>();

  constructor(files: ReadonlySet<string>, read: (path: string) => Buffer) {
    this.#files = files;
    this.#read = read;
  }

  of(path: string): PackageType {
    for (let folder = dirname(path); !folder.endsWith('node_modules'); folder = dirname(folder)) {
      const manifest = joinPosix(folder, 'package.json');
      if (this.#files.has(manifest)) return this.#typeIn(manifest);
      if (folder === '.') break;
    }
    return undefined;
  }

  #typeIn(manifest: string): PackageType {
    if (!this.#types.has(manifest)) {
      const { type } = JSON.parse(this.#read(manifest).toString()) as { type?: string };
      this.#types.set(manifest, type === 'module' || type === 'commonjs' ? type : undefined);
    }
    return this.#types.get(manifest);
  }
}
