/** A day as Markdown, for readers that are no browser: `/day/N.md`, and the source of the feeds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { dayFolder } from '../../runner/example.ts';
import { codeLanguage } from '../code-language.ts';
import { phases } from '../curriculum.ts';
import { readDatabaseFacts } from '../databases.ts';
import { extractRegion, stripRegionMarkers } from '../example-files.ts';
import { dateOfDay } from '../publishing/schedule.ts';
import { runLocallyCommands, runLocallyHeading } from '../run-locally.ts';
import { publicUrl, site } from '../site.ts';
import { dayLabel, type DayPage } from '../written-days.ts';
import { fencedCode, plainMarkdown } from './plain-markdown.ts';

/** Address of a day's page for readers elsewhere. */
export const dayUrl = (day: number): string => publicUrl(`day/${day}/`);

/** Path inside the site of a day's Markdown. */
export const dayMarkdownPath = (day: number): string => `day/${day}.md`;

/** Address of a day's Markdown. */
export const dayMarkdownUrl = (day: number): string => publicUrl(dayMarkdownPath(day));

/** What the components of a write-up read from files, by what they are asked for; read once for each day. */
async function shownFiles({ data, body = '' }: DayPage, root: string) {
  const names = (tag: string, attribute: string): Set<string> =>
    new Set(
      [...body.matchAll(new RegExp(`^<${tag}\\b[^>]*\\b${attribute}="([^"]*)"`, 'gm'))].map(
        ([, name]) => name!,
      ),
    );
  const read = async <Value>(keys: Set<string>, load: (key: string) => Promise<Value>) =>
    new Map(await Promise.all([...keys].map(async (key) => [key, await load(key)] as const)));
  const folder = join(root, 'examples', dayFolder(data.day));
  const [files, databases] = await Promise.all([
    read(names('Code', 'file'), (file) => readFile(join(folder, file), 'utf8')),
    read(names('Database', 'name'), (name) => readDatabaseFacts(name, root)),
  ]);
  return { files, databases };
}

/**
 * The text of a write-up, with its code and a link in the place of the runner.
 *
 * @param root The root of the repository.
 */
export async function writeUpMarkdown(page: DayPage, root = process.cwd()): Promise<string> {
  const { day, entry } = page.data;
  const { files, databases } = await shownFiles(page, root);
  return plainMarkdown(page.body ?? '', (component, { file = '', region, name = '' }) => {
    if (component === 'Runner') return `[Run this example in your browser](${dayUrl(day)})`;
    if (component === 'Code') {
      const text = files.get(file) ?? '';
      const code = region === undefined ? stripRegionMarkers(text) : extractRegion(text, region);
      return fencedCode(code, codeLanguage(file), file);
    }
    const facts = component === 'Database' ? databases.get(name) : undefined;
    if (!facts) return undefined;
    const commands = `${facts.server}\n${facts.variable}=${facts.url} node ${entry}`;
    return `**${facts.name} on this page.** ${facts.standIn} ${facts.cannotShow} To run it against a real ${facts.name}:\n\n${fencedCode(commands, 'sh')}`;
  });
}

/** The author's notes and the sources, which stand after the text. */
export function endMarkdown({ data: { fieldNotes, sources } }: DayPage): string {
  const notes = fieldNotes.length > 0 ? ['## Field notes', ...fieldNotes] : [];
  const list = sources.map(({ title, url }) => `- [${title}](${url})`).join('\n');
  return [...notes, ...(list ? ['## Sources', list] : [])].join('\n\n');
}

/** The whole file: the facts as front matter, the text, sources, and how to run the example. */
export async function dayMarkdown(page: DayPage, root = process.cwd()): Promise<string> {
  const { day, title, description, phase, skills, packages, entry } = page.data;
  const date = dateOfDay(day, site.schedule);
  const facts = {
    title,
    description,
    day,
    phase: `${phase}: ${phases[phase]!.name}`,
    ...(date && { date }),
    skills,
    packages,
    url: dayUrl(day),
  };
  return [
    `---\n${stringify(facts, { lineWidth: 0 })}---`,
    `# ${dayLabel(page.data)}`,
    description,
    await writeUpMarkdown(page, root),
    endMarkdown(page),
    `## ${runLocallyHeading.text}`,
    fencedCode(runLocallyCommands(day, entry), 'sh'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}
