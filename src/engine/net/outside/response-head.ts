/** The head of a response of the browser's `fetch`, as HTTP/1.1 would have brought it. */

/** What describes the body on the wire: the browser has decoded it and cut it anew. */
const OF_THE_WIRE =
  /^(?:connection|content-encoding|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i;

export interface ResponseHead {
  status: number;
  statusText: string;
  headers: Iterable<[name: string, value: string]>;
}

const framings = ['chunked', 'until-close', 'none'] as const;
/** How the body's end is told. */
export type Framing = (typeof framings)[number];

export function framingOf(method: string, status: number, minorVersion: number): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none';
  return minorVersion === 0 ? 'until-close' : 'chunked';
}

export function responseHead(
  { status, statusText, headers }: ResponseHead,
  framing: Framing,
  keepAlive: boolean,
): string {
  let head = `HTTP/1.1 ${status} ${statusText}\r\n`;
  for (const [name, value] of headers) {
    // The length of a body that is not sent is still what the server said.
    const kept = framing === 'none' && name.toLowerCase() === 'content-length';
    if (kept || !OF_THE_WIRE.test(name)) head += `${name}: ${value}\r\n`;
  }
  if (framing === 'chunked') head += 'transfer-encoding: chunked\r\n';
  return `${head}connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n\r\n`;
}
