/**
 * Writes a `.br` and a `.gz` file beside every text file of the built site, so that the server only
 * picks one. Run after the build: `node src/cli/compress.ts [folder]`. With `--ahead`, what it would write for
 * folders that a build copies goes into its cache.
 */
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { availableParallelism, constants as osConstants, setPriority } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CompressedCache, type Compress } from './compressed-cache.ts';

const compressible = new Set(
  '.bin .css .html .js .json .map .md .mjs .svg .txt .webmanifest .xml .wasm'.split(' '),
);
/** Smaller ones gain nothing: a response's headers are as long. */
const minimumBytes = 256;

/** Of its bytes, what a file must lose: one that is compressed by itself is sent as it is. */
const MINIMUM_GAIN = 0.05;
const isWorthIt = (size: number, compressed: number): boolean =>
  compressed <= size * (1 - MINIMUM_GAIN);

/** From here on 10 takes ten times as long as 9, for a tenth of the bytes. */
const LARGE = 2_000_000;

/**
 * What nobody waits for before a page is read: the text of articles and examples in other forms, and packages
 * as WebContainers take them. 10 takes ten times as long as 8, for 7 % of the bytes.
 */
const later = new Set(['.json', '.md', '.txt', '.xml']);

/** Of Brotli, 0 to 11. The best takes two to three times as long as 10, for 1 to 4 % of the bytes. */
const qualityOf = (path: string, size: number): number =>
  size > LARGE ? 9 : later.has(extname(path)) ? 8 : 10;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

interface Encoding {
  extension: string;
  /** The encoding and its quality. */
  kind: string;
  compress: Compress;
}

/** Gzip first, which tells soonest whether there is anything to gain. */
function encodingsOf(path: string, size: number): [gzip: Encoding, brotli: Encoding] {
  const quality = qualityOf(path, size);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  };
  return [
    { extension: '.gz', kind: '9.gz', compress: (raw) => gzipped(raw, { level: 9 }) },
    { extension: '.br', kind: `${quality}.br`, compress: (raw) => brotli(raw, { params }) },
  ];
}

async function forEach<T>(items: readonly T[], atOnce: number, act: (item: T) => Promise<void>) {
  const work = [...items];
  const next = async (): Promise<void> => {
    for (let item = work.pop(); item !== undefined; item = work.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
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
 * Compresses the text files under a folder (brotli at quality 8 to 10, gzip at level 9), and removes
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
  // Most are small, and some are kept: while one is read another is compressed.
  await forEach(work, 2 * availableParallelism(), async (path) => {
    const { mtime, size } = await stat(path);
    const [gz, br] = encodingsOf(path, size);
    const leaveAsItIs = async (): Promise<void> => {
      for (const { extension } of [gz, br]) await rm(path + extension, { force: true });
    };
    if (size < minimumBytes) return leaveAsItIs();
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
    const gzipBytes = await write(gz);
    if (!isWorthIt(size, gzipBytes)) return leaveAsItIs();
    const brotliBytes = await write(br);
    total.files++;
    total.raw += size;
    total.gzip += gzipBytes;
    total.brotli += brotliBytes;
  });
  // Files that were up to date were not looked for, but may be the next time.
  if (!hasKept) await cache?.prune();
  return total;
};

/** Compresses the text files of a folder into the cache, before a build copies them into a site. */
export const compressAhead = async (folder: string, cache: CompressedCache): Promise<void> => {
  const names = await readdir(folder);
  const paths = names.map((name) => join(folder, name));
  const work = paths.filter((path) => compressible.has(extname(path)));
  // More large files at once than there are cores compete for their caches, and take a fifth longer.
  await forEach(work, availableParallelism(), async (path) => {
    const raw = await readFile(path);
    if (raw.length < minimumBytes) return;
    const [gz, br] = encodingsOf(path, raw.length);
    const { size } = await stat(await cache.keep(raw, gz.kind, gz.compress));
    if (isWorthIt(raw.length, size)) await cache.keep(raw, br.kind, br.compress);
  });
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
