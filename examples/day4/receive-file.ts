import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';

const LIMIT = 10_000_000;

/** Streams a request's body into `folder`, under the name of its own SHA-256. */
export async function receiveFile(req: Request, folder: string) {
  if (Number(req.get('Content-Length')) > LIMIT) throw tooLarge();

  // #region measured
  const hash = createHash('sha256');
  let bytes = 0;

  async function* measured() {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > LIMIT) throw tooLarge();
      hash.update(chunk);
      yield chunk;
    }
    if (bytes === 0) throw refusal(400, 'The body is empty: send the bytes of a file');
  }
  // #endregion

  // #region store
  const unfinished = join(folder, `${randomUUID()}.part`);
  try {
    await pipeline(measured, createWriteStream(unfinished));
    const sha256 = hash.digest('hex');
    await rename(unfinished, join(folder, sha256));
    return { bytes, sha256 };
  } catch (error) {
    await rm(unfinished, { force: true });
    req.resume();
    throw error;
  }
  // #endregion
}

const tooLarge = () => refusal(413, `An upload has at most ${LIMIT} bytes`);

function refusal(status: number, message: string) {
  return Object.assign(new Error(message), { status });
}
