/** Where a day's edits are kept in `localStorage`: known apart from the store, for a page at rest. */
export const keptPrefix = (day: number | string): string => `edits:day${day}:`;
export const keptKey = (day: number | string, path: string): string => keptPrefix(day) + path;
