const YEAR = 365 * 24 * 60 * 60;

export interface LinkInput {
  url: string;
  /** Seconds from now, or null for a link that stays. */
  expiresIn: number | null;
}

/** Checks the body of a form or of an API call. `host` is this server's own, to refuse loops. */
export function parseInput(body: unknown, host: string): LinkInput | { error: string } {
  const { url, expiresIn = '' } = (body ?? {}) as Record<string, unknown>;

  // #region url
  if (typeof url !== 'string' || url.length > 2048) {
    return { error: 'Send a url of at most 2048 characters' };
  }
  const target = URL.parse(url);
  if (!target || !['http:', 'https:'].includes(target.protocol)) {
    return { error: 'The url must be complete and start with http:// or https://' };
  }
  if (target.host === host) {
    return { error: 'The url points at this shortener: that could go round in circles' };
  }
  if (target.username || target.password) {
    return { error: 'The url must not contain a user name or password' };
  }
  // #endregion

  // A form sends text, and an empty field for "never"; JSON sends a number, null or nothing.
  if (expiresIn === '' || expiresIn === null) return { url: target.href, expiresIn: null };
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > YEAR) {
    return { error: `expiresIn must be a number of seconds from 1 to ${YEAR} (one year)` };
  }
  return { url: target.href, expiresIn: seconds };
}
