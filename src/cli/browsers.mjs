// @ts-check
/** The browsers on this machine that the browser tests can use, and ways to get one. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './project.mjs';

/** Chromium as root in a container: no sandbox; and no calls home, which would fail there. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const programFiles = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']].filter(
  (path) => path !== undefined,
);

/** Names on the path, and places outside it, by browser. */
const usual = {
  chromium: {
    variable: 'CHROMIUM_PATH',
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    places: [
      '/snap/bin/chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ...programFiles.map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
      ...programFiles.map((folder) => join(folder, 'Microsoft/Edge/Application/msedge.exe')),
    ],
  },
  firefox: {
    variable: 'FIREFOX_PATH',
    names: ['firefox-esr', 'firefox'],
    places: [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      ...programFiles.map((folder) => join(folder, 'Mozilla Firefox/firefox.exe')),
    ],
  },
};

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * @param {string} name
 * @returns {string | undefined} Path of the program of that name on the `PATH`.
 */
export const findProgram = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

/**
 * A browser that is installed on the system, or that the environment names (`CHROMIUM_PATH`,
 * `FIREFOX_PATH`).
 *
 * @param {keyof typeof usual} browser
 * @returns {string | undefined} Path of the executable.
 */
export const findBrowser = (browser) => {
  const { variable, names, places } = usual[browser];
  const given = process.env[variable];
  if (given) return given;
  return names.map(findProgram).find((path) => path !== undefined) ?? places.find(isExecutable);
};

/** Whether Playwright has downloaded its own build of a browser before. */
export const hasOwnBrowser = async (/** @type {keyof typeof usual} */ browser) => {
  const playwright = await import('playwright');
  return isExecutable(playwright[browser].executablePath());
};

/** Whether packages can be installed by `apt-get` without a question. */
const canUseApt = () => {
  if (process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
};

/** @param {string} name */
const aptInstall = async (name) => {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, limit: 180_000 });
  const args = ['install', '-y', '-qq', '--no-install-recommends', name];
  const { code } = await run('apt-get', args, { env, limit: 600_000 });
  return code === 0;
};

/**
 * Finds a Chromium, or gets one: the system's, Playwright's own, or Debian's.
 *
 * @returns {Promise<{ path?: string, own?: true } | { missing: string }>} `own` stands for Playwright's
 *   build; `missing` says which command to type.
 */
export const provideChromium = async () => {
  const path = findBrowser('chromium');
  if (path) return { path };
  if (await hasOwnBrowser('chromium')) return { own: true };

  console.log("No Chromium or Chrome found: getting Playwright's …");
  // Its own retries multiply the time limit of a connection, 30 s at default, where there is no network.
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };
  await run('npx', ['playwright', 'install', 'chromium'], { env, limit: 600_000 });
  if (await hasOwnBrowser('chromium')) {
    const { chromium } = await import('playwright');
    // The download brings no system libraries, and a bare machine has few.
    const works = await chromium.launch({ args: chromiumArguments }).then(
      (browser) => browser.close().then(() => true),
      () => false,
    );
    if (works) return { own: true };
  }
  if (canUseApt()) {
    console.log('Installing Chromium by apt-get …');
    if (await aptInstall('chromium')) {
      const installed = findBrowser('chromium');
      if (installed) return { path: installed };
    }
  }
  const command =
    process.platform === 'linux'
      ? 'sudo apt-get install -y chromium (or: npx playwright install --with-deps chromium)'
      : 'npx playwright install chromium';
  return {
    missing: `There is no Chromium for the browser tests, and none could be got. Type: ${command}`,
  };
};
