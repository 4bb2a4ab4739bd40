/** The one place that knows which engines there are. Each is loaded when it is first asked for. */
import type { Engine, EngineId } from './engine.ts';

const loaders: Record<EngineId, () => Promise<Engine>> = {
  embedded: async () => (await import('./embedded.ts')).embedded,
  webcontainers: async () => (await import('./webcontainers/index.ts')).webcontainers,
};

export const loadEngine = (id: EngineId): Promise<Engine> => loaders[id]();
