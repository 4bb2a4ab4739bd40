/** The `Expires` attribute of a cookie: RFC 6265, 5.1.1. Laxer than HTTP dates, stricter than `Date.parse`. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** @returns Milliseconds since the epoch, or `undefined` for what is no cookie date. */
export function parseCookieDate(text: string): number | undefined {
  let time: number[] | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(DELIMITERS)) {
    let match: RegExpExecArray | null;
    if (!time && (match = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/.exec(token))) {
      time = match.slice(1).map(Number);
    } else if (day === undefined && (match = /^(\d{1,2})(?!\d)/.exec(token))) {
      day = Number(match[1]);
    } else if (month === undefined && MONTHS.includes(token.slice(0, 3).toLowerCase())) {
      month = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    } else if (year === undefined && (match = /^(\d{2,4})(?!\d)/.exec(token))) {
      year = Number(match[1]);
    }
  }
  if (!time || day === undefined || month === undefined || year === undefined) return undefined;
  if (year >= 70 && year <= 99) year += 1900;
  else if (year <= 69) year += 2000;
  const [hours, minutes, seconds] = time as [number, number, number];
  if (year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = Date.UTC(year, month, day, hours, minutes, seconds);
  // `Date.UTC` carries the 31st of April over to May.
  return new Date(date).getUTCDate() === day ? date : undefined;
}
