import { expect, it } from 'vitest';
import { pathOf, servedRoutes } from './routes.ts';

it.each([
  ['{{host}}/', '/'],
  ['{{host}}', '/'],
  ['{{host}}/api/links?limit=2#a', '/api/links'],
  ['{{host}}/api/links/{{created.code}}', '/api/links/:code'],
  ['{{host}}/boards/{{board.id}}/cards/{{ card.id }}', '/boards/:id/cards/:id'],
  ['http://localhost:3000/x', '/x'],
])('pathOf(%s) is %s', (url, path) => expect(pathOf(url)).toBe(path));

it('servedRoutes takes what succeeds, each path once with its methods', () => {
  const text = `@host = http://localhost:3000

### Make one
# @name made
POST {{host}}/links

?? status == 201

### Follow it
# @no-redirect
GET {{host}}/{{made.code}}

?? status == 302

### Look
HEAD {{host}}/{{made.code}}

?? status == 200

### All
GET {{host}}/links

?? status == 200

### None
GET {{host}}/none

?? status == 404
`;
  expect(servedRoutes(text)).toEqual([
    { path: '/links', methods: ['POST', 'GET'] },
    { path: '/:code', methods: ['GET'] },
  ]);
});
