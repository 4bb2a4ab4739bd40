/** Between the path that the reader sees and the address under which a preview is served. */

/** @returns A path that starts with one `/`; a whole URL is taken by its path, query and fragment. */
export function normalizePath(input: string): string {
  const text = input.trim();
  const absolute = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(.*)$/is.exec(text);
  const path = absolute ? (absolute[1] ?? '') : text;
  // Two slashes would be a host of somebody's choosing once they are joined or resolved.
  return `/${path.replace(/^[/\\]+/, '')}`;
}

/** @param base The preview's base URL, which ends with `/`. @param path As of `normalizePath`. */
export const toAddress = (base: string, path: string): string => base + path.slice(1);

/**
 * @returns The path inside the preview, or `undefined` for an address that is not of this origin.
 * An address of this origin outside the base is one that the program made root-relative.
 */
export function toPath(base: string, address: string): string | undefined {
  if (address === base.slice(0, -1)) return '/';
  if (address.startsWith(base)) return `/${address.slice(base.length)}`;
  const url = URL.parse(address);
  if (!url || url.origin !== URL.parse(base)?.origin) return undefined;
  return url.pathname + url.search + url.hash;
}
