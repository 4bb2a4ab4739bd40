/** What search engines are told of the author: only what is set. https://schema.org/ProfilePage */
import type { Person } from '../person/person.ts';

/** The site's own addresses, known where it has an origin. */
export interface ProfileAddresses {
  page?: string | undefined;
  photo?: string | undefined;
}

/** @returns A `ProfilePage`, or `undefined` for a person without a name. */
export function profileJsonLd(
  { name, headline, location, email, links }: Person,
  { page, photo }: ProfileAddresses = {},
): Record<string, unknown> | undefined {
  if (name === undefined) return undefined;
  return {
    '@context': 'https://schema.org',
    '@type': 'ProfilePage',
    ...(page && { url: page }),
    mainEntity: {
      '@type': 'Person',
      name,
      ...(headline && { jobTitle: headline }),
      ...(location && { homeLocation: { '@type': 'Place', name: location } }),
      ...(email && { email: `mailto:${email}` }),
      ...(photo && { image: photo }),
      ...(links && { sameAs: links.map(({ url }) => url) }),
    },
  };
}
