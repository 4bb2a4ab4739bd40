import { plannedDay } from '../curriculum.ts';
import { importedDatabases } from '../databases.ts';
import { extractRegion, RegionError } from '../example-files.ts';
import { writeUpPath } from '../page-id.ts';
import type { DayData } from '../schemas/day.ts';
import type { CodeTag } from './code-tags.ts';
import type { Problem } from './problem.ts';
import type { ExampleFolder, ProjectFacts, WriteUp } from './project-facts.ts';

const quote = (text: string): string => `"${text}"`;

function checkAgainstCurriculum(file: string, fileDay: number, data: DayData): Problem[] {
  const problems: Problem[] = [];
  if (data.day !== fileDay) {
    problems.push({
      file,
      field: 'day',
      message: `it is ${data.day}, but the file's name says ${fileDay}.`,
      remedy: `Write \`day: ${fileDay}\`, or rename the file to ${writeUpPath(data.day)}.`,
    });
  }
  const planned = plannedDay(fileDay);
  if (planned && data.title !== planned.title) {
    problems.push({
      file,
      field: 'title',
      message: `it is ${quote(data.title)}, but the curriculum calls day ${fileDay} ${quote(planned.title)}.`,
      remedy: 'Use that title, or change it in src/journal/curriculum.ts.',
    });
  }
  if (planned && data.phase !== planned.phase) {
    problems.push({
      file,
      field: 'phase',
      message: `it is ${data.phase}, but day ${fileDay} is in phase ${planned.phase}.`,
      remedy: `Write \`phase: ${planned.phase}\`.`,
    });
  }
  return problems;
}

function checkAgainstExample(
  file: string,
  data: DayData,
  example: ExampleFolder,
  packages: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  if (!example.files.has(data.entry)) {
    problems.push({
      file,
      field: 'entry',
      message: `there is no ${example.folder}/${data.entry}.`,
      remedy: `Name the file that \`node\` is started with. The folder has: ${[...example.files.keys()].join(', ') || 'nothing'}.`,
    });
  }
  if (!example.files.has('requests.http')) {
    problems.push({
      file: `${example.folder}/requests.http`,
      message: 'the file is missing.',
      remedy: 'Add the requests, good and bad, that readers send to this example.',
    });
  }
  for (const name of data.packages.filter((name) => !packages.has(name))) {
    problems.push({
      file,
      field: 'packages',
      message: `${quote(name)} is not among the dependencies in examples/package.json.`,
      remedy: `Run \`npm install ${name}\` in examples/, or take the name out.`,
    });
  }
  return problems;
}

function checkCodeTag(
  file: string,
  { tag, file: shown, region }: CodeTag,
  example: ExampleFolder,
): Problem[] {
  const names = [...example.files.keys()].join(', ');
  if (shown === undefined) {
    const remedy = `Write file="…" with one of: ${names}.`;
    return [{ file, message: `${tag} names no file.`, remedy }];
  }
  const text = example.files.get(shown);
  if (text === undefined) {
    const message = `${tag}: there is no text file ${example.folder}/${shown}.`;
    return [{ file, message, remedy: `The folder has: ${names || 'nothing'}.` }];
  }
  if (region === undefined) return [];
  try {
    extractRegion(text, region);
    return [];
  } catch (error) {
    if (!(error instanceof RegionError)) throw error;
    const message = `${tag}: in ${example.folder}/${shown} ${error.message}`;
    const remedy = `Mark it there with \`// #region ${region}\` and \`// #endregion\`.`;
    return [{ file, message, remedy }];
  }
}

function checkWriteUp(writeUp: WriteUp, { examples, packages }: ProjectFacts): Problem[] {
  const { file, fileDay, frontMatter, hasRunner } = writeUp;
  if (fileDay === undefined || plannedDay(fileDay) === undefined) {
    const remedy = 'Name a write-up day-NNN.mdx, NNN being its day in three digits, 000 to 099.';
    return [{ file, message: 'the name is not that of a day.', remedy }];
  }
  const problems: Problem[] = [...frontMatter.problems];
  if (!hasRunner) {
    problems.push({
      file,
      message: 'the text has no runner.',
      remedy: 'Put <Runner /> on a line of its own where readers should run the example.',
    });
  }
  if (frontMatter.data) problems.push(...checkAgainstCurriculum(file, fileDay, frontMatter.data));

  const example = examples.find(({ day }) => day === fileDay);
  if (!example) {
    problems.push({
      file,
      message: `there is no examples/day${fileDay}/.`,
      remedy: 'Add the example, or move the write-up out of content/ until there is one.',
    });
    return problems;
  }
  if (frontMatter.data) {
    problems.push(...checkAgainstExample(file, frontMatter.data, example, packages ?? new Set()));
  }
  for (const name of importedDatabases(example.files)) {
    if (writeUp.databaseTags.includes(name)) continue;
    problems.push({
      file,
      message: `the example imports databases/${name}, and the text does not say what that is.`,
      remedy: `Put <Database name="${name}" /> on a line of its own below <Runner />.`,
    });
  }
  problems.push(...writeUp.codeTags.flatMap((tag) => checkCodeTag(file, tag, example)));
  return problems;
}

function checkExampleHasWriteUp({ folder, day }: ExampleFolder, writeUps: WriteUp[]): Problem[] {
  if (writeUps.some(({ fileDay }) => fileDay === day)) return [];
  const message = `there is no ${writeUpPath(day)}.`;
  return [{ file: `${folder}/`, message, remedy: 'Write it, or remove the example.' }];
}

/** Everything about the days that must be mended before the site can be built; empty when all is well. */
export function checkDays(facts: ProjectFacts): Problem[] {
  const noPackages: Problem = {
    file: 'examples/package.json',
    message: 'the file is missing.',
    remedy: 'Add it: it lists the packages of all examples.',
  };
  return [
    ...(facts.packages ? [] : [noPackages]),
    ...facts.writeUps.flatMap((writeUp) => checkWriteUp(writeUp, facts)),
    ...facts.examples.flatMap((example) => checkExampleHasWriteUp(example, facts.writeUps)),
  ];
}
