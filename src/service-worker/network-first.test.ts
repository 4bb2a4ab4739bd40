import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { networkFirst } from './network-first.ts';

const isGood = ({ status }: Response): boolean => status < 500;
const answer = (text: string, status = 200): Response => new Response(text, { status });
const copy = (): Promise<Response> => Promise.resolve(answer('copy'));
const none = (): Promise<undefined> => Promise.resolve(undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('networkFirst', () => {
  it.each([
    ['a good answer', () => Promise.resolve(answer('network')), copy, 'network'],
    ['a bad answer', () => Promise.resolve(answer('busy', 503)), copy, 'copy'],
    ['a bad answer without a copy', () => Promise.resolve(answer('busy', 503)), none, 'busy'],
    ['no answer', () => Promise.reject(new TypeError('offline')), copy, 'copy'],
  ])('%s', async (_, fromNetwork, fromCopy, text) => {
    const response = await networkFirst({ fromNetwork, fromCopy, isGood, patience: 100 });
    expect(await response.text()).toBe(text);
  });

  it('takes the copy when the answer is late', async () => {
    const fromNetwork = () => new Promise<Response>(() => {});
    const response = networkFirst({ fromNetwork, fromCopy: copy, isGood, patience: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect(await (await response).text()).toBe('copy');
  });

  it('waits on without a copy', async () => {
    let arrive: (response: Response) => void = () => {};
    const fromNetwork = () => new Promise<Response>((resolve) => (arrive = resolve));
    const response = networkFirst({ fromNetwork, fromCopy: none, isGood, patience: 100 });
    await vi.advanceTimersByTimeAsync(1000);
    arrive(answer('late'));
    expect(await (await response).text()).toBe('late');
  });

  it('throws without network and copy', async () => {
    const fromNetwork = () => Promise.reject(new TypeError('offline'));
    await expect(
      networkFirst({ fromNetwork, fromCopy: none, isGood, patience: 100 }),
    ).rejects.toThrow('offline');
  });
});
