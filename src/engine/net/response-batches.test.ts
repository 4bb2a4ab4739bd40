import { expect, it } from 'vitest';
import { until } from './raw-server.test-helper.ts';
import type { ResponseBatchMessage, ResponseMessage } from './messages.ts';

const { batchResponses } = await import('./response-batches.ts');

const body = (id: number): ResponseMessage => ({ type: 'response-body', id, done: false });

it('posts the first at once and what follows in the same turn together', async () => {
  const posted: [ResponseMessage | ResponseBatchMessage, Transferable[] | undefined][] = [];
  const sink = batchResponses((message, transfer) => posted.push([message, transfer]));
  const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(1)];
  sink(body(1), [first]);
  expect(posted).toEqual([[body(1), [first]]]);
  sink(body(2));
  sink(body(1), [second]);
  expect(posted).toHaveLength(1);
  await until(() => posted.length === 2);
  expect(posted[1]).toEqual([{ type: 'responses', messages: [body(2), body(1)] }, [second]]);
  sink(body(3));
  sink(body(4));
  expect(posted[2]).toEqual([body(3), undefined]);
  await until(() => posted.length === 4);
  expect(posted[3]).toEqual([body(4), []]);
});
