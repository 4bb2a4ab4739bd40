/** A day's example as a project of its own, which runs outside the page. */
import { dayFolder, isTestFile, type Example } from '../example.ts';

/** What the build knows of a day beside its files. */
export interface DayProject {
  /** Exact versions of what the example imports, its databases included. */
  dependencies: Record<string, string>;
  /** Types of these. */
  devDependencies: Record<string, string>;
  /** As in `package.json`. */
  overrides: Record<string, unknown>;
  tsconfig: string;
  /** URLs of `SourceFiles`: the databases that the example starts in its own process. */
  sources: string[];
}

/** Text files by their paths beside the day's folder, such as `databases/redis/index.ts`. */
export type SourceFiles = Record<string, string>;

export type ProjectFiles = Record<string, string | Uint8Array>;

/** The major version of Node whose core runs in the page; it takes TypeScript as it is. */
const node = '24';

/** StackBlitz runs an older Node, which needs help with TypeScript: https://tsx.is */
const typeScriptRunner = { name: 'tsx', version: '4.23.15' };

export const targets = ['node', 'stackblitz'] as const;
export type ProjectTarget = (typeof targets)[number];

export interface ProjectOptions {
  example: Example;
  project: DayProject;
  sources: SourceFiles;
  /** The example's file with the reader's edits. */
  read: (path: string) => string | Uint8Array;
  target: ProjectTarget;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** @example projectName(9) // → '100-days-of-backend-day-9' */
export const projectName = (day: number): string => `100-days-of-backend-day-${day}`;

function manifest({ example, project, target }: ProjectOptions): string {
  const { day, entry, title, files } = example;
  const isForNode = target === 'node';
  const runner = isForNode ? 'node' : typeScriptRunner.name;
  const tests = files.some(({ path }) => isTestFile(path));
  return json({
    name: projectName(day),
    version: '1.0.0',
    private: true,
    description: `Day ${day} of 100 Days of Backend: ${title}`,
    license: 'MIT',
    type: 'module',
    ...(isForNode && { engines: { node: `>=${node}` } }),
    scripts: {
      start: `cd ${dayFolder(day)} && ${runner} ${entry}`,
      ...(tests && { test: `cd ${dayFolder(day)} && ${runner} --test` }),
    },
    dependencies: {
      ...project.dependencies,
      ...(!isForNode && { [typeScriptRunner.name]: typeScriptRunner.version }),
    },
    devDependencies: project.devDependencies,
    ...(Object.keys(project.overrides).length > 0 && { overrides: project.overrides }),
  });
}

const readme = ({ example, target }: ProjectOptions): string => {
  const { day, title, entry, databases } = example;
  const lines = [
    `# Day ${day}: ${title}`,
    '',
    'An example of "100 Days of Backend". It runs by itself:',
    '',
    '```sh',
    'npm install',
    'npm start',
    '```',
    '',
    `It prints where it listens, \`http://localhost:3000\`; \`PORT=4000 npm start\` chooses another port. The program is \`${dayFolder(day)}/${entry}\`.`,
    '',
    ...(target === 'node'
      ? [`It needs Node ${node} or newer, which runs TypeScript as it is.`]
      : ['TypeScript is run by `tsx`, since Node here may be older than 24.']),
    '',
    `\`${dayFolder(day)}/requests.http\` holds requests and what is expected of each answer: open it in an editor with the [httpYac](https://httpyac.github.io/) extension, or send them while the example runs:`,
    '',
    '```sh',
    `npx httpyac send ${dayFolder(day)}/requests.http --all`,
    '```',
    '',
    ...(databases.length > 0
      ? [
          `The database needs no server: without the environment variable that names one (\`DATABASE_URL\`, \`MYSQL_URL\`, \`MONGODB_URI\` or \`REDIS_URL\`) it is started in the program's own process, from \`databases/\`.`,
          '',
        ]
      : []),
  ];
  return lines.join('\n');
};

/** The files of the project by path. */
export function projectFiles(options: ProjectOptions): ProjectFiles {
  const { example, project, sources, read, target } = options;
  const folder = dayFolder(example.day);
  const files: ProjectFiles = {
    'README.md': readme(options),
    'package.json': manifest(options),
    'tsconfig.json': project.tsconfig,
  };
  if (target === 'node') {
    files['.nvmrc'] = `${node}\n`;
    // An older Node is then refused by `npm install`, in words.
    files['.npmrc'] = 'engine-strict=true\n';
  }
  for (const { path } of example.files) files[`${folder}/${path}`] = read(path);
  files[`${folder}/requests.http`] = example.requests;
  return { ...files, ...sources };
}
