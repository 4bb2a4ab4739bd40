/** The `messaging` binding: channels within the process, and structured clone. */
import type { Any, Binding, Fn } from '../core/node-data.ts';
import { broadcastChannel } from './messaging/broadcast.ts';
import {
  definePortIds,
  drainMessagePort,
  MessageChannel,
  MessagePort,
  moveMessagePortToContext,
  receiveMessageOnPort,
  stopMessagePort,
} from './messaging/message-port.ts';
import { deserialize, serialize, setCreateObject } from './messaging/message.ts';
import { perContext } from './messaging/per-context.ts';

export function messaging(stub: Binding): Binding {
  definePortIds();
  Object.defineProperty(stub, 'DOMException', { get: () => perContext.domException.DOMException });
  return Object.assign(stub, {
    MessageChannel,
    MessagePort,
    broadcastChannel,
    drainMessagePort,
    moveMessagePortToContext,
    receiveMessageOnPort,
    stopMessagePort,
    structuredClone: (value: unknown, options: { transfer?: unknown[] } = {}) =>
      deserialize(serialize(value, options.transfer ?? [])).value,
    setDeserializerCreateObjectFunction(create: Fn) {
      setCreateObject(create as (info: string) => Any);
    },
    exposeLazyDOMExceptionProperty(global: object) {
      Object.defineProperty(global, 'DOMException', {
        configurable: true,
        writable: true,
        enumerable: false,
        value: perContext.domException.DOMException,
      });
    },
  });
}
