/**
 * `<a download>`. Chromium does not show such a request to a service worker: it would go to the
 * journal's server. So it is fetched here, and saved from memory. Firefox shows it, and needs no help.
 */
import type { InjectedConfig } from '../protocol.ts';
import { parsePreview } from '../routing.ts';

/** Nothing but the browser's name tells; this is the property that only Chromium has. */
const bypassesServiceWorker = 'userAgentData' in navigator;

/** RFC 6266: the name that a response suggests; `filename*` wins. */
export function suggestedName(contentDisposition: string | null): string | undefined {
  if (!contentDisposition) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(contentDisposition)?.[1];
  if (extended) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Not valid: the plain name serves.
    }
  }
  const [, quoted, token] =
    /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(contentDisposition) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? token;
}

/** @returns Whether the link is a download from the container, which is then under way. */
export function download(config: InjectedConfig, link: HTMLAnchorElement, url: string): boolean {
  if (!bypassesServiceWorker || !link.hasAttribute('download')) return false;
  if (parsePreview(config.space, url)?.containerId !== config.containerId) return false;
  void save(url, link.download);
  return true;
}

async function save(url: string, name: string): Promise<void> {
  const response = await fetch(url);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  const lastSegment = new URL(url).pathname.split('/').at(-1);
  link.download =
    suggestedName(response.headers.get('content-disposition')) || name || lastSegment || 'download';
  link.click();
  // The browser reads the object after the click's own turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
