// Runs before an install and before `npm start`. It has to parse on every Node that knows ES modules,
// so that an old one answers with this line and not with a stack trace about the `.ts` extension.
if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `These examples need Node 24 or newer, and this is ${process.version}: see https://nodejs.org/en/download`,
  );
  process.exit(1);
}
