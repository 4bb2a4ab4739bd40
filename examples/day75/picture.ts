/** Rows of the picture that are rendered together, from `from` up to, but not including, `to`. */
export interface Band {
  size: number;
  from: number;
  to: number;
}

const DETAIL = 1000;

// #region render
/** One byte for each pixel: 0 inside the Mandelbrot set, else how fast the point escapes. */
export function render({ size, from, to }: Band): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(size * (to - from));
  let i = 0;
  for (let row = from; row < to; row++) {
    const y = (row / size) * 2.5 - 1.25;
    for (let column = 0; column < size; column++) {
      pixels[i++] = escape((column / size) * 2.5 - 1.9, y);
    }
  }
  return pixels;
}
// #endregion

function escape(x: number, y: number): number {
  let a = 0;
  let b = 0;
  for (let step = 0; step < DETAIL; step++) {
    const next = a * a - b * b + x;
    b = 2 * a * b + y;
    a = next;
    if (a * a + b * b > 4) return Math.min(255, 1 + step * 5);
  }
  return 0;
}

/** A BMP file with a palette. The number of columns must be divisible by four. */
export function toBitmap(size: number, bands: Uint8Array[]): Buffer {
  const header = Buffer.alloc(54 + 256 * 4);
  header.write('BM');
  header.writeUInt32LE(header.length + size * size, 2);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(size, 18);
  header.writeInt32LE(-size, 22); // Negative: the first row is the top one.
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(8, 28);
  header.writeUInt32LE(size * size, 34);
  header.writeUInt32LE(256, 46);
  for (let colour = 1; colour < 256; colour++) {
    const [blue, green, red] = [80 + colour, 20 + colour, colour * 1.5 - 120];
    header.set(
      [blue, green, red].map((value) => Math.max(0, Math.min(255, value))),
      54 + colour * 4,
    );
  }
  return Buffer.concat([header, ...bands]);
}
