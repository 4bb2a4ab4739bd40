import { hashFiles } from './hash-files.mjs';
import { projectFolder } from './paths.ts';

const isTest = (name: string): boolean => /\.test\.ts$|\.md$/.test(name);

/** A hash of what the engine is made of: its sources, its packages, and the Node whose library it carries. */
export const engineInputs = async (): Promise<string> =>
  `${process.version} ${await hashFiles(projectFolder, ['package-lock.json', 'src/engine'], isTest)}`;
