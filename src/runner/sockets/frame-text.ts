/** Payloads of frames as text: short in the list, readable when opened. */
import type { SocketFrame } from '../../container/container.ts';

const shortest = 120;
const longest = 20_000;
const bytesInDump = 256;

const decode = (data: Uint8Array): string => new TextDecoder().decode(data);

const clip = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit)}…` : text;

/**
 * Code and reason of a close frame. https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1
 *
 * @example closeText(new Uint8Array([3, 232])) // => '1000'
 */
export function closeText(data: Uint8Array): string {
  if (data.length < 2) return 'no code';
  const code = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
  return `${code} ${decode(data.subarray(2))}`.trim();
}

/** Sixteen bytes a line: offset, hexadecimal, ASCII. */
export function hexDump(data: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(data.length, bytesInDump); at += 16) {
    const row = [...data.subarray(at, Math.min(at + 16, bytesInDump))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${ascii.join('')}`);
  }
  if (data.length > bytesInDump) lines.push('…');
  return lines.join('\n');
}

/** One line for the list. */
export function summaryOf({ kind, data }: Pick<SocketFrame, 'kind' | 'data'>): string {
  if (kind === 'close') return clip(closeText(data), shortest);
  if (kind === 'binary') {
    const start = data.subarray(0, 24);
    const hex = [...start].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return data.length > start.length ? `${hex} …` : hex;
  }
  return clip(decode(data.subarray(0, 4 * shortest)).replace(/\s+/g, ' '), shortest);
}

/** Everything that is kept of it; JSON is indented. */
export function detailsOf({
  kind,
  data,
  size,
}: Pick<SocketFrame, 'kind' | 'data' | 'size'>): string {
  if (kind === 'close') return closeText(data);
  if (kind === 'binary') return hexDump(data);
  const text = decode(data);
  const rest = size > data.length ? '…' : '';
  if (kind !== 'text' || rest) return clip(text, longest) + rest;
  try {
    return clip(JSON.stringify(JSON.parse(text), null, 2), longest);
  } catch {
    return clip(text, longest);
  }
}
