/**
 * Writes a `.br` and a `.gz` file beside every text file of the built site, so that the server only
 * picks one. Run after the build: `node src/cli/compress.ts [folder]`. With `--ahead`, what it would write for
 * folders that a build copies goes into its cache.
 */
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { constants as osConstants, setPriority } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CompressedCache, type Compress } from './compressed-cache.ts';

const compressible = new Set(
  '.bin .css .html .js .json .map .md .mjs .svg .txt .webmanifest .xml .wasm'.split(' '),
);
/** Smaller ones gain nothing: a response's headers are as long. */
const minimumBytes = 256;

/** From here on the best quality takes half a minute for each file, and saves a tenth of its bytes. */
const LARGE = 2_000_000;

/**
 * Packages as WebContainers take them, which readers load who have chosen those: the best quality takes
 * twenty times as long as this, for 8 % of their bytes.
 */
const isPlainLayer = (path: string): boolean => /[/\\]layers[/\\][^/\\]+\.json$/.test(path);

/** Of Brotli, 0 to 11. The best takes two to three times as long as 10, for 1 to 4 % of the bytes. */
const qualityOf = (path: string, size: number): number =>
  size > LARGE || isPlainLayer(path) ? 8 : 10;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

interface Encoding {
  extension: string;
  /** The encoding and its quality. */
  kind: string;
  compress: Compress;
}

/** Brotli first, then gzip. */
function encodingsOf(path: string, size: number): Encoding[] {
  const quality = qualityOf(path, size);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: size > LARGE ? 24 : constants.BROTLI_DEFAULT_WINDOW,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  };
  return [
    { extension: '.br', kind: `${quality}.br`, compress: (raw) => brotli(raw, { params }) },
    { extension: '.gz', kind: '9.gz', compress: (raw) => gzipped(raw, { level: 9 }) },
  ];
}

/** As many at once as libuv has threads. */
async function forEachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>) {
  const work = [...items];
  const next = async (): Promise<void> => {
    for (let item = work.pop(); item !== undefined; item = work.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: 4 }, next));
}

export interface Compressed {
  files: number;
  /** Bytes of the files that were compressed. */
  raw: number;
  brotli: number;
  gzip: number;
}

/** A compressed file as new as its source is that source's: nothing to do. */
const isUpToDate = async (path: string, modified: Date): Promise<boolean> => {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && Math.abs(stats.mtimeMs - modified.getTime()) < 2;
};

/**
 * Compresses the text files under a folder (brotli at quality 8 or 10 by size, gzip at level 9), and removes
 * compressed files whose source is gone.
 *
 * @param cache Of earlier builds; what this one did not use is removed from it.
 */
export const compressFolder = async (
  folder: string,
  cache?: CompressedCache,
): Promise<Compressed> => {
  let hasKept = false;
  const total: Compressed = { files: 0, raw: 0, brotli: 0, gzip: 0 };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );

  for (const path of paths) {
    if (/\.(br|gz)$/.test(path) && !paths.has(path.slice(0, -3))) await rm(path);
  }

  const work = [...paths].filter((path) => compressible.has(extname(path)));
  await forEachAtOnce(work, async (path) => {
    const { mtime, size } = await stat(path);
    if (size < minimumBytes) {
      await Promise.all([rm(`${path}.br`, { force: true }), rm(`${path}.gz`, { force: true })]);
      return;
    }
    const write = async ({ extension, kind, compress }: Encoding): Promise<number> => {
      const target = path + extension;
      if (!(await isUpToDate(target, mtime))) {
        const raw = await readFile(path);
        if (cache) await copyFile(await cache.keep(raw, kind, compress), target);
        else await writeFile(target, await compress(raw));
        await utimes(target, mtime, mtime);
      } else hasKept = true;
      return (await stat(target)).size;
    };
    const [br, gz] = await Promise.all(encodingsOf(path, size).map(write));
    total.files++;
    total.raw += size;
    total.brotli += br!;
    total.gzip += gz!;
  });
  // Files that were up to date were not looked for, but may be the next time.
  if (!hasKept) await cache?.prune();
  return total;
};

/** Compresses the text files of a folder into the cache, before a build copies them into a site. */
export const compressAhead = async (folder: string, cache: CompressedCache): Promise<void> => {
  const names = await readdir(folder);
  const paths = names.map((name) => join(folder, name));
  await forEachAtOnce(
    paths.filter((path) => compressible.has(extname(path))),
    async (path) => {
      const raw = await readFile(path);
      if (raw.length < minimumBytes) return;
      for (const { kind, compress } of encodingsOf(path, raw.length)) {
        await cache.keep(raw, kind, compress);
      }
    },
  );
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { ahead: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const cache = new CompressedCache('.cache/compressed');
  const folders = positionals.length > 0 ? positionals : ['dist'];
  // A build waits for its pages, beside which this runs.
  if (values.ahead) setPriority(osConstants.priority.PRIORITY_BELOW_NORMAL);
  for (const folder of folders) {
    try {
      if (values.ahead) {
        await compressAhead(folder, cache);
        continue;
      }
      const { files, raw, brotli, gzip } = await compressFolder(folder, cache);
      const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
      console.log(
        `Compressed ${files} files of ${folder}: ${kilobytes(raw)}, ${kilobytes(gzip)} as gzip, ${kilobytes(brotli)} as brotli.`,
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.error(`There is no ${folder} to compress. Build the site first: npm run build`);
      process.exitCode = 1;
    }
  }
}
