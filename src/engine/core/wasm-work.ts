/** WebAssembly that compiles in the background keeps the process alive, as V8's platform tasks do. */
import type { Any, Fn } from './node-data.ts';
import { queueIo, requestEnded, requestStarted } from './loop.ts';

/**
 * Wraps what gives a promise. Called before `then` is replaced: its reactions are no program's.
 *
 * @param compiledAhead Gives the module of these bytes if it is being compiled already.
 */
export function holdForWebAssembly(
  webAssembly: Any,
  compiledAhead: (bytes: unknown) => Promise<unknown> | undefined,
): void {
  const { then } = Promise.prototype;
  for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
    const native = webAssembly[name] as Fn | undefined;
    if (!native) continue;
    const held = {
      [name](this: unknown, ...args: unknown[]) {
        const ahead = name.endsWith('Streaming') ? undefined : compiledAhead(args[0]);
        const compiled = name === 'instantiate' ? instantiated(native, ahead, args[1]) : ahead;
        const promise = compiled ?? (Reflect.apply(native, this, args) as Promise<unknown>);
        requestStarted();
        // In a turn of the loop of its own, after what waits for the promise.
        const release = (): void => queueIo(requestEnded);
        Reflect.apply(then, promise, [release, release]);
        return promise;
      },
    };
    Object.defineProperty(webAssembly, name, {
      value: held[name],
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
}

/** What `WebAssembly.instantiate` gives for bytes, made of their module. */
function instantiated(
  instantiate: Fn,
  ahead: Promise<unknown> | undefined,
  imports: unknown,
): Promise<unknown> | undefined {
  if (!ahead) return undefined;
  const make = async (): Promise<unknown> => {
    const module = await ahead;
    return { module, instance: await instantiate(module, imports) };
  };
  return make();
}
