import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** Sends a file in pieces: one range if the request asks for it, else the whole, gzipped if it may be. */
export async function streamFile(
  req: Request,
  res: Response,
  path: string,
  { headers, gzip = false }: { headers: Record<string, string>; gzip?: boolean },
): Promise<void> {
  const file = await open(path);
  try {
    const { size, mtimeMs } = await file.stat();
    const etag = `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
    const range = wantedRange(req, size, etag);

    // #region range
    if (range === 'unsatisfiable') {
      res.status(416).set('Content-Range', `bytes */${size}`);
      res.json({ error: `The file has only ${size} bytes` });
      return;
    }
    res.set({ ...headers, 'Accept-Ranges': 'bytes' });
    if (gzip) res.vary('Accept-Encoding');
    if (range) {
      const { start, end } = range;
      res.status(206).set({
        ETag: etag,
        'Content-Range': `bytes ${start}-${end}/${size}`,
        'Content-Length': String(end - start + 1),
      });
      await pipeline(file.createReadStream({ start, end }), res);
      return;
    }
    // #endregion

    // #region whole
    const compress = gzip && req.acceptsEncodings('gzip') === 'gzip';
    if (compress) res.set({ ETag: etag.replace(/"$/, '-gzip"'), 'Content-Encoding': 'gzip' });
    else res.set({ ETag: etag, 'Content-Length': String(size) });

    if (req.method === 'HEAD') res.end();
    else if (compress) await pipeline(file.createReadStream(), createGzip(), res);
    else await pipeline(file.createReadStream(), res);
    // #endregion
  } finally {
    await file.close();
  }
}

// #region wanted-range
function wantedRange(req: Request, size: number, etag: string) {
  const sameFile = [undefined, etag].includes(req.get('If-Range'));
  if (req.method !== 'GET' || !sameFile) return;

  const ranges = req.range(size);
  if (ranges === -1) return 'unsatisfiable';
  // A server may ignore a range that it does not understand, or several at once.
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return;
  return ranges.length === 1 ? ranges[0] : undefined;
}
// #endregion
