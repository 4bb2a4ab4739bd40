/** `atob` and `btoa` with the codes that `lib/buffer.js` turns into `DOMException`s. */
import { browser } from '../core/browser.ts';

export const INCOMPLETE = -1;
export const INVALID_CHARACTER = -2;

/** HTML's forgiving base64; -1 when a single digit remains, -2 when there is a foreign character. */
export function atobOrCode(text: string): string | typeof INCOMPLETE | typeof INVALID_CHARACTER {
  try {
    return browser.atob(text);
  } catch {
    const digits = text.replace(/[\t\n\f\r ]/g, '');
    const alone = /^([A-Za-z0-9+/]{4})*[A-Za-z0-9+/]={0,2}$/.test(digits);
    return alone ? INCOMPLETE : INVALID_CHARACTER;
  }
}

/** -1 when a code unit is no byte. */
export function btoaOrCode(text: string): string | -1 {
  try {
    return browser.btoa(text);
  } catch {
    return -1;
  }
}
