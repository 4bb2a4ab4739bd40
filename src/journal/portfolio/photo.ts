import sharp from 'sharp';
import { photoPath } from '../person/person.ts';

/** Twice the size in CSS pixels, for dense screens. */
const size = 320;

/**
 * The middle of a photo as a square WebP image, upright as its camera has noted and without its metadata.
 *
 * @param photo As in `person.yaml`.
 */
export async function portfolioPhoto(photo: string): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp(photoPath(photo)).rotate().resize(size, size, { fit: 'cover' });
  return new Uint8Array(await image.webp({ quality: 80 }).toBuffer());
}
