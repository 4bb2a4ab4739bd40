/**
 * Headers that make pages cross-origin isolated, which WebContainers need for SharedArrayBuffer; part of
 * `security-headers.ts`. Resources may be embedded by other origins: there is nothing in them that
 * everybody could not fetch, and an isolated journal could not frame its previews at a second origin
 * otherwise.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** For files whose name is a hash of their contents. */
export const immutable = 'public, max-age=31536000, immutable';

/** Paths, under the base path, that hold such files only. */
export const immutablePaths = ['_astro', 'engine', 'layers', 'examples'];
