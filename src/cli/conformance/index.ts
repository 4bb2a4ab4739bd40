/**
 * Runs third-party test suites inside the engine in a real browser:
 *
 *     npm run conformance -- <folder> …   a package's own suite: see folder-suite.ts
 *     npm run conformance -- node …       Node's own suite: see node-suite/index.ts
 *     npm run conformance -- report       writes src/engine/CONFORMANCE.md: see report.ts
 */
const command = process.argv[2];
if (command === 'node') await import('./node-suite/index.ts');
else if (command === 'report') await import('./report.ts');
else await import('./folder-suite.ts');

export {};
