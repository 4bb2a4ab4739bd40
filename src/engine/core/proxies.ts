/**
 * Knows which objects are proxies: `util.inspect` and `util.types.isProxy` ask, and no browser tells.
 * The program's `Proxy` is wrapped, so it knows of proxies made after the bootstrap.
 */
import { browser } from './browser.ts';

const proxies = new WeakMap<object, [target: object, handler: object]>();

export const isRegisteredProxy = (value: object): boolean => proxies.has(value);
export const proxyDetails = (value: object): [object, object] | undefined => proxies.get(value);

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
      return result;
    };
  },
});
