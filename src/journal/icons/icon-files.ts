/** The icons as files, all drawn from the one mark. */
import sharp from 'sharp';
import { palettes } from '../styles/palette.ts';
import { faviconSvg, tileSvg } from './motif.ts';

interface Tile {
  /** Name of its file, without the ending. */
  name: string;
  /** Width and height in pixels. */
  size: number;
  /** Whether a home screen may cut it to its own shape. */
  isMaskable: boolean;
}

const tile = (name: string, size: number, isMaskable = false): Tile => ({ name, size, isMaskable });

/** iOS takes this one for its home screen. */
export const touchIcon = tile('apple-touch-icon', 180);

/** What the manifest names. */
export const manifestIcons: readonly Tile[] = [
  tile('192', 192),
  tile('512', 512),
  tile('maskable-192', 192, true),
  tile('maskable-512', 512, true),
];

const png = (svg: string, size: number): Promise<Buffer> =>
  // Librsvg draws at a density in dots per inch: high enough that nothing is enlarged.
  sharp(Buffer.from(svg), { density: 1200 })
    .resize(size, size)
    .png({ palette: true, effort: 1 })
    .toBuffer();

export const drawTile = async ({ size, isMaskable }: Tile): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await png(tileSvg(palettes().dark, isMaskable ? 0.5 : 0.62), size));

/**
 * One PNG of 32 pixels in an ICO file, for browsers without SVG icons, and crawlers.
 * https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
 */
export async function drawIco(): Promise<Uint8Array<ArrayBuffer>> {
  const size = 32;
  // Ink on a ground: it cannot follow the browser's theme.
  const image = await png(tileSvg(palettes().dark, 0.75), size);
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2); // An icon
  header.writeUInt16LE(1, 4); // with one image
  header.writeUInt8(size, 6);
  header.writeUInt8(size, 7);
  header.writeUInt16LE(1, 10); // Colour planes
  header.writeUInt16LE(32, 12); // Bits per pixel
  header.writeUInt32LE(image.length, 14);
  header.writeUInt32LE(header.length, 18);
  return new Uint8Array(Buffer.concat([header, image]));
}

export const favicon = (): string => faviconSvg(palettes());
