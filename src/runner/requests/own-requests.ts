/** The reader's own requests of one day, kept in this browser. */
import { isStorageFull } from '../storage-full.ts';
import { DRAFT_FIELDS, type RequestDraft } from '../../http-file/index.ts';

export interface OwnRequest {
  title: string;
  draft: RequestDraft;
}

/** The form in which they are kept; another one is not read, and not overwritten before an edit. */
const version = 1;

const keyOf = (day: string): string => `own-requests:${day}`;

/** More than a reader writes, and few enough for a list. */
export const mostOwnRequests = 100;
const longestField = 1_000_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestField;

/** Whatever else runs on this origin may have written it. */
function readOne(value: unknown): OwnRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { title, draft } = value as Record<string, unknown>;
  if (!isText(title) || typeof draft !== 'object' || draft === null) return undefined;
  const fields = DRAFT_FIELDS.map((field) => [field, (draft as Record<string, unknown>)[field]]);
  if (!fields.every(([, text]) => isText(text))) return undefined;
  return { title, draft: Object.fromEntries(fields) as RequestDraft };
}

/** @returns Those kept for the day, such as `day4`; none where storage is forbidden or holds no such thing. */
export function loadOwnRequests(day: string): OwnRequest[] {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(day)) ?? 'null') as {
      version?: unknown;
      requests?: unknown;
    } | null;
    if (kept?.version !== version || !Array.isArray(kept.requests)) return [];
    return kept.requests
      .map(readOne)
      .filter((request) => request !== undefined)
      .slice(0, mostOwnRequests);
  } catch {
    return [];
  }
}

/** @returns Why they are not kept, in words for the reader; `undefined` when they are. */
export function keepOwnRequests(day: string, requests: readonly OwnRequest[]): string | undefined {
  try {
    if (requests.length === 0) localStorage.removeItem(keyOf(day));
    else localStorage.setItem(keyOf(day), JSON.stringify({ version, requests }));
    return undefined;
  } catch (error) {
    return isStorageFull(error)
      ? 'This browser has no room left: your requests are kept until you leave the page. Delete some, or shorten a body.'
      : 'This browser does not let the page keep anything: your requests last until you leave the page.';
  }
}
