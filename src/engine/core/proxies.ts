/**
 * Knows which objects are proxies: `util.inspect` and `util.types.isProxy` ask, and no browser tells.
 * The program's `Proxy` is wrapped, so it knows of proxies made after the bootstrap.
 */
import { browser } from './browser.ts';

type Details = [target: object | null, handler: object | null];

const proxies = new WeakMap<object, Details>();

export const isRegisteredProxy = (value: object): boolean => proxies.has(value);
export const proxyDetails = (value: object): Details | undefined => proxies.get(value);

const register = (proxy: object, target: object, handler: object): object => {
  proxies.set(proxy, [target, handler]);
  return proxy;
};

export const RegisteringProxy = new browser.Proxy(browser.Proxy, {
  construct(constructor, args: [object, ProxyHandler<object>]) {
    return register(Reflect.construct(constructor, args) as object, ...args);
  },
  get(constructor, key) {
    if (key !== 'revocable') return Reflect.get(constructor, key) as unknown;
    return (target: object, handler: ProxyHandler<object>) => {
      const result = constructor.revocable(target, handler);
      register(result.proxy, target, handler);
      const { revoke } = result;
      // V8's own keeps no reference to what it has revoked either.
      result.revoke = () => {
        revoke();
        proxies.set(result.proxy, [null, null]);
      };
      Object.defineProperty(result.revoke, 'name', { value: '' });
      return result;
    };
  },
});
