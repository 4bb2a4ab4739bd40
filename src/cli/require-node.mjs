// @ts-check
/** One line for a Node that is too old. Imported alone and first: the other modules would not parse. */
export const oldestNode = 20;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(
    'This needs Node.js ' +
      oldestNode +
      ' or newer, and this is ' +
      process.version +
      '. Install a newer one from https://nodejs.org and run this again.',
  );
  process.exit(1);
}
