/** `npm run build:engine`: the engine's files, unless those that are there are of the same sources. */
import { engineInputs } from './inputs.ts';
import { outputFolder } from './paths.ts';
import { makeUnlessUpToDate } from './up-to-date.ts';

const isMade = await makeUnlessUpToDate({
  folder: outputFolder,
  inputs: await engineInputs(),
  make: async () => void (await import('./build.ts')),
});
if (!isMade) console.log('The engine is up to date.');
