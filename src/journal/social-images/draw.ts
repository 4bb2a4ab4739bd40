/** Draws cards as PNG, with a font of its own so that every machine draws the same. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import satori, { type Font } from 'satori';
import sharp from 'sharp';
import { palettes } from '../styles/palette.ts';
import { cardElement, cardSize, type Card } from './card.ts';

/** Drawn ones by a hash of what is drawn, so that a build draws only what has changed. */
const cacheFolder = '.cache/social-images';

/** Not at once: builds with other dates take turns. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

const weights = [400, 600] as const;

let loadedFonts: Promise<Font[]> | undefined;
const fonts = (): Promise<Font[]> =>
  (loadedFonts ??= Promise.all(
    weights.map(async (weight) => ({
      name: 'Inter',
      weight,
      style: 'normal' as const,
      data: await readFile(
        createRequire(join(process.cwd(), 'package.json')).resolve(
          `@fontsource/inter/files/inter-latin-${weight}-normal.woff`,
        ),
      ),
    })),
  ));

const versions = async (): Promise<string[]> =>
  Promise.all(
    ['satori', 'sharp', '@fontsource/inter'].map(async (name) => {
      const manifest = await readFile(join('node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version: string }).version;
    }),
  );
let knownVersions: Promise<string[]> | undefined;

/** @returns PNG of 1200 × 630 pixels, from the cache where it has been drawn before. */
export async function drawCard(card: Card, folder = cacheFolder): Promise<Uint8Array<ArrayBuffer>> {
  const element = cardElement(card, palettes().dark);
  const key = createHash('sha256')
    .update(JSON.stringify([element, await (knownVersions ??= versions())]))
    .digest('hex')
    .slice(0, 32);
  const file = join(folder, `${key}.png`);
  const known = await readFile(file).catch(() => undefined);
  if (known) {
    const now = new Date();
    await utimes(file, now, now);
    return new Uint8Array(known);
  }

  const svg = await satori(element as unknown as Parameters<typeof satori>[0], {
    ...cardSize,
    fonts: await fonts(),
  });
  // A few flat colours and the edges of letters: a palette holds them in a third of the bytes.
  const png = await sharp(Buffer.from(svg)).png({ palette: true, effort: 1 }).toBuffer();
  await mkdir(folder, { recursive: true });
  // Whole or not at all, also when two builds draw at the same time.
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, png);
  await rename(partial, file);
  return new Uint8Array(png);
}

/** Draws what is not in the cache yet, on all cores, and removes what no build has used for a month. */
export async function drawAhead(cards: readonly Card[], folder = cacheFolder): Promise<void> {
  const rest = [...cards];
  const next = async (): Promise<void> => {
    for (let card = rest.pop(); card; card = rest.pop()) await drawCard(card, folder);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  const oldest = Date.now() - FORGOTTEN_AFTER_MS;
  // A site without an address has no images, and no folder of them.
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats && stats.mtimeMs < oldest) await rm(file, { force: true });
  }
}
