/** Privacy-enhanced mail: DER as text (RFC 7468), with the headers of RFC 1421 for encrypted keys. */
import { host } from './host.ts';

export interface PemBlock {
  label: string;
  headers: Record<string, string>;
  bytes: Uint8Array;
}

const BLOCK = /-----BEGIN ([^\r\n-]+)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----/g;

/** The blocks of a text; what surrounds them is ignored, and blocks that are no base64 too. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [, label, inner] of text.matchAll(BLOCK)) {
    const headers: Record<string, string> = {};
    let body = inner!;
    const head = /^(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+\s*\n/.exec(body)?.[0];
    if (head) {
      body = body.slice(head.length);
      for (const [, name, value] of head.matchAll(/^([A-Za-z0-9-]+):\s*(.*?)\s*$/gm)) {
        headers[name!.toLowerCase()] = value!;
      }
    }
    if (/[^A-Za-z0-9+/=\s]/.test(body)) continue;
    blocks.push({ label: label!, headers, bytes: host().Buffer.from(body, 'base64') });
  }
  return blocks;
}

export function writePem(
  label: string,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): string {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const lines =
    host()
      .asBuffer(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return (
    `-----BEGIN ${label}-----\n${head.join('')}${head.length > 0 ? '\n' : ''}` +
    `${lines.join('\n')}\n-----END ${label}-----\n`
  );
}
