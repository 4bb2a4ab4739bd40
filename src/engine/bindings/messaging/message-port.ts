/** The native halves of `MessagePort` and `MessageChannel`. */
import { AsyncWrap, symbols } from '../../core/async-wrap.ts';
import { browser } from '../../core/browser.ts';
import { makeCallback } from '../../core/callbacks.ts';
import { HandleWrap } from '../../core/handle-wrap.ts';
import { queueIo } from '../../core/loop.ts';
import type { Any, Fn } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';
import { deserialize, serialize, setPortClass, type Message } from './message.ts';
import { perContext } from './per-context.ts';
import { CLOSE, LocalLink, PortData } from './port-data.ts';
import { transferListOf } from './transfer-list.ts';

/** As Node's errors of native code: the code is no part of the name. */
export function nativeTypeError(code: string, message: string): never {
  throw Object.assign(new (browser.global as Any).TypeError(message), { code });
}

/** What native code knows of a port. */
interface PortState {
  /** Absent once the port is closed or transferred. */
  data: PortData | undefined;
  /** Of a port that is just closing: what has arrived before is still delivered. */
  closing?: PortData | undefined;
  receiving: boolean;
}
const states = new WeakMap<object, PortState>();

function stateOf(port: object): PortState {
  const state = states.get(port);
  if (!state) throw new (browser.global as Any).TypeError('Illegal invocation');
  return state;
}

const handle = HandleWrap.prototype as Any;

const isClosing = Object.getOwnPropertyDescriptor(HandleWrap.prototype, 'isClosing')!.get!;

const methodsOf = (prototype: object, methods: Record<string, Fn>): void => {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
};

/**
 * A function, for `lib/internal/worker/io.js` puts another class above it, and `super()` would miss
 * `HandleWrap`. What is not on its own prototype is lost there; `io.js` saves `ref`, `unref`,
 * `hasRef` and `close`.
 */
export const MessagePort = function MessagePort() {
  nativeTypeError('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
} as unknown as { prototype: Any };

const base = Object.create(HandleWrap.prototype as object) as object;
methodsOf(base, {
  hasRef(this: Any): unknown {
    if (!states.has(this)) throw new (browser.global as Any).TypeError('Illegal invocation');
    return isClosing.call(this) ? undefined : handle.hasRef.call(this);
  },
  close(this: object, callback?: Fn) {
    const state = stateOf(this);
    const { data } = state;
    state.data = undefined;
    if (state.receiving && data) {
      state.closing = data;
      queueIo(() => (state.closing = undefined));
    } else state.receiving = false;
    handle.close.call(this, callback);
    data?.close();
  },
});

MessagePort.prototype = Object.create(base);
methodsOf(MessagePort.prototype as object, {
  postMessage(this: object, ...args: unknown[]) {
    const state = stateOf(this);
    if (args.length === 0) {
      nativeTypeError('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    }
    const transferList = transferListOf(args[1]);
    const message = serialize(args[0], transferList, this);
    const { data } = state;
    // What is in the list is gone all the same.
    if (!data) return undefined;
    const { link } = data;
    if (link instanceof LocalLink && carries(message, link.peer)) {
      runtime.process.emitWarning(
        'The target port was posted to itself, and the communication channel was lost',
      );
      closePort(this);
      return true;
    }
    link?.post(message);
    return true;
  },
  start(this: object) {
    const state = stateOf(this);
    if (!state.data || state.receiving) return;
    state.receiving = true;
    schedule(this, state.data.incoming.length);
  },
});
Object.defineProperty(MessagePort.prototype, 'constructor', {
  value: MessagePort,
  writable: true,
  configurable: true,
});

const carries = (message: Message, end: PortData): boolean =>
  message.passengers.some((passenger) => passenger.kind === 'port' && passenger.port === end);
const closePort = (port: object): void => (base as Any).close.call(port);

/** Async ids, which the ports lose with `AsyncWrap.prototype`. Once the symbols are known. */
export function definePortIds(): void {
  for (const name of ['async_id_symbol', 'trigger_async_id_symbol']) {
    const symbol = symbols[name]!;
    const ids = Object.getOwnPropertyDescriptor(AsyncWrap.prototype, symbol)!;
    Object.defineProperty(MessagePort.prototype, symbol, ids);
  }
}

/** Gives one end of a channel to the program. */
export function createPort(data: PortData): object {
  const port = Reflect.construct(HandleWrap, [], MessagePort as Any) as Any;
  const state: PortState = { data, receiving: false };
  states.set(port, state);
  handle.activate.call(port);
  data.onIncoming = () => schedule(port, 1);
  const init: unknown = port[symbols.oninit!];
  if (typeof init === 'function') Reflect.apply(init as Fn, port, []);
  if (data.incoming.length > 0) schedule(port, data.incoming.length);
  return port as object;
}

/** One turn of the loop for each message, so that microtasks run between them. */
function schedule(port: object, count: number): void {
  for (let i = 0; i < count; i++) queueIo(() => receiveOne(port, false));
}

/** Takes the next message, or nothing: a closing of the other end closes this one. */
function nextMessage(port: object, force: boolean): unknown {
  const state = states.get(port)!;
  const data = state.data ?? (force ? undefined : state.closing);
  if (!data || data.incoming.length === 0) return NO_MESSAGE;
  if (data.incoming[0] === CLOSE) {
    data.incoming.shift();
    closePort(port);
    return NO_MESSAGE;
  }
  if (!force && !state.receiving) return NO_MESSAGE;
  return data.incoming.shift();
}
const NO_MESSAGE = Symbol('no message');

function receiveOne(port: object, force: boolean): boolean {
  const message = nextMessage(port, force);
  if (message === NO_MESSAGE) return false;
  let payload: unknown;
  let ports: object[] = [];
  let type = 'message';
  try {
    ({ value: payload, ports } = deserialize(message as never));
  } catch (error) {
    payload = error;
    type = 'messageerror';
  }
  makeCallback(port, perContext.messagePort.emitMessage, [payload, ports, type]);
  return true;
}

/** Delivers what has arrived, whether the port was started or not. */
export function drainMessagePort(port: Any): void {
  if (!states.has(port)) return;
  while (receiveOne(port as object, true));
}

export function stopMessagePort(port: Any): void {
  const state = states.get(port);
  if (state) state.receiving = false;
}

const PORT_EXPECTED = 'The "port" argument must be a MessagePort instance';

export function receiveMessageOnPort(port: Any): unknown {
  if (!states.has(port)) nativeTypeError('ERR_INVALID_ARG_TYPE', PORT_EXPECTED);
  const message = nextMessage(port as object, true);
  return message === NO_MESSAGE ? symbols.no_message_symbol : deserialize(message as never).value;
}

/** All contexts share the realm: the port becomes another object, and the first is closed. */
export function moveMessagePortToContext(port: Any, context: Any): object {
  const state = states.get(port);
  if (!state) nativeTypeError('ERR_INVALID_ARG_TYPE', PORT_EXPECTED);
  if (!state!.data) {
    throw Object.assign(new browser.Error('Cannot send data on closed MessagePort'), {
      code: 'ERR_CLOSED_MESSAGE_PORT',
    });
  }
  if (!runtime.require('vm').isContext(Object(context))) {
    nativeTypeError('ERR_INVALID_ARG_TYPE', 'Invalid context argument');
  }
  return createPort(detachPort(port as object));
}

function detachPort(port: object): PortData {
  const state = states.get(port)!;
  const data = state.data!;
  state.data = undefined;
  data.onIncoming = undefined;
  closePort(port);
  return data;
}

setPortClass({
  dataOf: (object) => {
    const state = states.get(object);
    return state && (state.data ?? null);
  },
  detach: detachPort,
  attach: createPort,
});

export const MessageChannel = function MessageChannel(this: Any) {
  if (!new.target) {
    nativeTypeError('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  }
  const [a, b] = PortData.pair();
  this.port1 = createPort(a);
  this.port2 = createPort(b);
};
