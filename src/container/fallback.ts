/** An engine that takes another one's place when that cannot boot. */
import { BootError, type BootOptions, type Engine } from './engine.ts';
import type { Container } from './container.ts';

/**
 * The first engine, and from its first failed boot on the second.
 *
 * @param failed Told why, before the second one boots.
 */
export function withFallback(
  first: Engine,
  second: Engine,
  failed: (error: BootError) => void,
): Engine {
  let failure: BootError | undefined;
  const fail = (error: BootError): void => {
    failure = error;
    failed(error);
  };
  return {
    id: first.id,
    name: first.name,
    unsupported: () => (first.unsupported() ? second.unsupported() : undefined),
    prewarm: (layers) => (first.unsupported() ? second : first).prewarm(layers),
    async boot(options: BootOptions): Promise<Container> {
      if (failure) return second.boot(options);
      const unsupported = first.unsupported();
      if (unsupported) fail(unsupported);
      else {
        try {
          return await first.boot(options);
        } catch (error) {
          options.signal?.throwIfAborted();
          if (!(error instanceof BootError)) throw error;
          fail(error);
        }
      }
      return second.boot(options);
    },
  };
}
