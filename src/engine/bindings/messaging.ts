import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';
import { nodeError } from '../core/runtime.ts';

/** `DOMException` as Node defines it in JavaScript; filled by the bootstrap's per-context script. */
export const perContext = {
  domException: {} as Record<string, unknown>,
  messagePort: {} as Record<string, unknown>,
};

export function messaging(stub: Binding): Binding {
  Object.defineProperty(stub, 'DOMException', { get: () => perContext.domException.DOMException });
  return Object.assign(stub, {
    MessageChannel: browser.MessageChannel,
    MessagePort: browser.MessagePort,
    structuredClone: browser.structuredClone,
    setDeserializerCreateObjectFunction() {},
    stopMessagePort(port: MessagePort) {
      port.close();
    },
    exposeLazyDOMExceptionProperty(global: object) {
      Object.defineProperty(global, 'DOMException', {
        configurable: true,
        writable: true,
        enumerable: false,
        value: perContext.domException.DOMException,
      });
    },
    broadcastChannel() {
      throw new (nodeError('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM'))('BroadcastChannel');
    },
  });
}
