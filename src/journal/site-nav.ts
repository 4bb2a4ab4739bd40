/** The pages that every page links to, in the order of the header. */
import { isPresentable, PersonError, readPerson } from './person/person.ts';
import { sitePath } from './site.ts';

export interface NavLink {
  label: string;
  href: string;
}

export const siteNav: readonly NavLink[] = [
  { label: 'Days', href: sitePath('days/') },
  { label: 'Phases', href: sitePath('phases/') },
  { label: 'Projects', href: sitePath('projects/') },
  { label: 'Skills', href: sitePath('skills/') },
  { label: 'Packages', href: sitePath('packages/') },
];

/** What is for those who read on, at the end of every page. */
export const readerNav: readonly NavLink[] = [
  { label: 'Progress', href: sitePath('progress/') },
  { label: 'Follow along', href: sitePath('follow/') },
];

/** The portfolio, once it says whose it is. */
export function portfolioNav(): readonly NavLink[] {
  try {
    return isPresentable(readPerson())
      ? [{ label: 'Portfolio', href: sitePath('portfolio/') }]
      : [];
  } catch (error) {
    // A build has stopped at it; the dev server has said it, and goes on with the other pages.
    if (error instanceof PersonError) return [];
    throw error;
  }
}
