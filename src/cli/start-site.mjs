// @ts-check
/** Installs when the lockfile asks for it, builds when something changed, and serves the site. */
import { spawn } from 'node:child_process';
import { hashInputs, isBuiltFrom } from './build-stamp.mjs';
import { installIfNeeded } from './install.mjs';
import { environment, npm, pinnedNode, root, Stop } from './project.mjs';

const build = async () => {
  const hash = await hashInputs();
  if (await isBuiltFrom(hash)) return;
  console.log('Building the site …');
  const started = Date.now();
  const { code, output } = await npm(['run', 'build'], { env: { BUILD_INPUTS: hash } });
  if (code !== 0) {
    console.error(output.trim());
    throw new Stop(
      'The site could not be built; the reason is above. Mend it and run npm start again.',
    );
  }
  console.log(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
};

const serve = () => {
  const server = spawn(pinnedNode(), ['src/cli/serve.ts'], {
    cwd: root,
    env: environment(),
    stdio: 'inherit',
  });
  // The terminal sends Ctrl+C to both; a supervisor may send its signal to this one only.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => server.kill(signal));
  }
  server.on('exit', (code) => {
    process.exitCode = code ?? 0;
  });
};

try {
  await installIfNeeded();
  await installIfNeeded('examples');
  await build();
  serve();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
