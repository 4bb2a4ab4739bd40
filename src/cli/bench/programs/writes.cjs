// 10,000 small files, one after the other, as an application writes them.
const { mkdtemp, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'writes-'));
  const started = performance.now();
  for (let index = 0; index < 10_000; index++) {
    await writeFile(join(folder, `${index % 100}.txt`), `line ${index}\n`);
  }
  console.log(performance.now() - started);
  await rm(folder, { recursive: true });
}
void main();
