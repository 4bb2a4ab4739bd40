// @ts-check
/** Installs the packages from the lockfiles when they are missing or differ from them. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm, root, Stop } from './project.mjs';

const stampFile = join('node_modules', '.installed-from');

/** @param {string} path */
const readIfThere = (path) => readFile(path, 'utf8').catch(() => undefined);

const networkErrors =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/;

/**
 * What went wrong in an `npm ci`, in one sentence with the next step.
 *
 * @param {{ code: number, output: string }} outcome
 * @param {string} folder As shown to the reader.
 * @returns {string}
 */
export const explainInstall = ({ code, output }, folder) => {
  if (code === 127) {
    return 'npm was not found. Install Node.js 20 or newer, which brings it, from https://nodejs.org, and run this again.';
  }
  if (/ENOSPC/.test(output)) {
    return `The disk is full, so the packages of ${folder} could not be installed. Make room and run this again.`;
  }
  if (/EACCES|EPERM/.test(output)) {
    return `The packages of ${folder} could not be written. Make the folder yours (it may hold files of another user) and run this again.`;
  }
  if (
    /EUSAGE|can only install packages when your package.json and package-lock.json/.test(output)
  ) {
    return `The lockfile in ${folder} does not fit its package.json. Run npm install there, and then this again.`;
  }
  if (networkErrors.test(output)) {
    return `The packages of ${folder} could not be downloaded. Check the connection, and the address that "npm config get registry" prints, and run this again.`;
  }
  return `The packages of ${folder} could not be installed; npm says why above. Mend that, or remove node_modules, and run this again.`;
};

/**
 * Runs `npm ci` in a folder unless the packages in it come from the lockfile as it is now.
 *
 * @param {string} [folder] From the root of the repository.
 * @returns {Promise<boolean>} Whether something was installed.
 */
export const installIfNeeded = async (folder = '.') => {
  const cwd = join(root, folder);
  const name = folder === '.' ? 'this project' : `${folder}/`;
  const lockfile = await readIfThere(join(cwd, 'package-lock.json'));
  if (lockfile === undefined) {
    throw new Stop(
      `There is no package-lock.json in ${name}. Check the repository out again: git restore ${join(folder, 'package-lock.json')}`,
    );
  }
  const hash = createHash('sha256').update(lockfile).digest('hex');
  if ((await readIfThere(join(cwd, stampFile))) === hash) return false;

  console.log(`Installing the packages of ${name} …`);
  const outcome = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    // The examples refuse an older Node than 24; by now the pinned one is there.
    env: { npm_config_update_notifier: 'false' },
  });
  if (outcome.code !== 0) {
    console.error(outcome.output.trim());
    throw new Stop(explainInstall(outcome, name));
  }
  await writeFile(join(cwd, stampFile), hash);
  return true;
};
