/** How far this process has followed the changes that others make to files. */
export const receivedChanges = {
  /** Number of the last batch that was applied; the page counts them per process. */
  seen: 0,
};
