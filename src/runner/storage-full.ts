/** Whether a browser has refused to store something because there is no room for it. */
export const isStorageFull = (error: unknown): boolean =>
  error instanceof Error && error.name === 'QuotaExceededError';
