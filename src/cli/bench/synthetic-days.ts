/** The project with more days than are written: a copy in which the written ones are repeated. */
import { execFile } from 'node:child_process';
import {
  appendFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { phases, plannedDays } from '../../journal/curriculum.ts';
import { root } from '../project.mjs';

const run = promisify(execFile);

/**
 * A copy whose files are the same ones: tools take a link to a folder for a file, or for a folder elsewhere,
 * and a copy of the bytes would take longer than a build.
 */
async function linkFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // What other builds have kept there is left out.
    if (/^\.(?:astro|vite)/.test(entry.name)) continue;
    if (entry.isDirectory()) await linkFiles(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}

export class SyntheticProject implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param count Days, a multiple of ten; beyond the plan, the plan begins again. */
  static async create(count: number): Promise<SyntheticProject> {
    // On the disk of the project, as links to its files must be.
    const folder = await mkdtemp(join(dirname(root), `days-${count}-`));
    const project = new SyntheticProject(folder);
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: root, maxBuffer: 1e8 });
    const files = stdout.split('\0').filter((path) => path && !path.startsWith('e2e/'));
    for (const path of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await cp(join(root, path), join(folder, path));
    }
    for (const path of ['node_modules', 'examples/node_modules'])
      await linkFiles(join(root, path), join(folder, path));
    const written = files
      .map((path) => /^content\/day-(\d{3})\.mdx$/.exec(path)?.[1])
      .filter((day) => day !== undefined)
      .map(Number);
    for (let day = 0; day < count; day++) {
      if (!written.includes(day)) await project.#repeat(written[day % written.length]!, day);
    }
    if (count > plannedDays.length) await project.#lengthenPlan(count);
    return project;
  }

  async #repeat(source: number, day: number): Promise<void> {
    const { title, skills } = plannedDays[day % plannedDays.length]!;
    const text = await readFile(this.#writeUp(source), 'utf8');
    const end = text.indexOf('\n---', 4);
    const fields: Record<string, string> = {
      title: JSON.stringify(title),
      day: String(day),
      phase: String(Math.floor(day / phases[0]!.days.length)),
      skills: `[${skills.join(', ')}]`,
    };
    const head = text
      .slice(0, end)
      .replace(/^(title|day|phase|skills):.*$/gm, (line, name: string) =>
        fields[name] === undefined ? line : `${name}: ${fields[name]}`,
      );
    await writeFile(this.#writeUp(day), head + text.slice(end));
    const example = (number: number): string => join(this.folder, `examples/day${number}`);
    await cp(example(source), example(day), { recursive: true });
    // Each day has code of its own: what a build has done for one text, it need not do again.
    for (const entry of await readdir(example(day), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.[cm]?ts$/.test(entry.name)) continue;
      await appendFile(join(entry.parentPath, entry.name), `\n// Day ${day}.\n`);
    }
  }

  #writeUp(day: number): string {
    return join(this.folder, `content/day-${String(day).padStart(3, '0')}.mdx`);
  }

  /** The plan is code: the copy's is changed where the phases are made of it. */
  async #lengthenPlan(count: number): Promise<void> {
    const phaseCount = count / phases[0]!.days.length;
    await this.#replace(
      'src/journal/curriculum.ts',
      'Phase[] = plan.map(',
      `Phase[] = Array.from({ length: ${phaseCount} }, (_, at) => plan[at % plan.length]!).map(`,
    );
    await this.#replace(
      'src/journal/schemas/day.ts',
      `lastDay = ${plannedDays.length - 1};`,
      `lastDay = ${count - 1};`,
    );
    await this.#replace(
      'src/journal/schemas/day.ts',
      `phase: z.int().min(0).max(${phases.length - 1})`,
      `phase: z.int().min(0).max(${phaseCount - 1})`,
    );
  }

  async #replace(path: string, before: string, after: string): Promise<void> {
    const file = join(this.folder, path);
    const text = await readFile(file, 'utf8');
    if (!text.includes(before)) throw new Error(`${path} has no "${before}" any more.`);
    await writeFile(file, text.replace(before, after));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
