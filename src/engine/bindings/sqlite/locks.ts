/**
 * The locks of database files between the connections of a process, with SQLite's five levels.
 * https://sqlite.org/lockingv3.html
 */
export const lockLevels = ['none', 'shared', 'reserved', 'pending', 'exclusive'] as const;
export type LockLevel = (typeof lockLevels)[number];

interface FileLocks {
  readers: Set<object>;
  /** Who has at least a reserved lock. */
  writer: object | undefined;
  /** Whether new readers have to wait. */
  isPending: boolean;
}

const locks = new WeakMap<object, FileLocks>();

function locksOf(file: object): FileLocks {
  let known = locks.get(file);
  if (!known) {
    known = { readers: new Set(), writer: undefined, isPending: false };
    locks.set(file, known);
  }
  return known;
}

/** Raises the lock that `owner` has on `file`. Whether it could. */
export function lock(file: object, owner: object, level: LockLevel): boolean {
  const state = locksOf(file);
  const hasOtherWriter = state.writer !== undefined && state.writer !== owner;
  if (level === 'shared') {
    if (hasOtherWriter && state.isPending) return false;
    state.readers.add(owner);
    return true;
  }
  if (hasOtherWriter) return false;
  state.writer = owner;
  if (level === 'reserved') return true;
  // Readers that are there may end; no new one gets in.
  state.isPending = true;
  return state.readers.size === (state.readers.has(owner) ? 1 : 0);
}

/** Lowers it to `shared` or `none`. */
export function unlock(file: object, owner: object, level: LockLevel): void {
  const state = locksOf(file);
  if (state.writer === owner) {
    state.writer = undefined;
    state.isPending = false;
  }
  if (level === 'none') state.readers.delete(owner);
}

export const isReserved = (file: object): boolean => locksOf(file).writer !== undefined;
