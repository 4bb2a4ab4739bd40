/** `process.env`: string values only, as Node's own exotic object. */
import { browser } from '../core/browser.ts';
import { DEFAULT_ENVIRONMENT } from '../default-environment.ts';
import type { SharedEnvironment, Variables } from '../threads/shared-environment.ts';

export function createEnvironment(): {
  env: Record<string, string>;
  /** Replaces all variables; called once, when the process learns what it is to run. */
  assign(variables: Variables): void;
  /** From now on the variables are those of `shared`, which has them already or gets these. */
  share(shared: SharedEnvironment, has: boolean): void;
} {
  const store: Variables = { ...DEFAULT_ENVIRONMENT };
  const assign = (variables: Variables): void => {
    for (const key of Object.keys(store)) if (!(key in variables)) delete store[key];
    Object.assign(store, variables);
  };
  const handler: ProxyHandler<Variables> = {
    set(target, key, value: unknown) {
      // Node throws the same TypeError: environment variables have no symbols.
      if (typeof key === 'symbol') {
        throw new TypeError('Cannot convert a Symbol value to a string');
      }
      // Not `String()`, which would accept a symbol.
      target[key] = `${value as string}`;
      return true;
    },
    defineProperty(target, key, descriptor) {
      checkDescriptor(descriptor);
      return Reflect.defineProperty(target, key, {
        value: `${descriptor.value as string}`,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  };
  const env = new browser.Proxy(store, handler);
  return {
    env,
    assign,
    share(shared, has) {
      if (!has) shared.update(() => store);
      shareVariables(handler, shared, assign);
    },
  };
}

/** As `EnvDefiner`. */
function checkDescriptor(descriptor: PropertyDescriptor): void {
  const isAccessor = 'get' in descriptor || 'set' in descriptor;
  const isWhole =
    'value' in descriptor &&
    descriptor.configurable === true &&
    descriptor.writable === true &&
    descriptor.enumerable === true;
  if (isWhole) return;
  const message = isAccessor
    ? "'process.env' does not accept an accessor(getter/setter) descriptor"
    : "'process.env' only accepts a configurable, writable, and enumerable data descriptor";
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
}

/** Traps that look for what other threads have written, and write there what this one changes. */
function shareVariables(
  handler: ProxyHandler<Variables>,
  shared: SharedEnvironment,
  assign: (variables: Variables) => void,
): void {
  const refresh = (): void => {
    const changed = shared.changed();
    if (changed) assign(changed);
  };
  for (const trap of ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor'] as const) {
    const read = Reflect[trap] as (...args: unknown[]) => unknown;
    handler[trap] = (...args: unknown[]): never => {
      refresh();
      return read(...args) as never;
    };
  }
  const writers = {
    set: handler.set!,
    defineProperty: handler.defineProperty!,
    deleteProperty: (target: Variables, key: string | symbol) =>
      Reflect.deleteProperty(target, key),
  };
  for (const [trap, write] of Object.entries(writers) as ['set', (...args: unknown[]) => never][]) {
    handler[trap] = (target: Variables, ...args: unknown[]): never => {
      let result: unknown;
      shared.update((changed) => {
        if (changed) assign(changed);
        result = write(target, ...args);
        return target;
      });
      return result as never;
    };
  }
}
