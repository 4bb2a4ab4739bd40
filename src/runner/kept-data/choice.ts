/** Whether the reader wants the data of an example kept, in this browser. */
const nameOf = (key: string): string => `keep-data:${key}`;

/** Storage may be forbidden, and then nothing is kept. */
export function keepsData(key: string): boolean {
  try {
    return localStorage.getItem(nameOf(key)) !== null;
  } catch {
    return false;
  }
}

export function rememberChoice(key: string, keeps: boolean): void {
  try {
    if (keeps) localStorage.setItem(nameOf(key), 'yes');
    else localStorage.removeItem(nameOf(key));
  } catch {
    // Then it holds until the page is left.
  }
}
