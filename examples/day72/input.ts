/** What clients may send; each function gives the value, or throws with what was expected. */
const refuse = (message: string): never => {
  throw Object.assign(new Error(message), { status: 400 });
};

const text = (name: string, value: unknown, longest: number): string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest
    ? value.trim()
    : refuse(`${name} must be a text of 1 to ${longest} characters`);

const whole = (name: string, value: unknown, least: number, most: number): number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    ? (value as number)
    : refuse(`${name} must be a whole number from ${least} to ${most}`);

const fields = (body: unknown): Record<string, unknown> => (body ?? {}) as Record<string, unknown>;

export const parseText = (body: unknown): string => text('text', fields(body).text, 200);

export const parsePlay = (body: unknown): { player: string; points: number } => ({
  player: text('player', fields(body).player, 20),
  points: whole('points', fields(body).points, 0, 1_000_000),
});

export const parseInvitation = (body: unknown): { from: string; seconds: number } => ({
  from: text('from', fields(body).from, 20),
  seconds: whole('seconds', fields(body).seconds ?? 60, 1, 3600),
});

export const parseCount = (value: unknown): number => whole('count', Number(value ?? 10), 1, 100);
