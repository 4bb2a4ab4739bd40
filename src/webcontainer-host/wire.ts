/** What `@webcontainer/api` 1.6 says to the frame it boots from, and expects of it. */

/** The release of the client that these messages were read from and that the tests use. */
export const testedClient = '1.6.4';

/** The client's `FileSystemTree` as it travels: `d` a directory, `f` a file with contents or a link. */
export interface WireDirectory {
  d: Record<string, WireNode>;
}
/** `b`: the contents are bytes, one per character. `l`: the target of a symbolic link. */
export interface WireFile {
  f: { c: string; b?: boolean } | { l: string };
}
export type WireNode = WireDirectory | WireFile;

/** What the client asks for when it boots. */
export interface BuildOptions {
  host?: string;
  version?: string;
  workdirName?: string | undefined;
  forwardPreviewErrors?: boolean | 'exceptions-only' | undefined;
}

/** What the client asks for when it spawns. */
export interface RunOptions {
  command: string;
  args: string[];
  cwd?: string | undefined;
  env?: Record<string, string | number | boolean> | undefined;
  terminal?: { cols: number; rows: number } | undefined;
}

/** Receives a process's output as UTF-8, and `null` at its end. */
export type OutputListener = (chunk: Uint8Array | null) => Promise<void> | void;

/** The client reads a directory entry's type under this name. */
export const entryType = 'Symbol(type)';
export const wireEntryTypes = { file: 1, directory: 2 } as const;

/** Posted to the page that holds the frame; `init` carries the port of the API. */
export type FrameMessage =
  { type: 'init' } | { type: 'warning'; level: 'warn' | 'error'; message: string };
