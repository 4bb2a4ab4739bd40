import { expect, test } from 'vitest';
import { parsePerson } from '../person/person.ts';
import { profileJsonLd } from './profile-json-ld.ts';

test('says nothing of a person without a name', () => {
  expect(profileJsonLd(parsePerson('headline: Backend developer'))).toBeUndefined();
});

test('says no more than what is set', () => {
  expect(profileJsonLd(parsePerson('name: Ada Example\nlocation: none'))).toEqual({
    '@context': 'https://schema.org',
    '@type': 'ProfilePage',
    mainEntity: { '@type': 'Person', name: 'Ada Example' },
  });
});

test('names a person with all fields, and the addresses that the site has', () => {
  const person = parsePerson(`
name: Ada Example
headline: Backend developer
location: Lisbon
email: ada@example.org
links: [{ label: Code, url: https://example.org/ada }]
`);
  expect(
    profileJsonLd(person, {
      page: 'https://journal.example/portfolio/',
      photo: 'https://journal.example/portfolio/photo.webp',
    }),
  ).toMatchObject({
    url: 'https://journal.example/portfolio/',
    mainEntity: {
      jobTitle: 'Backend developer',
      homeLocation: { '@type': 'Place', name: 'Lisbon' },
      email: 'mailto:ada@example.org',
      image: 'https://journal.example/portfolio/photo.webp',
      sameAs: ['https://example.org/ada'],
    },
  });
});
