/** Where the build reads and writes. */
import { fileURLToPath } from 'node:url';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const engineFolder = fromHere('..');
export const projectFolder = fromHere('../../..');
export const outputFolder = fromHere('../../../.cache/engine/');
