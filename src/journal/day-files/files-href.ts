import { sitePath } from '../site.ts';

/** Address of the page with every file of a day's example. */
export const filesHref = (day: number): string => sitePath(`day/${day}/files/`);
