/** The frames that are kept, and which of them are shown. */
import type { SocketFrame } from '../../container/container.ts';
import { detailsOf } from './frame-text.ts';

export const frameFilters = ['all', 'sent', 'received', 'control'] as const;
export type FrameFilter = (typeof frameFilters)[number];

export interface LoggedFrame extends SocketFrame {
  /** Counts all frames of the log. */
  id: number;
  /** Number of its socket. */
  socket: number;
}

const mostFrames = 500;
const mostBytes = 2_000_000;

const isControl = ({ kind }: SocketFrame): boolean =>
  kind === 'ping' || kind === 'pong' || kind === 'close';

export class FrameLog {
  readonly frames: LoggedFrame[] = [];
  #bytes = 0;
  #nextId = 1;

  /** @returns The frame as it is kept, and those that had to go for it. */
  add(socket: number, frame: SocketFrame): { added: LoggedFrame; dropped: LoggedFrame[] } {
    const added = { ...frame, id: this.#nextId++, socket };
    this.frames.push(added);
    this.#bytes += frame.data.length;
    const dropped: LoggedFrame[] = [];
    while (this.frames.length > mostFrames || this.#bytes > mostBytes) {
      const oldest = this.frames.shift();
      if (!oldest) break;
      this.#bytes -= oldest.data.length;
      dropped.push(oldest);
    }
    return { added, dropped };
  }

  clear(): void {
    this.frames.length = 0;
    this.#bytes = 0;
  }
}

/** @param text To be found in the payload, in whatever letters; empty for any. */
export function matches(frame: SocketFrame, filter: FrameFilter, text: string): boolean {
  if (filter === 'control' && !isControl(frame)) return false;
  if ((filter === 'sent' || filter === 'received') && frame.direction !== filter) return false;
  return text === '' || detailsOf(frame).toLowerCase().includes(text.toLowerCase());
}
