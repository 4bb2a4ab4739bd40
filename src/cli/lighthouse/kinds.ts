import type { BuiltPage } from '../site/pages.ts';

/** A page of the built site with the bytes of its file. */
export interface SizedPage extends BuiltPage {
  bytes: number;
}

/** Not read by anyone: framed pages, and what is shown in the place of a page. */
const notRead = /^\/(?:headless|preview-bridge|offline)\/$|\.html$/;

/**
 * One page of each kind, the largest: pages whose paths differ in numbers alone are of one.
 *
 * @example onePerKind([day0, day16, days]) // => ['/day/16/', '/days/']
 */
export function onePerKind(pages: readonly SizedPage[]): string[] {
  const largest = new Map<string, SizedPage>();
  for (const page of pages) {
    if (notRead.test(page.path)) continue;
    const kind = page.path.replaceAll(/\d+/g, 'N');
    if (page.bytes > (largest.get(kind)?.bytes ?? 0)) largest.set(kind, page);
  }
  return [...largest.values()].map(({ path }) => path);
}
