import { expect, it } from 'vitest';
import { figuresOf } from './example-figures.ts';

const requests = `@host = http://localhost:3000

### Create
POST {{host}}/notes

?? status == 201
?? header location exists

### Read
GET {{host}}/notes/1

?? status == 200
`;

it.each([
  ['no example', [], { days: 0, requests: 0, assertions: 0, lines: 0 }],
  [
    'two, one with a binary file',
    [
      { files: [{ path: 'app.ts', contents: 'one();\n\n  \ntwo();\n' }], requests },
      {
        files: [
          { path: 'app.ts', contents: 'three();' },
          { path: 'a.png', contents: 'aaaa\nbbbb', encoding: 'base64' as const },
        ],
        requests,
      },
    ],
    { days: 2, requests: 4, assertions: 6, lines: 3 },
  ],
])('counts %s', (_, examples, figures) => {
  expect(figuresOf(examples)).toEqual(figures);
});
