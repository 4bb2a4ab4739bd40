/** Whether the reader wants the data of an example kept, in this browser. */
import { remember, remembered } from '../remembered.ts';

const nameOf = (key: string): string => `keep-data:${key}`;

export const keepsData = (key: string): boolean => remembered(nameOf(key)) !== null;

export const rememberChoice = (key: string, keeps: boolean): void =>
  remember(nameOf(key), keeps ? 'yes' : null);
