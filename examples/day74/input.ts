import type { Mail } from './queue.ts';

const refuse = (message: string): never => {
  throw Object.assign(new Error(message), { status: 400 });
};

export function parseAddress(value: unknown): string {
  return typeof value === 'string' && value.length <= 100 && /^[^\s@]+@[^\s@]+$/.test(value)
    ? value
    : refuse('to must be an address such as ann@example.com');
}

export function parseMail(body: unknown): { mail: Mail; delay: number } {
  const { to, subject, delay = 0 } = (body ?? {}) as Record<string, unknown>;
  if (typeof subject !== 'string' || subject.trim() === '' || subject.length > 100) {
    return refuse('subject must be a text of 1 to 100 characters');
  }
  if (typeof delay !== 'number' || !(delay >= 0 && delay <= 3600)) {
    return refuse('delay must be seconds from 0 to 3600');
  }
  return { mail: { to: parseAddress(to), subject: subject.trim() }, delay: delay * 1000 };
}

/** `Idempotency-Key`. BullMQ's own ids are numbers, and a colon would divide keys of Redis. */
export function parseKey(value: string | undefined): string | undefined {
  if (value === undefined || /^[a-z][\w-]{3,63}$/i.test(value)) return value;
  return refuse('Idempotency-Key must be a letter and 3 to 63 letters, digits, - or _');
}

/**
 * `Prefer: wait=10`
 * @see https://www.rfc-editor.org/rfc/rfc7240.html#section-4.3
 */
export function parseWait(value: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,4})\b/i.exec(value ?? '')?.[1];
  return Math.min(30, Number(seconds ?? 0)) * 1000;
}
