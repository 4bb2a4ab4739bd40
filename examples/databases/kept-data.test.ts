import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keptData } from './kept-data.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  vi.stubEnv('EMBEDDED_DATA', join(folder, 'data'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const bytes = (text: string): Uint8Array => Buffer.from(text);
const kept = (): string => readFileSync(join(folder, 'data/some.json'), 'utf8');

describe('kept data', () => {
  it('are there at the next start', async () => {
    const first = keptData('some.json', () => bytes('one'));
    expect(first.bytes).toBeUndefined();
    first.changed();
    await vi.waitFor(() => expect(kept()).toBe('one'));
    expect(keptData('some.json', () => bytes('')).bytes).toEqual(Buffer.from('one'));
    expect(readdirSync(join(folder, 'data'))).toEqual(['some.json']);
  });

  it('are written once for many changes, and again for one that came during a write', async () => {
    const first = Promise.withResolvers<Uint8Array>();
    const second = Promise.withResolvers<Uint8Array>();
    const snapshot = vi.fn<() => Promise<Uint8Array>>();
    snapshot.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    const data = keptData('some.json', snapshot);
    for (let count = 0; count < 100; count++) data.changed();
    await vi.waitFor(() => expect(snapshot).toHaveBeenCalledTimes(1));
    data.changed();
    first.resolve(bytes('old'));
    await vi.waitFor(() => expect(snapshot).toHaveBeenCalledTimes(2));
    expect(kept()).toBe('old');
    second.resolve(bytes('new'));
    await vi.waitFor(() => expect(kept()).toBe('new'));
  });

  it('stay as they were when a snapshot fails', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const data = keptData('some.json', () => {
      throw new Error('no memory');
    });
    data.changed();
    await vi.waitFor(() =>
      expect(report).toHaveBeenCalledWith(expect.stringContaining('no memory')),
    );
    expect(() => kept()).toThrow('ENOENT');
  });

  it('are not kept unless asked', () => {
    vi.stubEnv('EMBEDDED_DATA', undefined);
    const snapshot = vi.fn(() => bytes(''));
    vi.useFakeTimers();
    keptData('some.json', snapshot).changed();
    vi.runAllTimers();
    vi.useRealTimers();
    expect(snapshot).not.toHaveBeenCalled();
  });
});
