/// <reference types="vite/client" />
/**
 * Where the runtime is booted from: StackBlitz, unless the site's `WEBCONTAINER_HOST` or, before this
 * is loaded, `WEBCONTAINER_API_IFRAME_URL` names a host that stands in for it. The package reads the
 * latter when it first boots, takes its origin, and asks that for `/headless`.
 */

/** Set at build time from the site's settings; absent where nothing is built, as in tests. */
const configured = (import.meta.env as ImportMetaEnv | undefined)?.['WEBCONTAINER_HOST'] as
  string | undefined;

const page = globalThis as { WEBCONTAINER_API_IFRAME_URL?: string };

/** StackBlitz's own: the page of the runtime, and its previews. */
const stackBlitz = /(^|\.)(stackblitz\.com|webcontainer\.io)$/;

/** Tells the package where the runtime is, if it is not at StackBlitz. */
export function setRuntimeHost(): void {
  // The site's own host may be given as a path.
  if (configured) page.WEBCONTAINER_API_IFRAME_URL ??= new URL(configured, location.href).href;
}

/** The name of the runtime's host, for readers. */
export const runtimeHostName = (): string =>
  page.WEBCONTAINER_API_IFRAME_URL === undefined
    ? 'stackblitz.com'
    : new URL(page.WEBCONTAINER_API_IFRAME_URL).host;

/** Whether an address is the runtime's. A page of the site's own origin is so as a host only. */
export function isRuntimeUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, origin } = new URL(url);
  const host = page.WEBCONTAINER_API_IFRAME_URL;
  return host === undefined ? stackBlitz.test(hostname) : origin === new URL(host).origin;
}
