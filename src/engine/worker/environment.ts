/** `process.env`: string values only, as Node's own exotic object. */
import { browser } from '../core/browser.ts';
import { DEFAULT_ENVIRONMENT } from '../default-environment.ts';

export function createEnvironment(): {
  env: Record<string, string>;
  /** Replaces all variables; called once, when the process learns what it is to run. */
  assign(variables: Record<string, string>): void;
} {
  const store: Record<string, string> = { ...DEFAULT_ENVIRONMENT };
  const env = new browser.Proxy(store, {
    set(target, key, value: unknown) {
      // Node throws the same TypeError: environment variables have no symbols.
      if (typeof key === 'symbol') {
        throw new TypeError('Cannot convert a Symbol value to a string');
      }
      // Not `String()`, which would accept a symbol.
      target[key] = `${value as string}`;
      return true;
    },
    defineProperty: (target, key, descriptor) =>
      Reflect.defineProperty(target, key, {
        value: `${descriptor.value as string}`,
        writable: true,
        enumerable: true,
        configurable: true,
      }),
  });
  return {
    env,
    assign(variables) {
      for (const key of Object.keys(store)) delete store[key];
      Object.assign(store, variables);
    },
  };
}
