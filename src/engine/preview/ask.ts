/** A question by message, answered on a port of its own. */
import type { WorkerClient } from './service-worker-scope.ts';

/**
 * @param ms How long to wait. A page that was closed never answers, and nothing reports that.
 * @returns The answer, or `undefined` when there is none in time.
 */
export function ask<T>(client: WorkerClient, message: unknown, ms: number): Promise<T | undefined> {
  const { port1, port2 } = new MessageChannel();
  return new Promise<T | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    port1.onmessage = ({ data }: MessageEvent<T>) => {
      clearTimeout(timer);
      resolve(data);
    };
    client.postMessage(message, [port2]);
  }).finally(() => port1.close());
}
