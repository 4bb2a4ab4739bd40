import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import {
  decodeReply,
  encodeReply,
  makeReplyBuffer,
  ReplyWriter,
  waitForReply,
} from './sync-reply.ts';

it('carries JSON with bytes in it', () => {
  const value = {
    status: 0,
    signal: null,
    output: [null, new Uint8Array([1, 2]), new Uint8Array(0)],
    changes: [{ type: 'write', bytes: new Uint8Array([3]), path: '/ä' }],
  };
  expect(decodeReply(encodeReply(value))).toEqual(value);
});

it('reaches a thread that is blocked, in parts if it is long', async () => {
  const shared = makeReplyBuffer();
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.module).then(({ waitForReply }) => {
      parentPort.postMessage('more');
      const { bytes } = waitForReply(workerData.shared, () => parentPort.postMessage('more'));
      parentPort.postMessage(bytes.length + ':' + bytes.every((byte) => byte === 7));
    });`;
  const module = new URL('sync-reply.ts', import.meta.url).href;
  const worker = new Worker(source, { eval: true, workerData: { shared, module } });
  const writer = new ReplyWriter(shared);
  let asked = 0;
  const result = await new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: string) => {
      if (message !== 'more') resolve(message);
      else if (asked++ === 0) writer.answer({ bytes: new Uint8Array(3_000_000).fill(7) });
      else writer.next();
    });
  });
  await worker.terminate();
  expect(result).toBe('3000000:true');
  expect(asked).toBe(3);
  expect(waitForReply).toBeTypeOf('function');
});
