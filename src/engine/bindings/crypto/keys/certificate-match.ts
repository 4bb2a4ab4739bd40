/** Whether a name fits a certificate: OpenSSL's `X509_check_host` and its siblings (RFC 6125). */

/** The flags of `lib/internal/crypto/x509.js`. */
export const CHECK_FLAG = {
  alwaysSubject: 1,
  noWildcards: 2,
  noPartialWildcards: 4,
  multiLabelWildcards: 8,
  singleLabelSubdomains: 16,
  neverSubject: 32,
} as const;

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

/** @param pattern Of the certificate */
export function hostMatches(pattern: string, name: string, flags: number): boolean {
  if (pattern.includes('\0')) return false;
  const [first, ...rest] = pattern.split('.');
  const lower = name.toLowerCase();
  if (name.startsWith('.') && name.length > 1) return matchesSubdomain(pattern, lower, flags);
  const star = first!.indexOf('*');
  const usable =
    star >= 0 &&
    !(flags & CHECK_FLAG.noWildcards) &&
    !pattern.slice(star + 1).includes('*') &&
    // At the begin or the end of the label.
    (star === 0 || star === first!.length - 1) &&
    rest.length >= 2 &&
    rest.every((label) => LABEL.test(label)) &&
    !/^xn--/i.test(first!);
  if (!usable) return pattern.toLowerCase() === lower;
  const [before, after] = [first!.slice(0, star), first!.slice(star + 1)];
  if ((before || after) && flags & CHECK_FLAG.noPartialWildcards) return false;
  const suffix = `${after}.${rest.join('.')}`.toLowerCase();
  if (!lower.startsWith(before.toLowerCase()) || !lower.endsWith(suffix)) return false;
  if (lower.length < before.length + suffix.length) return false;
  const matched = lower.slice(before.length, lower.length - suffix.length);
  if (!before && !after && matched === '') return false;
  if (/^xn--/.test(lower) && (before || after)) return false;
  if (matched.includes('.') && !(flags & CHECK_FLAG.multiLabelWildcards && !before && !after)) {
    return false;
  }
  return /^[a-z0-9.-]*$/.test(matched);
}

/** A name that begins with a dot asks for a certificate of any name below. */
function matchesSubdomain(pattern: string, lower: string, flags: number): boolean {
  const candidate = pattern.toLowerCase();
  if (!candidate.endsWith(lower) || candidate.length === lower.length) return false;
  const label = candidate.slice(0, -lower.length);
  return !(flags & CHECK_FLAG.singleLabelSubdomains && label.includes('.'));
}

/** Mailboxes differ by case, domains do not. */
export function emailMatches(pattern: string, email: string): boolean {
  const [at, otherAt] = [pattern.lastIndexOf('@'), email.lastIndexOf('@')];
  return (
    at === otherAt &&
    pattern.slice(0, Math.max(at, 0)) === email.slice(0, Math.max(at, 0)) &&
    pattern.slice(Math.max(at, 0)).toLowerCase() === email.slice(Math.max(at, 0)).toLowerCase()
  );
}

/** The bytes of an address, or `undefined`. */
export function ipBytes(text: string): number[] | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte < 256) ? bytes : undefined;
  }
  const halves = text.split('::');
  if (halves.length > 2 || !/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined;
  const expand = (half: string): number[] | undefined => {
    const bytes: number[] = [];
    for (const group of half === '' ? [] : half.split(':')) {
      if (group.includes('.')) {
        const four = ipBytes(group);
        if (!four) return undefined;
        bytes.push(...four);
      } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
        const value = parseInt(group, 16);
        bytes.push(value >> 8, value & 255);
      } else {
        return undefined;
      }
    }
    return bytes;
  };
  const [head, tail] = [expand(halves[0]!), expand(halves[1] ?? '')];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}
