/** Makes the data directory that starts begin with, if it is not there: `npm run build:databases`. */
import { dataDirectory } from './data-directory.ts';

await dataDirectory();
