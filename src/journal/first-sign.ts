/** What tells that somebody reads the page, and has not only loaded it. */
const signs = ['scroll', 'pointerdown', 'keydown'] as const;

/** Calls `act` once, when the reader first does something. */
export function atFirstSign(act: () => void): void {
  const stop = new AbortController();
  const first = (): void => {
    stop.abort();
    act();
  };
  for (const sign of signs) addEventListener(sign, first, { passive: true, signal: stop.signal });
}
