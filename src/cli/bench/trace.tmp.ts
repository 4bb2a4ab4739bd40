import { join } from 'node:path';
import { root } from '../project.mjs';
import { startStaticServer } from '../static-server.ts';
import { clickToFirst200, Profile } from './page.ts';
const server = await startStaticServer({ folder: join(root, 'dist'), port: 0 });
const profile = new Profile();
for (let i = 0; i < 6; i++) {
  const page = await profile.open(`${server.url}day/0/`);
  await page.evaluate(() => { const W = Worker; (globalThis as any).log = []; const t0 = performance.now(); (globalThis as any).t0 = t0; (globalThis as any).Worker = class extends W { constructor(u: any) { super(u); (globalThis as any).log.push(['new', Math.round(performance.now() - t0)]); this.addEventListener('message', (e: any) => (globalThis as any).log.push([e.data.type, Math.round(performance.now() - t0), JSON.stringify(e.data).slice(0, 220)])); } }; });
  const t = await clickToFirst200(page, '/express/health');
  console.log(i, Math.round(t)); for (const l of await page.evaluate(() => (globalThis as any).log.slice(0, 12))) console.log('    ', l.join(' '));
  await page.close();
}
await profile.close(); server.server.close();
