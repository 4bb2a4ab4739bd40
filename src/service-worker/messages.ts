/** What a page of the journal tells the service worker. */
export interface KeepMessage {
  type: 'journal:keep';
  /** The page, and files that it has loaded. */
  urls: string[];
}

const LARGEST = 300;

export function isKeepMessage(data: unknown): data is KeepMessage {
  const { type, urls } = (data ?? {}) as Partial<KeepMessage>;
  return (
    type === 'journal:keep' &&
    Array.isArray(urls) &&
    urls.length <= LARGEST &&
    urls.every((url) => typeof url === 'string')
  );
}
