/**
 * Writes a `.br` and a `.gz` file beside every text file of the built site, so that the server only
 * picks one. Run after the build: `node src/cli/compress.ts [folder]`.
 */
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CompressedCache } from './compressed-cache.ts';

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

/** From here on the best quality takes three times as long, for 1 % of all bytes. */
const MEDIUM = 50_000;

/** Of Brotli, 0 to 11. */
function qualityOf(path: string, size: number): number {
  if (size > LARGE || isPlainLayer(path)) return 9;
  return size > MEDIUM ? 10 : constants.BROTLI_MAX_QUALITY;
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

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
 * Compresses the text files under a folder (brotli at quality 9 to 11 by size, gzip at level 9), and removes
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
  const next = async (): Promise<void> => {
    for (let path = work.pop(); path !== undefined; path = work.pop()) {
      const { mtime, size } = await stat(path);
      if (size < minimumBytes) {
        await Promise.all([rm(`${path}.br`, { force: true }), rm(`${path}.gz`, { force: true })]);
        continue;
      }
      const quality = qualityOf(path, size);
      const write = async (extension: string, compress: (raw: Buffer) => Promise<Buffer>) => {
        const target = path + extension;
        if (!(await isUpToDate(target, mtime))) {
          const raw = await readFile(path);
          if (cache) await cache.write(raw, target, quality + extension, compress);
          else await writeFile(target, await compress(raw));
          await utimes(target, mtime, mtime);
        } else hasKept = true;
        return (await stat(target)).size;
      };
      const [br, gz] = await Promise.all([
        write('.br', (raw) =>
          brotli(raw, {
            params: {
              [constants.BROTLI_PARAM_QUALITY]: quality,
              [constants.BROTLI_PARAM_LGWIN]: size > LARGE ? 24 : constants.BROTLI_DEFAULT_WINDOW,
              [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
            },
          }),
        ),
        write('.gz', (raw) => gzipped(raw, { level: 9 })),
      ]);
      total.files++;
      total.raw += size;
      total.brotli += br;
      total.gzip += gz;
    }
  };
  // As many at once as libuv has threads.
  await Promise.all(Array.from({ length: 4 }, next));
  // Files that were up to date were not looked for, but may be the next time.
  if (!hasKept) await cache?.prune();
  return total;
};

if (import.meta.main) {
  const folder = process.argv[2] ?? 'dist';
  try {
    const { files, raw, brotli, gzip } = await compressFolder(
      folder,
      new CompressedCache('.cache/compressed'),
    );
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
