/** The line at which an uncaught error was thrown, as Node prints it above the stack. */
import { readText } from '../fs/process-files.ts';

/** `file:line`, the line's text, and a caret; `undefined` when the first frame is not the program's. */
export function sourceContext(stack: string): string | undefined {
  const frame = /\n {4}at (?:.*\()?((?:file:\/\/)?(\/[^()\n]*)):(\d+):(\d+)\)?/.exec(stack);
  const first = /\n {4}at .*/.exec(stack)?.[0];
  if (!frame || !first?.includes(frame[2]!)) return undefined;
  const [, file, path, line, column] = frame;
  const text = readText(decodeURIComponent(path!))?.split('\n')[Number(line) - 1];
  if (text === undefined || text.length > 500) return undefined;
  const at = Math.min(Number(column) - 1, text.length);
  return `${file}:${line}\n${text}\n${' '.repeat(Math.max(0, at))}^`;
}
