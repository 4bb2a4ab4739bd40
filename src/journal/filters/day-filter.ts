/** Which days a reader wants to see: kept in the address, so that a choice can be linked to. */

/** What of a day a filter looks at. */
export interface FilteredDay {
  day: number;
  title: string;
  phase: number;
  skills: readonly string[];
  packages: readonly string[];
  isWritten: boolean;
  /** Further text that a search finds, such as the description. */
  text: string;
}

export interface DayFilter {
  /** Words that must all occur. */
  q: string;
  /** Number of a phase as text, or '' for all; so with the other fields. */
  phase: string;
  skill: string;
  package: string;
  /** 'written' leaves out what is only planned. */
  state: string;
}

export const filterFields = ['q', 'phase', 'skill', 'package', 'state'] as const;

/** @example parseFilter(new URLSearchParams('skill=rest')).skill // => 'rest' */
export function parseFilter(search: URLSearchParams): DayFilter {
  const value = (name: (typeof filterFields)[number]): string => search.get(name)?.trim() ?? '';
  return {
    q: value('q'),
    phase: value('phase'),
    skill: value('skill'),
    package: value('package'),
    state: value('state'),
  };
}

/** @returns The filter as a query with its question mark, or '' where nothing is filtered. */
export function formatFilter(filter: DayFilter): string {
  const search = new URLSearchParams(
    filterFields.flatMap((field) => (filter[field] ? [[field, filter[field]]] : [])),
  );
  return search.size > 0 ? `?${search}` : '';
}

export function matchesFilter(day: FilteredDay, filter: DayFilter): boolean {
  if (filter.phase && String(day.phase) !== filter.phase) return false;
  if (filter.skill && !day.skills.includes(filter.skill)) return false;
  if (filter.package && !day.packages.includes(filter.package)) return false;
  if (filter.state === 'written' && !day.isWritten) return false;
  const text = [`day ${day.day}`, day.title, ...day.skills, ...day.packages, day.text]
    .join(' ')
    .toLowerCase();
  return filter.q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
