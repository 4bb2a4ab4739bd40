/** WebAssembly that compiles in the background keeps the process alive, as V8's platform tasks do. */
import type { Any, Fn } from './node-data.ts';
import { queueIo, requestEnded, requestStarted } from './loop.ts';

/** Wraps what gives a promise. Called before `then` is replaced: its reactions are no program's. */
export function holdForWebAssembly(webAssembly: Any): void {
  const { then } = Promise.prototype;
  for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
    const native = webAssembly[name] as Fn | undefined;
    if (!native) continue;
    const held = {
      [name](this: unknown, ...args: unknown[]) {
        const promise = Reflect.apply(native, this, args) as Promise<unknown>;
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
