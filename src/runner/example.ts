/** What the runner is given: one day's example, served as JSON so that a page loads it on intent. */
import type { LayerRef } from '../container/engine.ts';

export interface ExampleFile {
  /** Path inside the day's folder, for instance `app.ts` or `views/index.html`. */
  path: string;
  /** Text contents, or base64 for files that are not UTF-8 text. */
  contents: string;
  encoding?: 'base64';
}

export interface Example {
  day: number;
  title: string;
  /** The file that `node` is started with. */
  entry: string;
  files: ExampleFile[];
  /** The text of the day's `requests.http`. */
  requests: string;
  layers: LayerRef[];
  /** The databases that it has in the page, by their folders in `examples/databases`. */
  databases: string[];
}

/** The folder of a day inside the container's working directory, as in the repository's `examples/`. */
export const dayFolder = (day: number): string => `day${day}`;

/** Whether `node --test` takes the file for one of tests by its name. */
export const isTestFile = (path: string): boolean => /\.test\.[cm]?[jt]s$/.test(path);

/** Whether a file's text has to do with WebSockets, by what such programs and pages cannot do without. */
export const speaksWebSocket = (text: string): boolean =>
  /\bnew WebSocket(?:Server)?\(|from ['"](?:ws|socket\.io)['"]|\.on\(['"]upgrade['"]/.test(text);
