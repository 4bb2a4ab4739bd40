/**
 * `SecureContext`: settings of TLS. They are taken and have no effect, for the browser decides how it
 * speaks TLS; packages make contexts when they load, long before they connect.
 */
import { impossible } from '../make-stub.ts';
import type { Any } from '../../core/node-data.ts';

const TLS_1_2 = 0x303;
const TLS_1_3 = 0x304;

class SecureContext {
  #min = TLS_1_2;
  #max = TLS_1_3;

  init(_protocol: string | undefined, min: number, max: number): void {
    this.#min = min;
    this.#max = max;
  }
  setMinProto(version: number): void {
    this.#min = version;
  }
  getMinProto(): number {
    return this.#min;
  }
  setMaxProto(version: number): void {
    this.#max = version;
  }
  getMaxProto(): number {
    return this.#max;
  }
  /** `lib/internal/tls/wrap.js` calls it for servers, whether a program asks for it or not. */
  setSessionIdContext(): never {
    throw impossible(
      'a TLS server (https.createServer, tls.createServer)',
      'Use http.createServer here, or run the example on your machine.',
    );
  }
}

export function secureContext(shape: Any): Any {
  for (const method of Object.getOwnPropertyNames(shape.prototype)) {
    if (method in SecureContext.prototype) continue;
    Object.defineProperty(SecureContext.prototype, method, {
      configurable: true,
      writable: true,
      value() {},
    });
  }
  return SecureContext;
}
