import { ObjectId } from 'mongodb';
import type { Ingredient, NewRecipe, Search } from './recipes.ts';

/** A request that cannot be understood: the client gets the message. */
export class InputError extends Error {
  readonly status = 400;
}

type Fields = Record<string, unknown>;
const asFields = (body: unknown): Fields =>
  typeof body === 'object' && body !== null ? (body as Fields) : {};

// #region values
export function parseId(text: string): ObjectId {
  if (!/^[0-9a-f]{24}$/i.test(text)) throw new InputError('An id is 24 hexadecimal digits');
  return new ObjectId(text);
}

function text(value: unknown, name: string, longest: number): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) {
    return value.trim();
  }
  throw new InputError(`${name} must be a text of 1 to ${longest} characters`);
}
// #endregion

function whole(value: unknown, name: string, greatest: number): number {
  const number = Number(typeof value === 'string' ? value || NaN : value);
  if (typeof value === 'object' || !Number.isInteger(number) || number < 1 || number > greatest) {
    throw new InputError(`${name} must be a whole number from 1 to ${greatest}`);
  }
  return number;
}

function list<Item>(value: unknown, name: string, most: number, parse: (item: unknown) => Item) {
  if (Array.isArray(value) && value.length <= most) return value.map(parse);
  throw new InputError(`${name} must be a list of at most ${most}`);
}

export function parseAmount(value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= 100_000) return value;
  throw new InputError('amount must be a number above 0, and at most 100000');
}

export function parseIngredient(body: unknown): Ingredient {
  const { name, amount, unit } = asFields(body);
  return {
    name: text(name, 'name', 40).toLowerCase(),
    amount: parseAmount(amount),
    unit: text(unit, 'unit', 20),
  };
}

const parseTags = (value: unknown): string[] =>
  list(value, 'tags', 10, (tag) => text(tag, 'A tag', 20));

export function parseRecipe(body: unknown): NewRecipe {
  const { title, minutes, tags = [], ingredients } = asFields(body);
  return {
    title: text(title, 'title', 80),
    minutes: whole(minutes, 'minutes', 1440),
    tags: parseTags(tags),
    ingredients: list(ingredients, 'ingredients', 50, parseIngredient),
  };
}

export function parseChange(body: unknown): { minutes?: number; tags?: string[] } {
  const { minutes, tags } = asFields(body);
  if (minutes === undefined && tags === undefined) {
    throw new InputError('Send minutes, tags or both');
  }
  return {
    ...(minutes !== undefined && { minutes: whole(minutes, 'minutes', 1440) }),
    ...(tags !== undefined && { tags: parseTags(tags) }),
  };
}

export const parseStars = (body: unknown): number => whole(asFields(body).stars, 'stars', 5);

/** `?has=egg&has=milk&not=butter&tag=vegan&minutes=30`; what is empty is not asked for. */
export function parseSearch({ has, not, tag, minutes }: Fields): Search {
  const names = (value: unknown, name: string): string[] =>
    list([value].flat().filter(Boolean), name, 10, (item) => text(item, name, 40).toLowerCase());
  return {
    has: names(has, 'has'),
    not: names(not, 'not'),
    ...(tag ? { tag: text(tag, 'tag', 20) } : {}),
    ...(minutes ? { minutes: whole(minutes, 'minutes', 1440) } : {}),
  };
}
