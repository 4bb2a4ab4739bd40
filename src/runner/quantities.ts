/** Durations and sizes in words: short, in one unit, the same in every language setting. */

/** @param ms Milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** @param bytes A whole number of bytes; units are decimal (1 kB = 1000 B), as in HTTP tools. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilo = bytes / 1000;
  if (kilo < 999.95) return `${kilo < 99.95 ? kilo.toFixed(1) : Math.round(kilo)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `1 line`, `2 lines`. */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
