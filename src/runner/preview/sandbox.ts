/**
 * With one origin, `allow-same-origin` is needed for the Service Worker to see the frame's requests,
 * and together with `allow-scripts` the sandbox is then no wall against the page's own origin. What it
 * does keep out is a link with `target="_top"`, which would take the journal away, and pointer lock.
 * The wall is a second origin for previews: see `../SECURITY.md`.
 */
const allowed = 'allow-scripts allow-same-origin allow-forms allow-downloads allow-modals';

/**
 * What a preview may do: the `sandbox` of its frame. From another origin than the page's it may open windows
 * only if the page is isolated, which cuts them off. Firefox leaves an empty window that is opened from a
 * sandbox outside of it, from where it could lead the journal's tab elsewhere.
 *
 * @param address Of the preview.
 * @param page Of the journal.
 */
export function sandboxOf(
  address: string,
  page: { href: string; crossOriginIsolated: boolean },
): string {
  const isOfPage = new URL(address, page.href).origin === new URL(page.href).origin;
  return isOfPage || page.crossOriginIsolated ? `${allowed} allow-popups` : allowed;
}
