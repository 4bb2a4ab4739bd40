/** What `npm run day -- new` writes: a small, complete day that passes every check as it stands, as a draft. */
import { writeUpPath } from '../journal/page-id.ts';
import type { PlannedDay } from '../journal/curriculum.ts';
import { dayFolder } from '../runner/example.ts';

const example = ({ title }: PlannedDay): string => `import express from 'express';

const port = Number(process.env.PORT ?? 3000);
const app = express();

// #region routes
app.get('/', (_req, res) => {
  res.json({ title: ${JSON.stringify(title)} });
});

app.get('/greeting', (req, res) => {
  const { name } = req.query;
  if (typeof name !== 'string' || name === '') {
    res.status(400).json({ error: 'Give one name: /greeting?name=Ada' });
    return;
  }
  res.json({ greeting: \`Hello, \${name}!\` });
});

app.use((req, res) => {
  res.status(404).json({ error: \`There is no \${req.method} \${req.path}\` });
});
// #endregion

app.listen(port, () => {
  console.log(\`Listening on http://localhost:\${port}\`);
});
`;

const requests = ({
  title,
}: PlannedDay): string => `@host = http://localhost:{{process.env.PORT ?? 3000}}

### The title of the day
GET {{host}}/

?? status == 200
?? header content-type contains application/json
?? js response.parsedBody.title == ${title}

### A greeting
GET {{host}}/greeting?name=Ada

?? status == 200
?? js response.parsedBody.greeting == Hello, Ada!

### A greeting without a name is refused
GET {{host}}/greeting

?? status == 400
?? js response.parsedBody.error contains Give one name

### A name given twice is refused
GET {{host}}/greeting?name=Ada&name=Grace

?? status == 400

### An unknown path is a 404
GET {{host}}/nothing

?? status == 404
?? js response.parsedBody.error contains GET /nothing
`;

const writeUp = ({ day, title, phase, skills }: PlannedDay): string => `---
title: ${JSON.stringify(title)}
description: "${title}: say in one sentence what the reader will be able to do."
day: ${day}
phase: ${phase}
draft: true
skills: [${skills.join(', ')}]
packages: [express]
entry: app.ts
sources:
  - title: 'Express 5: API reference'
    url: https://expressjs.com/en/5x/api.html
---

After this page you can … (begin with what the reader will be able to do).

## Run it

<Runner />

## The routes

Show the real code in pieces; mark a piece in the file with \`// #region name\` and \`// #endregion\`:

<Code file="app.ts" region="routes" />

## Break it

- Say what to change, and what will then happen.

## Pitfalls

- **Name the mistake.** Say what it looks like from outside, and how to avoid it.

## Exercises

1. Two or three, each with a result that the reader can check with a request.
`;

/** The files of a new day by path from the root of the repository. */
export const newDayFiles = (planned: PlannedDay): Record<string, string> => {
  const folder = `examples/${dayFolder(planned.day)}`;
  return {
    [`${folder}/app.ts`]: example(planned),
    [`${folder}/requests.http`]: requests(planned),
    [writeUpPath(planned.day)]: writeUp(planned),
  };
};
