/**
 * The reader's choices in this browser. Storage may be forbidden or full: then a choice holds until the
 * page is left, and nothing says so, for nothing is lost that was written.
 */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param value `null` forgets the choice. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
