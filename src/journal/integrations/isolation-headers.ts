/**
 * Headers that make pages cross-origin isolated, which WebContainers need for SharedArrayBuffer. The
 * host files (`public/_headers`, `vercel.json`, `render.yaml`) send the same; a test compares them.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** For files whose name is a hash of their contents. */
export const immutable = 'public, max-age=31536000, immutable';

/** Paths, under the base path, that hold such files only. */
export const immutablePaths = ['_astro', 'engine', 'layers'];
