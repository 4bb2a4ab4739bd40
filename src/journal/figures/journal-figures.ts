/** The figures of the journal as it is built: one answer for every page that shows them. */
import { loadExample } from '../load-example.ts';
import { writtenDays } from '../written-days.ts';
import { figuresOf, type ExampleFigures } from './example-figures.ts';
import { gitIn, readVerified, standingOf, type Standing } from './verified.ts';

const root = process.cwd();

async function count(): Promise<ExampleFigures> {
  const days = await writtenDays();
  return figuresOf(
    await Promise.all(
      days.map(({ data }) => loadExample(data.day, { allowMissingLayers: import.meta.env.DEV })),
    ),
  );
}

async function lookUp(): Promise<Standing | undefined> {
  const record = await readVerified(root);
  return record && standingOf(record, gitIn(root));
}

let counted: Promise<ExampleFigures> | undefined;
let lookedUp: Promise<Standing | undefined> | undefined;

/** Counted once for a build, and anew for each page in the dev server, where the days change. */
export const journalFigures = (): Promise<ExampleFigures> =>
  import.meta.env.DEV ? count() : (counted ??= count());

/** The last complete run of the tests, where there is a record of one that this site descends from. */
export const lastVerified = (): Promise<Standing | undefined> => (lookedUp ??= lookUp());
