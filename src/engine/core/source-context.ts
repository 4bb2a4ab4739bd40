/** The line at which an uncaught error was thrown, as Node prints it above the stack. */
import { readText } from '../fs/process-files.ts';

interface Frame {
  /** As the stack writes it: a path or a `file:` URL. */
  file: string;
  path: string;
  /** Both counted from 1. */
  line: number;
  column: number;
}

/** The first frame of a stack, where it lies in a file of the program. */
export function firstFrame(stack: string): Frame | undefined {
  const first = /\n {4}at .*/.exec(stack)?.[0] ?? '';
  const frame = /^\n {4}at (?:.*\()?((?:file:\/\/)?(\/[^()\n]*)):(\d+):(\d+)\)?/.exec(first);
  if (!frame) return undefined;
  const [, file, path, line, column] = frame;
  return {
    file: file!,
    path: file === path ? path! : decodeURIComponent(path!),
    line: Number(line),
    column: Number(column),
  };
}

/** `file:line`, the line's text, and a caret; `undefined` when the first frame is not the program's. */
export function sourceContext(stack: string): string | undefined {
  const frame = firstFrame(stack);
  const text = frame && readText(frame.path)?.split('\n')[frame.line - 1];
  if (text === undefined || text.length > 500) return undefined;
  const at = Math.min(frame!.column - 1, text.length);
  return `${frame!.file}:${frame!.line}\n${text}\n${' '.repeat(Math.max(0, at))}^`;
}
