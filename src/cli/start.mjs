// @ts-check
/** `npm start`: the whole set-up on a fresh machine. `PORT` and `BASE_PATH` are respected. */
import './require-node.mjs';

// Later, and not by a static import, so that an old Node gets to the line that explains it.
import('./start-site.mjs');
