/** A request in the form in which other tools are to send it. */
import type { HeaderList } from '../../../container/container.ts';

export interface CopiedRequest {
  method: string;
  url: string;
  /** Those that somebody wrote; what every client adds by itself is left out. */
  headers: HeaderList;
  body?: Uint8Array | undefined;
}

/** Formats of the copy buttons, in their order. */
export const copyFormats = ['curl', 'fetch', '.http'] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** More than a command line, or a reader, can take. */
const longestBody = 100_000;

export function assertCopyable({ body }: CopiedRequest): void {
  if ((body?.length ?? 0) <= longestBody) return;
  throw new Error('The body is too long to be copied (more than 100 kB).');
}

/** @returns The body as text; `undefined` when its bytes are not UTF-8. */
export function asText(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

export const hasHeader = (headers: HeaderList, name: string): boolean =>
  headers.some(([key]) => key.toLowerCase() === name);
