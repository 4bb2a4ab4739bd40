import { remember, remembered } from '../remembered.ts';

/** Whether TypeScript is read as it is or without its types; the run is the same. Remembered for all days. */
export const readingLanguages = ['ts', 'js'] as const;
export type ReadingLanguage = (typeof readingLanguages)[number];

const key = 'reading-language';

export const rememberedLanguage = (): ReadingLanguage => (remembered(key) === 'js' ? 'js' : 'ts');

export const rememberLanguage = (language: ReadingLanguage): void =>
  remember(key, language === 'js' ? language : null);

/** Whether a file has types that can be taken away for reading. */
export const hasTypes = (path: string): boolean => /(?<!\.d)\.[cm]?ts$/.test(path);
