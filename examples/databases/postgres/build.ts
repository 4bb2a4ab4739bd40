/** Makes what starts begin with, as far as it is not there: `npm run build:databases`. */
import { startedServer } from './data-directory.ts';
import { patchedModule } from './patched-module.ts';

await Promise.all([startedServer(), patchedModule()]);
