// @ts-check
/** `npm test`: everything that can be checked, on a fresh machine too. */
import './require-node.mjs';

// Later, and not by a static import, so that an old Node gets to the line that explains it.
import('./test-all.mjs');
