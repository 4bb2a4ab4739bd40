/**
 * The `tls_wrap` binding. To a server outside the tab the browser speaks TLS, so here bytes pass
 * through unchanged; to anything else there is no TLS, and the handshake fails with a sentence.
 */
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest } from '../core/loop.ts';
import type { Any, Binding, Fn } from '../core/node-data.ts';
import type { LibuvStreamWrap } from '../net/stream.ts';
import { TCP } from '../net/tcp.ts';
import { impossible } from './make-stub.ts';

/** What a stream has on top of what `lib/internal/tls/wrap.js` passes on by itself. */
const PASSED_ON = [
  ...['readStart', 'readStop', 'shutdown', 'useUserBuffer', 'writev', 'writeBuffer'],
  ...['writeAsciiString', 'writeUtf8String', 'writeUcs2String', 'writeLatin1String'],
  ...['hasRef', 'reset', 'setTypeOfService', 'getTypeOfService'],
];
const READ_THROUGH = ['fd', 'bytesRead', 'bytesWritten', 'writeQueueSize', 'isClosing'];

const HTTP_1_1 = 'http/1.1';

class TLSWrap extends AsyncWrap {
  #handle: LibuvStreamWrap | undefined;
  #servername: string | false = false;
  #protocols: string[] = [];
  #onread: Fn | undefined;

  static wrapping(handle: LibuvStreamWrap): TLSWrap {
    const wrap = new TLSWrap();
    wrap.#handle = handle;
    return wrap;
  }

  get isStreamBase(): boolean {
    return true;
  }
  get onread(): Fn | undefined {
    return this.#onread;
  }
  set onread(callback: Fn | undefined) {
    this.#onread = callback;
    this.#handle!.onread = callback && ((bytes: unknown) => Reflect.apply(callback, this, [bytes]));
  }

  start(): void {
    const self = this as Any;
    const handle = this.#handle;
    const outside = handle instanceof TCP ? handle.outside : undefined;
    if (outside) outside.secure = true;
    completeRequest(() => {
      if (!handle || handle.isClosing) return;
      if (outside) {
        makeCallback(this, self.onhandshakestart, []);
        makeCallback(this, self.onhandshakedone, []);
      } else {
        const what = 'TLS between programs';
        const advice =
          'Use plain HTTP or TCP within the engine, or run the example on your machine.';
        makeCallback(this, self.onerror, [impossible(what, advice)]);
      }
    });
  }

  setServername(name: string): void {
    this.#servername = name;
  }
  getServername(): string | false {
    return this.#servername;
  }
  /** `list`: names, each after its length. */
  setALPNProtocols(list: Uint8Array): void {
    const protocols: string[] = [];
    for (let at = 0; at < list.length; at += list[at]! + 1) {
      protocols.push(String.fromCharCode(...list.subarray(at + 1, at + 1 + list[at]!)));
    }
    this.#protocols = protocols;
  }
  getALPNNegotiatedProtocol(): string | false {
    return this.#protocols.includes(HTTP_1_1) ? HTTP_1_1 : false;
  }

  // The browser has verified the certificate, or there is no answer; it shows nothing of either.
  verifyError(): null {
    return null;
  }
  /** Else `lib` compares the name with a certificate that cannot be seen. */
  isSessionReused(): boolean {
    return true;
  }
  getProtocol(): string {
    return 'TLSv1.3';
  }
  getCipher(): object {
    return {
      name: 'TLS_AES_128_GCM_SHA256',
      standardName: 'TLS_AES_128_GCM_SHA256',
      version: 'TLSv1.3',
    };
  }
  getEphemeralKeyInfo(): object {
    return {};
  }
  destroySSL(): void {}
}

export function tlsWrap(stub: Binding): Binding {
  const { prototype } = TLSWrap as unknown as { prototype: Any };
  const stubPrototype = stub.TLSWrap.prototype as object;
  const define = (name: string, descriptor: PropertyDescriptor): void => {
    Object.defineProperty(prototype, name, { configurable: true, ...descriptor });
  };
  const handleOf = (wrap: Any): Any => wrap._parent;
  for (const name of PASSED_ON) {
    define(name, {
      writable: true,
      value(this: Any, ...args: unknown[]) {
        return handleOf(this)[name](...args) as unknown;
      },
    });
  }
  for (const name of READ_THROUGH) {
    define(name, {
      get(this: Any) {
        return handleOf(this)[name] as unknown;
      },
    });
  }
  // What is left asks for details of a session that only the browser has: nothing is known of them.
  for (const name of Object.getOwnPropertyNames(stubPrototype)) {
    if (!(name in prototype)) define(name, { writable: true, value() {} });
  }
  return Object.assign(stub, {
    TLSWrap,
    wrap: (handle: LibuvStreamWrap) => TLSWrap.wrapping(handle),
  });
}
