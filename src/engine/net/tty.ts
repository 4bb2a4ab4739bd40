/** Terminal handles on the standard streams. */
import { browser } from '../core/browser.ts';
import { nodeData, type Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvException } from '../core/uv.ts';
import { openStdio, pushStdin, setInputFilter, stdioTarget } from './stdio.ts';
import { LibuvStreamWrap } from './stream.ts';

const { UV_TTY_MODE_NORMAL } = nodeData.shapes.tty_wrap as Record<string, number>;

const INTERRUPT = 3;
const SIGINT = 2;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const END_OF_TRANSMISSION = 4;

export const isTerminal = (fd: number): boolean =>
  runtime.terminal !== undefined && stdioTarget(fd)?.type === 'host';

/**
 * The line discipline of a terminal in normal mode, as far as it matters to a program: Enter is a
 * line feed, Ctrl+D ends the input. Echo and Ctrl+C are the terminal's own affair, but for a Ctrl+C
 * that the page sent while the terminal was in raw mode.
 */
function cook(typed: Uint8Array): Uint8Array {
  const interrupt = typed.lastIndexOf(INTERRUPT);
  // To the whole process group.
  if (interrupt >= 0) runtime.post({ type: 'kill', pid: 0, signal: SIGINT });
  const bytes = typed.subarray(interrupt + 1);
  const end = bytes.indexOf(END_OF_TRANSMISSION);
  if (end >= 0) browser.queueMicrotask(() => pushStdin(null));
  return (end < 0 ? bytes : bytes.subarray(0, end)).map((byte) =>
    byte === CARRIAGE_RETURN ? LINE_FEED : byte,
  );
}

export class TTY extends LibuvStreamWrap {
  readonly #fd: number;

  /** `context` receives `errno`, `code`, `message` and `syscall` when `fd` is no terminal. */
  constructor(fd: number, context: Any) {
    super();
    this.#fd = fd;
    if (!isTerminal(fd)) {
      const { errno, code, message, syscall } = uvException(uv.UV_EINVAL!, 'uv_tty_init');
      Object.assign(context, { errno, code, message, syscall });
      return;
    }
    if (fd === 0) setInputFilter(cook);
    openStdio(fd, this);
  }

  override get fd(): number {
    return this.#fd;
  }

  /** Fills `[columns, rows]`. */
  getWindowSize(size: number[]): number {
    const { terminal } = runtime;
    if (!terminal) return uv.UV_ENOTTY!;
    size[0] = terminal.cols;
    size[1] = terminal.rows;
    return 0;
  }

  setRawMode(mode: number | boolean): number {
    const isNormal = mode === UV_TTY_MODE_NORMAL || mode === false;
    setInputFilter(isNormal ? cook : undefined);
    // In its normal mode the terminal turns Ctrl+C into a signal, which the page sends.
    runtime.post({ type: 'raw-mode', on: !isNormal });
    return 0;
  }
}
