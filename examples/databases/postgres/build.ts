/** Makes the saved data directory anew. */
import { buildDataDirectory } from './data-directory.ts';

await buildDataDirectory();
