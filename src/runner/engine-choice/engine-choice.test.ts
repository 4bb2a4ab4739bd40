import { describe, expect, it, vi } from 'vitest';
import type { Container } from '../../container/container.ts';
import { BootError, type Engine, type EngineId } from '../../container/engine.ts';
import { EngineChoice } from './engine-choice.ts';

const error = new BootError('timed-out', 'No progress.', 'Reload.');
const options = { layers: [] };

const setUp = (preference: 'auto' | EngineId, boots = true) => {
  const load = vi.fn(async (id: EngineId): Promise<Engine> => ({
    id,
    name: id,
    unsupported: () => (id === 'webcontainers' && !boots ? error : undefined),
    prewarm: () => {},
    boot: async () => ({ workdir: id }) as Container,
  }));
  const replaced = vi.fn();
  return { choice: new EngineChoice({ preference, replaced, load }), load, replaced };
};

const booted = async (choice: EngineChoice): Promise<string> =>
  (await (await choice.engine()).boot(options)).workdir;

describe('EngineChoice', () => {
  it.each([
    ['embedded', true, 'embedded', 0],
    ['webcontainers', true, 'webcontainers', 0],
    ['auto', true, 'webcontainers', 0],
    ['auto', false, 'embedded', 1],
  ] as const)('%s, WebContainers boot: %s → %s', async (preference, boots, expected, told) => {
    const { choice, replaced } = setUp(preference, boots);
    expect(await booted(choice)).toBe(expected);
    expect(choice.current).toBe(expected);
    expect(replaced).toHaveBeenCalledTimes(told);
  });

  it('goes on with what has taken the place, without trying again or saying so twice', async () => {
    const { choice, replaced } = setUp('auto', false);
    await booted(choice);
    expect(await booted(choice)).toBe('embedded');
    expect(replaced).toHaveBeenCalledTimes(1);
  });

  it('tells whether a choice is another engine', () => {
    const { choice } = setUp('auto');
    expect(choice.choose('webcontainers')).toBe(false);
    expect(choice.choose('embedded')).toBe(true);
    expect(choice.choose('embedded')).toBe(false);
    expect(choice.current).toBe('embedded');
  });

  it('does not fall back when WebContainers were chosen', async () => {
    const { choice } = setUp('auto', false);
    choice.choose('webcontainers');
    expect((await choice.engine()).unsupported()).toBe(error);
    expect(await choice.unsupported('webcontainers')).toBe(error);
    expect(await choice.unsupported('embedded')).toBeUndefined();
  });

  it('loads again what could not be loaded', async () => {
    const { choice, load } = setUp('embedded');
    load.mockRejectedValueOnce(new Error('offline'));
    await expect(choice.engine()).rejects.toThrow('offline');
    expect(await booted(choice)).toBe('embedded');
    expect(load).toHaveBeenCalledTimes(2);
  });
});
