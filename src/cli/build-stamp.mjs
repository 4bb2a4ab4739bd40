// @ts-check
/**
 * Tells whether the built site is that of the sources as they are. The last step of the build writes a
 * hash of everything that goes into it; `npm start` compares.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from '../engine/build/hash-files.mjs';
import { root } from './project.mjs';
import { verifiedFile } from './verified.mjs';

/** Inside `dist`, so that any other build, which empties the folder, takes it away. */
const stampFile = join('dist', '.build-stamp');

const inputs = [
  // The home page tells what was tested, and on which commit.
  verifiedFile,
  'astro.config.mjs',
  'content',
  'examples',
  'package.json',
  'package-lock.json',
  'public',
  'src',
  'tsconfig.json',
];
/**
 * Not what the site is made of: packages, tests, and what the build itself makes beside the sources, which
 * would make the second start build again.
 */
const isLeftOut = (/** @type {string} */ name) =>
  name === 'node_modules' ||
  /\.test\.[mc]?[jt]s$/.test(name) ||
  /^(?:image-[\d.-]+\.bin|pglite-[\d.-]+\.wasm)/.test(name);

/** The settings that the build reads: `src/journal/site.ts`. */
const variables = [
  'BASE_PATH',
  'ENGINE',
  'PREVIEW_ORIGIN',
  'PUBLISH',
  'REPOSITORY_URL',
  'SITE_URL',
  'START_DATE',
  'TIME_ZONE',
  'TODAY',
  'WEBCONTAINER_HOST',
  'WEBCONTAINER_HOST_ORIGINS',
];

/** Today's date in a time zone: `src/journal/publishing/calendar.ts` in what Node 20 can run. */
const dateIn = (/** @type {string} */ timeZone) =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format();

/**
 * A hash of everything that the built site depends on.
 *
 * @param {string} [folder] The root of the repository.
 * @param {Record<string, string | undefined>} [env]
 */
export const hashInputs = async (folder = root, env = process.env) => {
  const hash = createHash('sha256').update(await hashFiles(folder, inputs, isLeftOut));
  for (const name of variables) hash.update(`${name}=${env[name] ?? ''}\0`);
  // Such a site is another one tomorrow.
  if (env['PUBLISH'] === 'until-today') hash.update(dateIn(env['TIME_ZONE'] || 'UTC'));
  return hash.digest('hex');
};

/** @param {string} hash */
export const isBuiltFrom = async (hash) => {
  const stamp = await readFile(join(root, stampFile), 'utf8').catch(() => undefined);
  return stamp === hash;
};

/** The last step of a build. */
export const writeBuildStamp = async () => {
  // The hash from before the build, where there is one: a file saved during the build is not in it.
  await writeFile(join(root, stampFile), process.env.BUILD_INPUTS ?? (await hashInputs()));
};
