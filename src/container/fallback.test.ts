import { describe, expect, it, vi } from 'vitest';
import type { Container } from './container.ts';
import { BootError, type Engine, type EngineId } from './engine.ts';
import { withFallback } from './fallback.ts';

const error = new BootError('blocked', 'Refused.', 'Allow it.');
const options = { layers: [] };

const engineOf = (id: EngineId, parts: Partial<Engine> = {}) => {
  const container = { workdir: id } as Container;
  return {
    id,
    name: id,
    unsupported: (): BootError | undefined => undefined,
    prewarm: vi.fn(),
    boot: vi.fn(async () => container),
    ...parts,
  };
};

const setUp = (first: Partial<Engine>, second: Partial<Engine> = {}) => {
  const engines = [engineOf('webcontainers', first), engineOf('embedded', second)] as const;
  const failed = vi.fn();
  return { engines, failed, engine: withFallback(...engines, failed) };
};

describe('an engine with another in reserve', () => {
  it('boots as the first one where that can', async () => {
    const { engine, failed, engines } = setUp({});
    expect((await engine.boot(options)).workdir).toBe('webcontainers');
    expect(failed).not.toHaveBeenCalled();
    expect(engines[1].boot).not.toHaveBeenCalled();
  });

  it('boots as the second one where the first fails, says why, and stays with it', async () => {
    const boot = vi.fn(() => Promise.reject(error));
    const { engine, failed } = setUp({ boot });
    expect((await engine.boot(options)).workdir).toBe('embedded');
    expect((await engine.boot(options)).workdir).toBe('embedded');
    expect(failed.mock.calls).toEqual([[error]]);
    expect(boot).toHaveBeenCalledTimes(1);
  });

  it('does not try what is known not to run', async () => {
    const { engine, failed, engines } = setUp({ unsupported: () => error });
    engine.prewarm([]);
    expect(engine.unsupported()).toBeUndefined();
    expect((await engine.boot(options)).workdir).toBe('embedded');
    expect(failed.mock.calls).toEqual([[error]]);
    expect(engines[0].boot).not.toHaveBeenCalled();
    expect(engines[0].prewarm).not.toHaveBeenCalled();
    expect(engines[1].prewarm).toHaveBeenCalledTimes(1);
  });

  it('is unsupported only where both are', () => {
    const other = new BootError('unsupported', 'Too old.', 'Update it.');
    const { engine } = setUp({ unsupported: () => error }, { unsupported: () => other });
    expect(engine.unsupported()).toBe(other);
  });

  it('leaves an aborted boot aborted, and other errors what they are', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const { engine, failed } = setUp({ boot: () => Promise.reject(error) });
    await expect(engine.boot({ ...options, signal: controller.signal })).rejects.toThrow('stopped');
    const broken = setUp({ boot: () => Promise.reject(new TypeError('a bug')) });
    await expect(broken.engine.boot(options)).rejects.toThrow('a bug');
    expect(failed).not.toHaveBeenCalled();
  });
});
