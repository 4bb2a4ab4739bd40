import { ZStream, zlibDeflateInit2, type Z_Strategy } from 'pako';

/** The fields of pako's state that depend on the level. */
const tuned = ['max_lazy_match', 'good_match', 'nice_match', 'max_chain_length'] as const;

/**
 * zlib's `deflateParams`, which pako lacks: changes level and strategy in mid-stream. The caller has
 * flushed everything before, as `lib/zlib.js` does.
 * @returns a zlib status.
 */
export function deflateParams(stream: ZStream, level: number, strategy: Z_Strategy): number {
  // Smallest window and memory: only what `deflateInit2` derives from the level is of interest.
  const model = new ZStream();
  const status = zlibDeflateInit2(model, level, 8, 9, 1, strategy);
  if (status !== 0) return status;
  const state = stream.state;
  if (state.level !== model.state.level) {
    // Stored blocks leave no hash chains behind that another level could follow.
    if (state.level === 0) state.head.fill(0);
    state.level = model.state.level;
    for (const field of tuned) state[field] = model.state[field];
  }
  state.strategy = strategy;
  return 0;
}
