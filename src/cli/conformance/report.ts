/**
 * Writes `src/engine/CONFORMANCE.md` from the outcomes below `.cache/conformance/`:
 *
 *     npm run conformance -- report
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { conformanceReport } from './conformance-report.ts';
import { readAllOutcomes } from './outcomes.ts';

const file = fileURLToPath(new URL('../../engine/CONFORMANCE.md', import.meta.url));
const text = conformanceReport(readAllOutcomes(), process.version);
const formatted = await format(text, {
  parser: 'markdown',
  printWidth: 100,
  proseWrap: 'preserve',
});
writeFileSync(file, formatted);
console.log(`Written: ${file}`);
