import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrowser } from './browsers.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browsers-'));
  vi.stubEnv('CHROMIUM_PATH', '');
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const install = async (name: string, mode = 0o755) => {
  const path = join(folder, name);
  await writeFile(path, '');
  await chmod(path, mode);
  return path;
};

describe('findBrowser', () => {
  it('takes the one that the environment names', async () => {
    await install('chromium');
    vi.stubEnv('CHROMIUM_PATH', '/opt/chrome');
    expect(findBrowser('chromium')).toBe('/opt/chrome');
  });

  it('prefers Chromium to Chrome, both on the path', async () => {
    await install('google-chrome');
    const chromium = await install('chromium');
    expect(findBrowser('chromium')).toBe(chromium);
  });

  it('leaves out a file that cannot be run', async () => {
    await install('chromium', 0o644);
    const chrome = await install('google-chrome');
    expect(findBrowser('chromium')).toBe(chrome);
  });
});
