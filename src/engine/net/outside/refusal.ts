/** Why a connection to the outside fails, in one sentence and with the code that Node would give. */
import { browser } from '../../core/browser.ts';
import { uv } from '../../core/uv.ts';

interface ConnectError extends Error {
  errno: number;
  code: string;
  syscall: string;
  address: string;
  port: number;
}

function connectError(
  code: 'ECONNREFUSED' | 'ENETUNREACH',
  host: string,
  port: number,
  why: string,
  cause?: unknown,
): ConnectError {
  const message = `connect ${code} ${host}:${port} (${why} Run the example on your machine.)`;
  const error = new browser.Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, {
    errno: uv[`UV_${code}`]!,
    code,
    syscall: 'connect',
    address: host,
    port,
  });
}

/** For protocols other than HTTP. */
export const noSockets = (host: string, port: number): Error =>
  connectError(
    'ENETUNREACH',
    host,
    port,
    'A browser tab has no sockets: outside it, only HTTP requests are possible, by http, https or fetch.',
  );

/** @param cause What the browser's `fetch` failed with, which never says why. */
export function refusedByBrowser(url: URL, port: number, cause: unknown): Error {
  const mixed = url.protocol === 'http:' && browser.location.startsWith('https:');
  return connectError(
    'ECONNREFUSED',
    url.hostname,
    port,
    mixed
      ? 'A page that came by https may not request http addresses.'
      : `The browser gave no answer from ${url.origin}: it is not reachable, or it does not allow other sites to read its answers (CORS).`,
    cause,
  );
}

export const noUpgrade = (host: string, port: number, protocol: string): Error =>
  connectError(
    'ECONNREFUSED',
    host,
    port,
    `A program in a browser tab cannot upgrade a connection to the outside to ${protocol}.`,
  );
