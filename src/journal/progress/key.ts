/** Under which the reader's progress is in `localStorage`. */
export const progressKey = 'progress';
