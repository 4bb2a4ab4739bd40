import { browser } from './browser.ts';

/**
 * A file's bytes, fetched synchronously: file systems and `require` wait.
 *
 * @throws Error when it cannot be fetched.
 */
export function readBinary(url: string): ArrayBuffer {
  const request = new browser.XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) {
    throw new browser.Error(`${url} cannot be loaded: status ${request.status}`);
  }
  return request.response as ArrayBuffer;
}
